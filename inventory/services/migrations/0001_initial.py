import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import inventory.declare.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SupportTeam',
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
                ('kind', models.CharField(default='centre', max_length=50, verbose_name='kind')),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='support_teams', to='tenancy.tenant', verbose_name='part of')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='led_teams', to='tenancy.contact', verbose_name='lead')),
                ('duty_phone', models.CharField(blank=True, default='', max_length=50, verbose_name='duty telephone')),
                ('email', models.EmailField(blank=True, default='', max_length=254, verbose_name='email')),
                ('hours', models.CharField(blank=True, default='', help_text='As 24 × 7, or 8:30–17:00.', max_length=100, verbose_name='hours')),
            ],
            options={
                'verbose_name': 'support team',
                'verbose_name_plural': 'support teams',
                'ordering': ['name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='supportteam_tags')],
                'constraints': [],
            },
        ),
    ]
