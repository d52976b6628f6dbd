import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import inventory.declare.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dcim', '0001_initial'),
        ('dcim', '0002_devices'),
        ('ipam', '0001_initial'),
        ('tenancy', '0001_initial'),
        ('virtualization', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='VirtualMachine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('name', models.CharField(max_length=64, verbose_name='name')),
                ('status', models.CharField(default='active', max_length=50, verbose_name='status')),
                ('start_on_boot', models.CharField(default='off', max_length=50, verbose_name='start on boot')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='virtual_machines', to='dcim.site', verbose_name='site')),
                ('cluster', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='virtual_machines', to='virtualization.cluster', verbose_name='cluster')),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='virtual_machines', to='dcim.device', verbose_name='pinned to')),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='virtual_machines', to='dcim.devicerole', verbose_name='role')),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='virtual_machines', to='tenancy.tenant', verbose_name='tenant')),
                ('platform', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='virtual_machines', to='dcim.platform', verbose_name='platform')),
                ('primary_ip4', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ipam.ipaddress', verbose_name='primary IPv4')),
                ('primary_ip6', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='ipam.ipaddress', verbose_name='primary IPv6')),
                ('vcpus', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(0.01), django.core.validators.MaxValueValidator(9999)], verbose_name='vCPUs')),
                ('memory', models.PositiveIntegerField(blank=True, help_text='MB', null=True, verbose_name='memory')),
                ('disk', models.PositiveIntegerField(blank=True, help_text='MB', null=True, verbose_name='disk')),
                ('serial', models.CharField(blank=True, default='', max_length=50, verbose_name='serial number')),
                ('local_context_data', models.JSONField(blank=True, help_text='For configuration templates.', null=True, verbose_name='local context data')),
                ('_name', models.GeneratedField(db_persist=True, expression=inventory.declare.fields.NaturalKey(django.db.models.functions.comparison.Cast('name', models.TextField())), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'verbose_name': 'virtual machine',
                'verbose_name_plural': 'virtual machines',
                'ordering': ['_name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='virtualmachine_tags'), models.Index(fields=['_name', 'id'], name='virtualmachine_order')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('cluster'), models.F('tenant'), name='virtualization_machine_unique_name_tenant'), models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('cluster'), condition=models.Q(('tenant__isnull', True)), name='virtualization_machine_unique_name'), models.UniqueConstraint(fields=('primary_ip4',), name='virtualization_machine_unique_primary_ip4'), models.UniqueConstraint(fields=('primary_ip6',), name='virtualization_machine_unique_primary_ip6')],
            },
        ),
        migrations.CreateModel(
            name='VMInterface',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('virtual_machine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interfaces', to='virtualization.virtualmachine', verbose_name='virtual machine')),
                ('name', models.CharField(max_length=64, verbose_name='name')),
                ('enabled', models.BooleanField(default=True, verbose_name='enabled')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='child_interfaces', to='virtualization.vminterface', verbose_name='parent interface')),
                ('bridge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bridge_interfaces', to='virtualization.vminterface', verbose_name='bridge interface')),
                ('mtu', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(65536)], verbose_name='MTU')),
                ('primary_mac_address', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='dcim.macaddress', verbose_name='primary MAC address')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('mode', models.CharField(blank=True, max_length=50, null=True, verbose_name='802.1Q mode')),
                ('untagged_vlan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='vminterfaces_as_untagged', to='ipam.vlan', verbose_name='untagged VLAN')),
                ('vrf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='vminterfaces', to='ipam.vrf', verbose_name='VRF')),
                ('_name', models.GeneratedField(db_persist=True, expression=inventory.declare.fields.NaturalKey(django.db.models.functions.comparison.Cast('name', models.TextField())), output_field=models.TextField(db_collation='C'))),
                ('tagged_vlans', models.ManyToManyField(blank=True, related_name='vminterfaces_as_tagged', to='ipam.vlan', verbose_name='tagged VLANs')),
            ],
            options={
                'verbose_name': 'VM interface',
                'verbose_name_plural': 'VM interfaces',
                'ordering': ['virtual_machine_id', '_name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='vminterface_tags')],
                'constraints': [models.UniqueConstraint(fields=('virtual_machine', 'name'), name='virtualization_vminterface_unique_machine_name')],
            },
        ),
        migrations.CreateModel(
            name='VirtualDisk',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('virtual_machine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='virtualdisks', to='virtualization.virtualmachine', verbose_name='virtual machine')),
                ('name', models.CharField(max_length=64, verbose_name='name')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('size', models.PositiveIntegerField(help_text='MB', verbose_name='size')),
                ('_name', models.GeneratedField(db_persist=True, expression=inventory.declare.fields.NaturalKey(django.db.models.functions.comparison.Cast('name', models.TextField())), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'verbose_name': 'virtual disk',
                'verbose_name_plural': 'virtual disks',
                'ordering': ['virtual_machine_id', '_name', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='virtualdisk_tags')],
                'constraints': [models.UniqueConstraint(fields=('virtual_machine', 'name'), name='virtualization_virtualdisk_unique_machine_name')],
            },
        ),
    ]
