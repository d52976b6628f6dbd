"""Paths run through cables, patch panels and circuits."""

from django.db import migrations

# A path enters a cable at one end and leaves it at the ports of the other. A front port leads on to its rear port, whose
# position is remembered until the next rear port leads to the front port of that position; a circuit leads to its other
# end. `near` and `far` are 'label:id'. 64 steps end a loop.
PATH = r"""
CREATE FUNCTION dcim_path(cable bigint, cable_end text)
RETURNS TABLE (step int, near text, cable_id bigint, far text) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE walk(step, near, cable_id, entered, stack) AS (
    SELECT 1, NULL::text, $1, $2, '{}'::int[]
    UNION ALL
    SELECT w.step + 1, onward.port, onward.cable_id, onward.cable_end, onward.stack
    FROM walk w
    JOIN dcim_cabletermination e ON e.cable_id = w.cable_id AND e.cable_end <> w.entered
    JOIN LATERAL (
      SELECT 'dcim.rearport:' || r.id AS port, r.cable_id, r.cable_end::text, f.rear_port_position || w.stack AS stack
      FROM dcim_frontport f JOIN dcim_rearport r ON r.id = f.rear_port_id
      WHERE e.termination_type = 'dcim.frontport' AND f.id = e.termination_id
      UNION ALL
      SELECT 'dcim.frontport:' || f.id, f.cable_id, f.cable_end, w.stack[2:]
      FROM dcim_rearport r JOIN dcim_frontport f ON f.rear_port_id = r.id
        AND f.rear_port_position = coalesce(w.stack[1], CASE WHEN r.positions = 1 THEN 1 END)
      WHERE e.termination_type = 'dcim.rearport' AND r.id = e.termination_id
      UNION ALL
      SELECT 'circuits.circuittermination:' || z.id, z.cable_id, z.cable_end, w.stack
      FROM circuits_circuittermination c
      JOIN circuits_circuittermination z ON z.circuit_id = c.circuit_id AND z.term_side <> c.term_side
      WHERE e.termination_type = 'circuits.circuittermination' AND c.id = e.termination_id
    ) onward ON true
    WHERE w.step < 64
  )
  SELECT w.step, w.near, w.cable_id, e.termination_type || ':' || e.termination_id
  FROM walk w LEFT JOIN dcim_cabletermination e ON e.cable_id = w.cable_id AND e.cable_end <> w.entered
  ORDER BY w.step, e.id
$$;
CREATE FUNCTION dcim_endpoints(cable bigint, cable_end text) RETURNS text[] LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  RETURN (SELECT array_agg(DISTINCT p.far) FROM dcim_path(cable, cable_end) p
          WHERE p.far !~ '^(dcim.frontport|dcim.rearport|circuits.circuittermination):');
END $$;
CREATE FUNCTION dcim_reachable(cable bigint, cable_end text) RETURNS boolean LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  RETURN dcim_endpoints(cable, cable_end) IS NOT NULL AND NOT EXISTS (
    SELECT FROM dcim_path(cable, cable_end) p JOIN dcim_cable c ON c.id = p.cable_id WHERE c.status <> 'connected');
END $$;
"""
NO_PATH = """
DROP FUNCTION dcim_reachable(bigint, text); DROP FUNCTION dcim_endpoints(bigint, text); DROP FUNCTION dcim_path(bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("dcim", "0003_cable_ports")]

    operations = [migrations.RunSQL(PATH, NO_PATH)]
