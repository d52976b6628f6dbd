"""Ports follow the terminations of cables, whoever writes them."""

from django.db import migrations

FOLLOW = r"""
CREATE OR REPLACE FUNCTION dcim_cable_ports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    EXECUTE format('UPDATE %I SET cable_id = NULL, cable_end = NULL, last_updated = now() WHERE id = $1 AND cable_id = $2',
                   replace(OLD.termination_type, '.', '_')) USING OLD.termination_id, OLD.cable_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    EXECUTE format('UPDATE %I SET cable_id = $2, cable_end = $3, last_updated = now() WHERE id = $1',
                   replace(NEW.termination_type, '.', '_')) USING NEW.termination_id, NEW.cable_id, NEW.cable_end;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER dcim_cable_ports AFTER INSERT OR UPDATE OR DELETE ON dcim_cabletermination
  FOR EACH ROW EXECUTE FUNCTION dcim_cable_ports();
"""
FORGET = "DROP TRIGGER dcim_cable_ports ON dcim_cabletermination; DROP FUNCTION dcim_cable_ports();"


class Migration(migrations.Migration):
    dependencies = [("dcim", "0002_devices"), ("circuits", "0001_initial")]

    operations = [migrations.RunSQL(FOLLOW, FORGET)]
