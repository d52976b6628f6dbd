import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import inventory.declare.fields
from django.db import migrations, models

from inventory.declare.migrating import AddFields


class Migration(migrations.Migration):

    dependencies = [
        ('circuits', '0002_owner'),
        ('ipam', '0003_numbers_and_services'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderAccount',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='users.owner', verbose_name='owner')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='circuits.provider', verbose_name='provider')),
                ('account', models.CharField(help_text="The provider's number for us.", max_length=100, verbose_name='account')),
                ('name', models.CharField(blank=True, default='', max_length=100, verbose_name='name')),
            ],
            options={
                'verbose_name': 'provider account',
                'verbose_name_plural': 'provider accounts',
                'ordering': ['provider_id', 'account', 'id'],
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='provideraccount_tags')],
                'constraints': [models.UniqueConstraint(fields=('provider', 'account'), name='circuits_account_unique_provider_account')],
            },
        ),
        AddFields([
            ('provider', 'asns', models.ManyToManyField(blank=True, related_name='providers', to='ipam.asn', verbose_name='ASNs')),
            ('circuit', 'provider_account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='circuits', to='circuits.provideraccount', verbose_name='provider account')),
        ]),
        migrations.AlterModelOptions(
            name='circuit',
            options={'ordering': ['provider_id', 'cid', 'id'], 'verbose_name': 'circuit', 'verbose_name_plural': 'circuits'},
        ),
    ]
