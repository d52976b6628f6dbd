from django.db import migrations

SUMS = """
CREATE FUNCTION virtualization_sum_disks() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE machines bigint[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    machines := ARRAY(SELECT DISTINCT virtual_machine_id FROM old_rows);
  ELSIF TG_OP = 'INSERT' THEN
    machines := ARRAY(SELECT DISTINCT virtual_machine_id FROM new_rows);
  ELSE
    machines := ARRAY(SELECT virtual_machine_id FROM old_rows UNION SELECT virtual_machine_id FROM new_rows);
  END IF;
  UPDATE virtualization_virtualmachine m SET disk = d.total
  FROM (SELECT v.id, (SELECT sum(size) FROM virtualization_virtualdisk x WHERE x.virtual_machine_id = v.id) AS total
        FROM virtualization_virtualmachine v WHERE v.id = ANY (machines)) d
  WHERE d.id = m.id AND m.disk IS DISTINCT FROM d.total;
  RETURN NULL;
END $fn$;
CREATE TRIGGER disk_sums_insert AFTER INSERT ON virtualization_virtualdisk REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION virtualization_sum_disks();
CREATE TRIGGER disk_sums_update AFTER UPDATE ON virtualization_virtualdisk
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION virtualization_sum_disks();
CREATE TRIGGER disk_sums_delete AFTER DELETE ON virtualization_virtualdisk REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION virtualization_sum_disks();
"""
NO_SUMS = "DROP FUNCTION virtualization_sum_disks() CASCADE"


class Migration(migrations.Migration):
    """A machine's disk size follows its virtual disks, whatever changes them."""

    dependencies = [("virtualization", "0003_owner")]

    operations = [migrations.RunSQL(SUMS, NO_SUMS)]
