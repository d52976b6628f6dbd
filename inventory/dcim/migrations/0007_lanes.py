"""Breakouts, bundles and reservations: paths follow profiles and every position, racks keep their units."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.math
import inventory.declare.fields
from django.conf import settings
from django.db import migrations, models

from inventory.declare.migrating import AddFields

# dcim_lane: where a connector of a cable with a profile leads, and the stack of positions behind it. A connector of
# several positions takes the position on top of the stack (all of them when it is empty); one that leads to a connector
# of several positions puts the position there on top.
# dcim_lanes: the far ports of the cable in a port. Without a profile all of the other end, with the stack unchanged.
LANES = r"""
CREATE FUNCTION dcim_lane(profile text, cable_end text, connector int, stack int[])
RETURNS TABLE (far_connector int, far_stack int[]) LANGUAGE sql IMMUTABLE AS $$
  WITH parsed AS (SELECT regexp_match($1, '(\d+)c(\d+)p(?:-(\d+)c(\d+)p)?')::int[] AS m),
  shape AS (
    SELECT CASE $2 WHEN 'A' THEN m[2] ELSE coalesce(m[4], m[2]) END AS near,
           CASE $2 WHEN 'A' THEN coalesce(m[4], m[2]) ELSE m[2] END AS far FROM parsed
  ),
  here AS (
    SELECT far, p, CASE WHEN near > 1 THEN $4[2:] ELSE $4 END AS rest
    FROM shape CROSS JOIN LATERAL generate_series(
      CASE WHEN near > 1 THEN coalesce($4[1], 1) ELSE 1 END,
      CASE WHEN near > 1 THEN coalesce($4[1], near) ELSE 1 END) p
  ),
  there AS (
    SELECT far, rest, CASE
      WHEN $1 = 'trunk-2c4p-shuffle' THEN ARRAY[(p + 1) / 2, (p - 1) % 2 + 1 + ($3 - 1) * 2]
      WHEN $1 = 'trunk-4c4p-shuffle' THEN ARRAY[p, $3]
      WHEN $1 = 'breakout-2c4p-8c1p-shuffle' AND $2 = 'A' THEN ARRAY[($3 - 1) * 2 + p + CASE WHEN p > 2 THEN 2 ELSE 0 END, 1]
      WHEN $1 = 'breakout-2c4p-8c1p-shuffle' THEN ARRAY[($3 - 1) % 4 / 2 + 1, ($3 - 1) % 2 + 1 + ($3 - 1) / 4 * 2]
      WHEN $1 LIKE 'breakout-%' AND $2 = 'A' THEN ARRAY[p, 1]
      WHEN $1 LIKE 'breakout-%' THEN ARRAY[1, $3]
      ELSE ARRAY[$3, p] END AS at
    FROM here
  )
  SELECT at[1], CASE WHEN far > 1 THEN at[2] || rest ELSE rest END FROM there
$$;
CREATE FUNCTION dcim_lanes(port_type text, port_id bigint, stack int[])
RETURNS TABLE (cable_id bigint, far_type text, far_id bigint, far_stack int[]) LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT n.cable_id, e.termination_type::text, e.termination_id, coalesce(l.far_stack, $3)
  FROM dcim_cabletermination n JOIN dcim_cable c ON c.id = n.cable_id
  LEFT JOIN LATERAL dcim_lane(c.profile, n.cable_end, n.connector, $3) l ON c.profile IS NOT NULL
  LEFT JOIN dcim_cabletermination e ON e.cable_id = n.cable_id AND e.cable_end <> n.cable_end
    AND (c.profile IS NULL OR e.connector = l.far_connector)
  WHERE n.termination_type = $1 AND n.termination_id = $2
