import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import inventory.declare.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('dcim', '0002_devices'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CircuitType',
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
                ('color', inventory.declare.fields.ColorField(blank=True, default='', max_length=6, validators=[django.core.validators.RegexValidator('^[0-9a-f]{6}$', 'Six hexadecimal digits, as 9e9e9e.')], verbose_name='color')),
            ],
            options={
                'verbose_name': 'circuit type',
                'verbose_name_plural': 'circuit types',
                'ordering': ['name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='circuittype_tags')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Provider',
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
                'verbose_name': 'provider',
                'verbose_name_plural': 'providers',
                'ordering': ['name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='provider_tags')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Circuit',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('cid', models.CharField(help_text="The provider's number.", max_length=100, verbose_name='circuit ID')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circuits', to='circuits.provider', verbose_name='provider')),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circuits', to='circuits.circuittype', verbose_name='type')),
                ('status', models.CharField(default='active', max_length=50, verbose_name='status')),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='circuits', to='tenancy.tenant', verbose_name='tenant')),
                ('install_date', models.DateField(blank=True, null=True, verbose_name='installed')),
                ('termination_date', models.DateField(blank=True, null=True, verbose_name='terminates')),
                ('commit_rate', models.PositiveIntegerField(blank=True, help_text='kbit/s', null=True, verbose_name='commit rate')),
                ('distance', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000)], verbose_name='distance')),
                ('distance_unit', models.CharField(blank=True, max_length=50, null=True, verbose_name='distance unit')),
            ],
            options={
                'verbose_name': 'circuit',
                'verbose_name_plural': 'circuits',
                'ordering': ['provider__name', 'cid', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='circuit_tags')],
                'constraints': [models.UniqueConstraint(fields=('provider', 'cid'), name='circuits_circuit_unique_provider_cid')],
            },
        ),
        migrations.CreateModel(
            name='CircuitTermination',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('cable', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='dcim.cable', verbose_name='cable')),
                ('cable_end', models.CharField(blank=True, editable=False, max_length=1, null=True, verbose_name='cable end')),
                ('mark_connected', models.BooleanField(default=False, help_text='Treat as if a cable is connected.', verbose_name='mark connected')),
                ('circuit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terminations', to='circuits.circuit', verbose_name='circuit')),
                ('term_side', models.CharField(max_length=1, verbose_name='side')),
                ('port_speed', models.PositiveIntegerField(blank=True, help_text='kbit/s', null=True, verbose_name='port speed')),
                ('upstream_speed', models.PositiveIntegerField(blank=True, help_text='kbit/s, where it differs from the port speed.', null=True, verbose_name='upstream speed')),
                ('xconnect_id', models.CharField(blank=True, default='', max_length=50, verbose_name='cross-connect ID')),
                ('pp_info', models.CharField(blank=True, default='', max_length=100, verbose_name='patch panel/port')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('termination_type', models.CharField(blank=True, max_length=100, null=True, verbose_name='termination')),
                ('termination_id', models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name='termination')),
            ],
            options={
                'verbose_name': 'circuit termination',
                'verbose_name_plural': 'circuit terminations',
                'ordering': ['circuit_id', 'term_side', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='circuittermination_tags')],
                'constraints': [models.UniqueConstraint(fields=('circuit', 'term_side'), name='circuits_termination_unique_circuit_side')],
            },
        ),
    ]
