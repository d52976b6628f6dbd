import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import inventory.declare.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('dcim', '0001_initial'),
        ('dcim', '0002_devices'),
        ('ipam', '0001_initial'),
        ('segments', '0001_initial'),
        ('services', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Venue',
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
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='conferencing.venue', verbose_name='parent')),
                ('kind', models.CharField(max_length=50, verbose_name='kind')),
                ('status', models.CharField(default='active', max_length=50, verbose_name='status')),
                ('stand_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stands_in_for', to='conferencing.venue', verbose_name='stand-in')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='dcim.site', verbose_name='site')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='dcim.location', verbose_name='location')),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='tenancy.tenant', verbose_name='tenant')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='services.supportteam', verbose_name='responsible team')),
                ('seats', models.PositiveIntegerField(blank=True, null=True, verbose_name='seats')),
                ('opened', models.DateField(blank=True, null=True, verbose_name='opened')),
                ('max_loss', models.DecimalField(blank=True, decimal_places=2, help_text='Per cent of packets.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='loss limit')),
                ('max_delay', models.PositiveIntegerField(blank=True, help_text='Milliseconds, one way.', null=True, verbose_name='delay limit')),
                ('max_jitter', models.PositiveIntegerField(blank=True, help_text='Milliseconds.', null=True, verbose_name='jitter limit')),
                ('min_bandwidth', models.PositiveIntegerField(blank=True, help_text='kbit/s', null=True, verbose_name='bandwidth needed')),
            ],
            options={
                'verbose_name': 'venue',
                'verbose_name_plural': 'venues',
                'ordering': ['name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='venue_tags')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='VenueEndpoint',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('venue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='endpoints', to='conferencing.venue', verbose_name='venue')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(default='codec', max_length=50, verbose_name='kind')),
                ('status', models.CharField(default='active', max_length=50, verbose_name='status')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='venue_endpoints', to='dcim.device', verbose_name='device')),
                ('address', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='venue_endpoints', to='ipam.ipaddress', verbose_name='IP address')),
                ('signalling', models.CharField(default='sip', max_length=50, verbose_name='signalling')),
                ('uri', models.CharField(blank=True, default='', help_text='SIP URI or H.323 alias.', max_length=200, verbose_name='call address')),
                ('bandwidth', models.PositiveIntegerField(blank=True, help_text='kbit/s', null=True, validators=[django.core.validators.MinValueValidator(64)], verbose_name='bandwidth')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='venue_endpoints', to='segments.segment', verbose_name='segment')),
            ],
            options={
                'verbose_name': 'venue endpoint',
                'verbose_name_plural': 'venue endpoints',
                'ordering': ['venue_id', 'name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='venueendpoint_tags')],
                'constraints': [models.UniqueConstraint(fields=('venue', 'name'), name='conferencing_endpoint_unique_venue_name')],
            },
        ),
    ]