$$;
"""

# dcim_onward: what a port that passes a path on leads to inside its panel or circuit, with the stack behind it. A rear
# port of several positions takes the position on top of the stack and leads nowhere when there is none: the path splits.
# dcim_walk: a row per pair of near and far port of each cable of the path, in steps from the port it starts at. `far` null:
# the path ends at `near`. A circuit without a cable at its other side leads to the place it is handed over at.
# 64 steps end a loop.
WALK = r"""
CREATE FUNCTION dcim_onward(port_type text, port_id bigint, stack int[])
RETURNS TABLE (next_type text, next_id bigint, next_stack int[]) LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT 'dcim.rearport', r.id, CASE WHEN r.positions > 1 THEN m.rear_port_position || m.rest ELSE m.rest END
  FROM (
    SELECT f.rear_port_id, f.rear_port_position, CASE WHEN f.positions > 1 THEN $3[2:] ELSE $3 END AS rest
    FROM dcim_frontport f WHERE f.id = $2 AND (f.positions = 1 OR coalesce($3[1], 1) = 1)
    UNION ALL
    SELECT x.rear_port_id, x.rear_port_position, $3[2:] FROM dcim_portmapping x
    WHERE x.front_port_id = $2 AND x.front_port_position = coalesce($3[1], x.front_port_position)
  ) m JOIN dcim_rearport r ON r.id = m.rear_port_id
  WHERE $1 = 'dcim.frontport'
  UNION ALL
  SELECT 'dcim.frontport', f.id, CASE WHEN f.positions > 1 THEN m.position || m.rest ELSE m.rest END
  FROM dcim_rearport r CROSS JOIN LATERAL (
    SELECT f.id AS front, 1 AS position, CASE WHEN r.positions > 1 THEN $3[2:] ELSE $3 END AS rest FROM dcim_frontport f
    WHERE f.rear_port_id = r.id AND f.rear_port_position = CASE WHEN r.positions = 1 THEN 1 ELSE $3[1] END
    UNION ALL
    SELECT x.front_port_id, x.front_port_position, CASE WHEN r.positions > 1 THEN $3[2:] ELSE $3 END
    FROM dcim_portmapping x
    WHERE x.rear_port_id = r.id AND x.rear_port_position = CASE WHEN r.positions = 1 THEN 1 ELSE $3[1] END
  ) m JOIN dcim_frontport f ON f.id = m.front
  WHERE $1 = 'dcim.rearport' AND r.id = $2
  UNION ALL
  SELECT 'circuits.circuittermination', z.id, $3
  FROM circuits_circuittermination c
  JOIN circuits_circuittermination z ON z.circuit_id = c.circuit_id AND z.term_side <> c.term_side
  WHERE $1 = 'circuits.circuittermination' AND c.id = $2
$$;
CREATE FUNCTION dcim_walk(port_type text, port_id bigint, stack int[] DEFAULT '{}')
RETURNS TABLE (step int, near text, cable_id bigint, far text, split boolean) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE walk(step, near_type, near_id, cable_id, far_type, far_id, stack) AS (
    SELECT 1, $1, $2, l.cable_id, l.far_type, l.far_id, l.far_stack FROM dcim_lanes($1, $2, $3) l
    UNION
    SELECT w.step + 1, o.next_type, o.next_id, l.cable_id, l.far_type, l.far_id, coalesce(l.far_stack, o.next_stack)
    FROM walk w CROSS JOIN LATERAL dcim_onward(w.far_type, w.far_id, w.stack) o
    LEFT JOIN LATERAL dcim_lanes(o.next_type, o.next_id, o.next_stack) l ON true
    WHERE w.step < 64
  )
  SELECT w.step, w.near_type || ':' || w.near_id, w.cable_id,
    coalesce(w.far_type || ':' || w.far_id,
      CASE WHEN w.cable_id IS NULL AND w.near_type = 'circuits.circuittermination' THEN
        (SELECT z.termination_type || ':' || z.termination_id FROM circuits_circuittermination z WHERE z.id = w.near_id) END),
    w.far_type = 'dcim.rearport' AND cardinality(w.stack) = 0
      AND EXISTS (SELECT FROM dcim_rearport r WHERE r.id = w.far_id AND r.positions > 1)
  FROM walk w ORDER BY w.step, w.cable_id, w.near_type, w.near_id, w.stack, w.far_type, w.far_id
