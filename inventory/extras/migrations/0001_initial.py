import django.contrib.postgres.fields
import django.core.validators
import django.db.models.functions.datetime
import inventory.declare.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='slug')),
                ('color', inventory.declare.fields.ColorField(default='9e9e9e', max_length=6, validators=[django.core.validators.RegexValidator('^[0-9a-f]{6}$', 'Six hexadecimal digits, as 9e9e9e.')], verbose_name='color')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('weight', models.PositiveIntegerField(default=1000, help_text='Lower comes first.', verbose_name='weight')),
                ('object_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, help_text='Object types this tag can be applied to; none stands for all.', size=None, verbose_name='object types')),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'ordering': ['weight', 'name', 'id'],
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
