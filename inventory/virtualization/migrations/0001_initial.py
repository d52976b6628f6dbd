import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
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
            name='ClusterType',
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
            ],
            options={
                'verbose_name': 'cluster type',
                'verbose_name_plural': 'cluster types',
                'ordering': ['name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='clustertype_tags')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ClusterGroup',
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
            ],
            options={
                'verbose_name': 'cluster group',
                'verbose_name_plural': 'cluster groups',
                'ordering': ['name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='clustergroup_tags')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Cluster',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clusters', to='virtualization.clustertype', verbose_name='type')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clusters', to='virtualization.clustergroup', verbose_name='group')),
                ('status', models.CharField(default='active', max_length=50, verbose_name='status')),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clusters', to='tenancy.tenant', verbose_name='tenant')),
                ('_name', models.GeneratedField(db_persist=True, expression=inventory.declare.fields.NaturalKey(django.db.models.functions.comparison.Cast('name', models.TextField())), output_field=models.TextField(db_collation='C'))),
                ('scope_type', models.CharField(blank=True, max_length=100, null=True, verbose_name='scope')),
                ('scope_id', models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name='scope')),
            ],
            options={
                'verbose_name': 'cluster',
                'verbose_name_plural': 'clusters',
                'ordering': ['_name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='cluster_tags')],
                'constraints': [models.UniqueConstraint(fields=('group', 'name'), name='virtualization_cluster_unique_group_name')],
            },
        ),
    ]