$$;
CREATE FUNCTION dcim_plugged(cable bigint, cable_end text, port bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT termination_type FROM dcim_cabletermination t
  WHERE t.cable_id = $1 AND t.cable_end = $2 AND t.termination_id = $3 LIMIT 1
$$;
DROP FUNCTION dcim_reachable(bigint, text);
DROP FUNCTION dcim_endpoints(bigint, text);
DROP FUNCTION dcim_path(bigint, text);
CREATE FUNCTION dcim_endpoints(cable bigint, cable_end text, port bigint) RETURNS text[]
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  RETURN (SELECT array_agg(DISTINCT p.far) FROM dcim_walk(dcim_plugged(cable, cable_end, port), port) p
          WHERE CASE WHEN p.cable_id IS NULL THEN p.far LIKE 'circuits.providernetwork:%'
                ELSE p.far !~ '^(dcim.frontport|dcim.rearport|circuits.circuittermination):' END);
END $$;
CREATE FUNCTION dcim_reachable(cable bigint, cable_end text, port bigint) RETURNS boolean
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  RETURN dcim_endpoints(cable, cable_end, port) IS NOT NULL AND dcim_connected(cable, cable_end, port);
END $$;
CREATE FUNCTION dcim_connected(cable bigint, cable_end text, port bigint) RETURNS boolean
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  IF EXISTS (SELECT FROM dcim_cable c WHERE c.id = cable AND c.status <> 'connected') THEN
    RETURN false;
  END IF;
  RETURN NOT EXISTS (SELECT FROM dcim_walk(dcim_plugged(cable, cable_end, port), port) p
                     JOIN dcim_cable c ON c.id = p.cable_id WHERE c.status <> 'connected');
END $$;
"""
NO_WALK = """
DROP FUNCTION dcim_connected(bigint, text, bigint); DROP FUNCTION dcim_reachable(bigint, text, bigint);
DROP FUNCTION dcim_endpoints(bigint, text, bigint); DROP FUNCTION dcim_plugged(bigint, text, bigint);
DROP FUNCTION dcim_walk(text, bigint, int[]); DROP FUNCTION dcim_onward(text, bigint, int[]);
DROP FUNCTION dcim_lanes(text, bigint, int[]); DROP FUNCTION dcim_lane(text, text, int, int[]);
"""

# Half units as numbers that no two racks, faces or heights share: rack * 4096 + face * 2048 + 2 * unit. Core PostgreSQL keeps
# ranges of numbers from overlapping by itself; `rack WITH =` would take an extension.
UNITS = r"""
CREATE TABLE dcim_mounting (
  device_id bigint PRIMARY KEY,
  occupies int8multirange NOT NULL,
  CONSTRAINT dcim_device_units_taken_once EXCLUDE USING gist (occupies WITH &&)
);
COMMENT ON TABLE dcim_mounting IS 'Half units each device occupies, kept by triggers; no two devices share one.';
CREATE FUNCTION dcim_occupies(rack bigint, face text, unit numeric, height numeric, deep boolean) RETURNS int8multirange
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(range_agg(int8range(rack * 4096 + side * 2048 + (unit * 2)::bigint,
                                      rack * 4096 + side * 2048 + ((unit + height) * 2)::bigint)), '{}')
  FROM generate_series(0, 1) side
  WHERE rack IS NOT NULL AND unit IS NOT NULL AND height > 0 AND (deep OR side = CASE face WHEN 'rear' THEN 1 ELSE 0 END)
$$;
CREATE FUNCTION dcim_mount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM dcim_mounting;
    RETURN NULL;
  ELSIF TG_OP = 'DELETE' THEN
    DELETE FROM dcim_mounting WHERE device_id = OLD.id;
    RETURN NULL;
  ELSIF TG_OP = 'UPDATE' AND (OLD.rack_id, OLD.face, OLD.position, OLD.device_type_id)
      IS NOT DISTINCT FROM (NEW.rack_id, NEW.face, NEW.position, NEW.device_type_id) THEN
    RETURN NULL;
  END IF;
  IF NEW.rack_id IS NULL OR NEW.position IS NULL THEN
    IF TG_OP = 'UPDATE' THEN DELETE FROM dcim_mounting WHERE device_id = NEW.id; END IF;
    RETURN NULL;
  END IF;
  INSERT INTO dcim_mounting (device_id, occupies)
  SELECT NEW.id, dcim_occupies(NEW.rack_id, NEW.face, NEW.position, t.u_height, t.is_full_depth)
  FROM dcim_devicetype t WHERE t.id = NEW.device_type_id
  ON CONFLICT (device_id) DO UPDATE SET occupies = excluded.occupies;
  RETURN NULL;
END $$;
CREATE FUNCTION dcim_mount_type() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE dcim_mounting m SET occupies = dcim_occupies(d.rack_id, d.face, d.position, NEW.u_height, NEW.is_full_depth)
  FROM dcim_device d WHERE d.id = m.device_id AND d.device_type_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER dcim_mount AFTER INSERT OR UPDATE OF rack_id, face, position, device_type_id ON dcim_device
  FOR EACH ROW EXECUTE FUNCTION dcim_mount();
CREATE TRIGGER dcim_unmount AFTER DELETE ON dcim_device FOR EACH ROW EXECUTE FUNCTION dcim_mount();
CREATE TRIGGER dcim_unmount_all AFTER TRUNCATE ON dcim_device FOR EACH STATEMENT EXECUTE FUNCTION dcim_mount();
CREATE TRIGGER dcim_mount_type AFTER UPDATE OF u_height, is_full_depth ON dcim_devicetype
  FOR EACH ROW EXECUTE FUNCTION dcim_mount_type();
INSERT INTO dcim_mounting SELECT d.id, dcim_occupies(d.rack_id, d.face, d.position, t.u_height, t.is_full_depth)
FROM dcim_device d JOIN dcim_devicetype t ON t.id = d.device_type_id WHERE d.rack_id IS NOT NULL AND d.position IS NOT NULL;
CREATE FUNCTION dcim_reserves(rack bigint, units smallint[]) RETURNS int8multirange LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(range_agg(int8range(rack * 4096 + unit, rack * 4096 + unit + 1)), '{}') FROM unnest(units) unit
$$;
ALTER TABLE dcim_rackreservation ADD CONSTRAINT dcim_rackreservation_units_reserved_once
  EXCLUDE USING gist (dcim_reserves(rack_id, units) WITH &&) WHERE (status <> 'stale');
"""
NO_UNITS = """
ALTER TABLE dcim_rackreservation DROP CONSTRAINT dcim_rackreservation_units_reserved_once;
DROP FUNCTION dcim_reserves(bigint, smallint[]);
DROP TRIGGER dcim_unmount ON dcim_device; DROP TRIGGER dcim_unmount_all ON dcim_device;
DROP TRIGGER dcim_mount ON dcim_device; DROP TRIGGER dcim_mount_type ON dcim_devicetype;
DROP FUNCTION dcim_mount(); DROP FUNCTION dcim_mount_type();
DROP FUNCTION dcim_occupies(bigint, text, numeric, numeric, boolean); DROP TABLE dcim_mounting;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dcim', '0006_modules'),
        ('circuits', '0001_initial'),
        ('tenancy', '0002_owner'),
        ('users', '0002_owner'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CableBundle',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('_name', models.GeneratedField(db_persist=True, expression=inventory.declare.fields.NaturalKey(django.db.models.functions.comparison.Cast('name', models.TextField())), output_field=models.TextField(db_collation='C'))),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='users.owner', verbose_name='owner')),
            ],
            options={
                'verbose_name': 'cable bundle',
                'verbose_name_plural': 'cable bundles',
                'ordering': ['_name', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PortMapping',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('front_port_position', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(1024)], verbose_name='front port position')),
                ('rear_port_position', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1024)], verbose_name='rear port position')),
                ('front_port', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='port_mappings', to='dcim.frontport', verbose_name='front port')),
                ('rear_port', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='port_mappings', to='dcim.rearport', verbose_name='rear port')),
            ],
            options={
                'verbose_name': 'port mapping',
                'verbose_name_plural': 'port mappings',
                'ordering': ['front_port_id', 'front_port_position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='RackReservation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('tags', inventory.declare.fields.Tags(base_field=models.BigIntegerField(), blank=True, default=list, size=None, verbose_name='tags')),
                ('custom_fields', models.JSONField(blank=True, db_column='custom_field_data', default=dict, verbose_name='custom fields')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('units', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), help_text='Unit numbers, as 10,11,12.', size=None, verbose_name='units')),
                ('status', models.CharField(default='active', max_length=50, verbose_name='status')),
                ('description', models.CharField(max_length=200, verbose_name='description')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='users.owner', verbose_name='owner')),
                ('rack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reservations', to='dcim.rack', verbose_name='rack')),
                ('tenant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rack_reservations', to='tenancy.tenant', verbose_name='tenant')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rack_reservations', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'rack reservation',
                'verbose_name_plural': 'rack reservations',
                'ordering': ['created', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='cablebundle',
            index=django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='cablebundle_tags'),
        ),
        migrations.AddConstraint(
            model_name='portmapping',
            constraint=models.UniqueConstraint(fields=('front_port', 'front_port_position'), name='dcim_portmapping_unique_front'),
        ),
        migrations.AddConstraint(
            model_name='portmapping',
            constraint=models.UniqueConstraint(fields=('rear_port', 'rear_port_position'), name='dcim_portmapping_unique_rear'),
        ),
        migrations.AddIndex(
            model_name='rackreservation',
            index=django.contrib.postgres.indexes.GinIndex(models.F('tags'), name='rackreservation_tags'),
        ),
        AddFields([
            ('cable', 'profile', models.CharField(blank=True, help_text='Which connectors lead to which.', max_length=50, null=True, verbose_name='profile')),
            ('cable', 'bundle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cables', to='dcim.cablebundle', verbose_name='bundle')),
            ('powerfeed', 'available_power', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.functions.math.Round(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Cast(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.functions.math.Abs(models.F('voltage')), '*', models.F('amperage')), '*', models.F('max_utilization')), models.FloatField()), '*', models.Case(models.When(phase='three-phase', then=models.Value(1.732)), default=models.Value(1.0), output_field=models.FloatField())), '/', models.Value(100.0))), models.IntegerField()), help_text='Watts to plan with.', output_field=models.IntegerField(), verbose_name='available power')),
        ]),
        migrations.RunSQL([LANES, WALK], NO_WALK),
        migrations.RunSQL(UNITS, NO_UNITS),
    ]
