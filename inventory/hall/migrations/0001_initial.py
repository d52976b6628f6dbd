import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import inventory.declare.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('dcim', '0001_initial'),
        ('segments', '0001_initial'),
        ('tenancy', '0001_initial'),
        ('users', '0002_owner'),
    ]

    operations = [
        migrations.CreateModel(
            name='Window',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='users.owner', verbose_name='owner')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(default='window', max_length=50, verbose_name='kind')),
                ('status', models.CharField(default='active', max_length=50, verbose_name='status')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='dcim.site', verbose_name='site')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='dcim.location', verbose_name='location')),
                ('tenant', models.ForeignKey(blank=True, help_text='Who sits there.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='tenancy.tenant', verbose_name='department')),
                ('_name', models.GeneratedField(db_persist=True, expression=inventory.declare.fields.NaturalKey(django.db.models.functions.comparison.Cast('name', models.TextField())), output_field=models.TextField(db_collation='C'))),
                ('segments', models.ManyToManyField(blank=True, help_text='Networks it shall reach.', related_name='windows', to='segments.segment', verbose_name='segments')),
            ],
            options={
                'verbose_name': 'window or office',
                'verbose_name_plural': 'windows and offices',
                'ordering': ['site_id', '_name', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='window_tags')],
                'constraints': [models.UniqueConstraint(fields=('site', 'name'), name='hall_window_unique_site_name')],
            },
        ),
        migrations.CreateModel(
            name='Outlet',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='users.owner', verbose_name='owner')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('label', models.CharField(help_text='As printed on it.', max_length=50, verbose_name='label')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='dcim.site', verbose_name='site')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='dcim.location', verbose_name='location')),
                ('window', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='outlets', to='hall.window', verbose_name='window or office')),
                ('kind', models.CharField(default='rj45', max_length=50, verbose_name='kind')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='segments.segment', verbose_name='segment wanted')),
                ('blocked', models.BooleanField(default=False, help_text='Damaged or shut off on purpose.', verbose_name='blocked')),
                ('_label', models.GeneratedField(db_persist=True, expression=inventory.declare.fields.NaturalKey(django.db.models.functions.comparison.Cast('label', models.TextField())), output_field=models.TextField(db_collation='C'))),
                ('port_type', models.CharField(blank=True, max_length=100, null=True, verbose_name='panel port')),
                ('port_id', models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name='panel port')),
            ],
            options={
                'verbose_name': 'outlet',
                'verbose_name_plural': 'outlets',
                'ordering': ['site_id', '_label', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='outlet_tags')],
                'constraints': [models.UniqueConstraint(fields=('site', 'label'), name='hall_outlet_unique_site_label')],
            },
        ),
    ]

