import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import inventory.declare.fields
from django.db import migrations, models


# Text bodies, so that no table depends on them; each a single stable SELECT, which the planner takes into the query
# that calls it. Only a technical service centre counts: of teams that an object names itself, others are passed over.
CENTRES = r"""
CREATE FUNCTION services_centres_of_site() RETURNS TABLE (id bigint, team_id bigint) LANGUAGE sql STABLE AS $$
  SELECT s.id, coalesce(
    (SELECT t.id FROM services_supportteam t WHERE t.id = s.responsible_id AND t.kind = 'centre'),
    (SELECT r.team_id FROM services_responsibility r
     WHERE r.location_id IS NULL AND r.segment_id IS NULL AND r.service_id IS NULL AND r.role_id IS NULL
       AND (r.site_id IS NULL OR r.site_id = s.id) AND (r.tenant_id IS NULL OR r.tenant_id = s.tenant_id)
     ORDER BY r.precedence LIMIT 1))
  FROM dcim_site s
$$;
CREATE FUNCTION services_centres_of_device() RETURNS TABLE (id bigint, team_id bigint) LANGUAGE sql STABLE AS $$
  SELECT d.id, coalesce(
    (SELECT r.team_id FROM services_responsibility r
     WHERE r.segment_id IS NULL AND r.service_id IS NULL
       AND (r.site_id IS NULL OR r.site_id = d.site_id) AND (r.tenant_id IS NULL OR r.tenant_id = d.tenant_id)
       AND (r.role_id IS NULL OR r.role_id = d.role_id)
       AND (r.location_id IS NULL OR EXISTS (
         WITH RECURSIVE up(id, parent_id) AS (
           SELECT l.id, l.parent_id FROM dcim_location l WHERE l.id = d.location_id
           UNION SELECT p.id, p.parent_id FROM dcim_location p JOIN up ON p.id = up.parent_id)
         SELECT FROM up WHERE up.id = r.location_id))
     ORDER BY r.precedence LIMIT 1),
    (SELECT c.team_id FROM services_centres_of_site() c WHERE c.id = d.site_id))
  FROM dcim_device d
$$;
CREATE FUNCTION services_centres_of_machine() RETURNS TABLE (id bigint, team_id bigint) LANGUAGE sql STABLE AS $$
  SELECT m.id, coalesce(
    (SELECT r.team_id FROM services_responsibility r
     WHERE r.segment_id IS NULL AND r.service_id IS NULL AND r.location_id IS NULL
       AND (r.site_id IS NULL OR r.site_id = m.site_id) AND (r.tenant_id IS NULL OR r.tenant_id = m.tenant_id)
       AND (r.role_id IS NULL OR r.role_id = m.role_id)
     ORDER BY r.precedence LIMIT 1),
    (SELECT c.team_id FROM services_centres_of_site() c WHERE c.id = m.site_id),
    (SELECT c.team_id FROM services_centres_of_device() c WHERE c.id = m.device_id))
  FROM virtualization_virtualmachine m
$$;
CREATE FUNCTION services_centres_of_segment() RETURNS TABLE (id bigint, team_id bigint) LANGUAGE sql STABLE AS $$
  SELECT s.id, coalesce(
    (SELECT t.id FROM services_supportteam t WHERE t.id = s.responsible_id AND t.kind = 'centre'),
    (SELECT r.team_id FROM services_responsibility r
     WHERE r.location_id IS NULL AND r.site_id IS NULL AND r.service_id IS NULL AND r.role_id IS NULL
       AND (r.segment_id IS NULL OR r.segment_id = s.id) AND (r.tenant_id IS NULL OR r.tenant_id = s.tenant_id)
     ORDER BY r.precedence LIMIT 1))
  FROM segments_segment s
$$;
CREATE FUNCTION services_centres_of_service() RETURNS TABLE (id bigint, team_id bigint) LANGUAGE sql STABLE AS $$
  SELECT s.id, coalesce(
    (SELECT t.id FROM services_supportteam t WHERE t.id = s.responsible_id AND t.kind = 'centre'),
    (SELECT r.team_id FROM services_responsibility r
     WHERE r.location_id IS NULL AND r.site_id IS NULL AND r.role_id IS NULL
       AND (r.service_id IS NULL OR r.service_id IN (s.id, s.parent_id))
       AND (r.tenant_id IS NULL OR r.tenant_id = s.tenant_id)
       AND (r.segment_id IS NULL OR EXISTS (
         SELECT FROM services_applicationservice_segments g
         WHERE g.applicationservice_id = s.id AND g.segment_id = r.segment_id))
     ORDER BY r.precedence LIMIT 1),
    (SELECT t.id FROM services_applicationservice p JOIN services_supportteam t ON t.id = p.responsible_id
     WHERE p.id = s.parent_id AND t.kind = 'centre'))
  FROM services_applicationservice s
$$;
"""
NO_CENTRES = """
DROP FUNCTION services_centres_of_service(); DROP FUNCTION services_centres_of_segment();
DROP FUNCTION services_centres_of_machine(); DROP FUNCTION services_centres_of_device();
DROP FUNCTION services_centres_of_site();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dcim', '0005_owner'),
        ('segments', '0002_owner'),
        ('services', '0004_business'),
        ('tenancy', '0002_owner'),
        ('virtualization', '0003_owner'),
    ]

    operations = [
        migrations.CreateModel(
            name='Responsibility',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('precedence', models.PositiveIntegerField(help_text='The lowest decides.', unique=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='precedence')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibilities', to='services.supportteam', verbose_name='centre')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dcim.site', verbose_name='site')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dcim.location', verbose_name='location')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='segments.segment', verbose_name='segment')),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.tenant', verbose_name='department')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='services.applicationservice', verbose_name='service')),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dcim.devicerole', verbose_name='device role')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
            ],
            options={
                'verbose_name': 'responsibility',
                'verbose_name_plural': 'responsibilities',
                'ordering': ['precedence', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='responsibility_tags')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='DutyShift',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='services.supportteam', verbose_name='team')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='tenancy.contact', verbose_name='person')),
                ('kind', models.CharField(default='primary', max_length=50, verbose_name='kind')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='to')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
            ],
            options={
                'verbose_name': 'duty shift',
                'verbose_name_plural': 'duty shifts',
                'ordering': ['starts_at', 'team_id', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='dutyshift_tags'), models.Index(fields=['team', 'kind', 'starts_at'], name='dutyshift_team')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'primary')), expressions=[(models.Func(models.F('team'), models.F('team'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts_at'), models.F('ends_at'), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='services_dutyshift_one_primary', violation_error_message='Another primary shift overlaps it.')],
            },
        ),
        migrations.RunSQL(CENTRES, NO_CENTRES),
    ]
