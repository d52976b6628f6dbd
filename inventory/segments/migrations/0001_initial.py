import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import inventory.declare.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('services', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=100, unique=True, verbose_name='slug')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('kind', models.CharField(max_length=50, verbose_name='kind')),
                ('letter', models.CharField(help_text='One Chinese character, as 内.', max_length=2, verbose_name='letter')),
                ('code', models.CharField(help_text='Two or three capitals, as IN.', max_length=3, unique=True, verbose_name='code')),
                ('color', inventory.declare.fields.ColorField(default='47606e', max_length=6, validators=[django.core.validators.RegexValidator('^[0-9a-f]{6}$', 'Six hexadecimal digits, as 9e9e9e.')], verbose_name='color')),
                ('isolation', models.CharField(default='logical', max_length=50, verbose_name='isolation')),
                ('level', models.PositiveIntegerField(blank=True, help_text='As the network is graded.', null=True, verbose_name='MLPS level')),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='segments', to='tenancy.tenant', verbose_name='owner')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='segments', to='services.supportteam', verbose_name='responsible team')),
                ('weight', models.PositiveIntegerField(default=100, help_text='Lower comes first.', verbose_name='weight')),
            ],
            options={
                'verbose_name': 'segment',
                'verbose_name_plural': 'segments',
                'ordering': ['weight', 'name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='segment_tags')],
                'constraints': [],
            },
        ),
    ]
