"""What two writers at once cannot both do: overlap ranges or aggregates, take one prefix or address twice.

The rules say so first and in better words; these are the last resort. Core PostgreSQL has no GiST operators for whole
numbers, so a VRF is a range of one number, and the global table is VRF 0.
"""

from django.db import migrations

RANGES = """
CREATE TYPE inetrange AS RANGE (subtype = inet);
ALTER TABLE ipam_iprange ADD CONSTRAINT ipam_iprange_overlap EXCLUDE USING gist (
  int8range(coalesce(vrf_id, 0), coalesce(vrf_id, 0), '[]') WITH &&, inetrange("_first", "_last", '[]') WITH &&);
ALTER TABLE ipam_aggregate ADD CONSTRAINT ipam_aggregate_overlap EXCLUDE USING gist (prefix inet_ops WITH &&);
"""
NO_RANGES = """
ALTER TABLE ipam_aggregate DROP CONSTRAINT ipam_aggregate_overlap;
ALTER TABLE ipam_iprange DROP CONSTRAINT ipam_iprange_overlap;
DROP TYPE inetrange;
"""
# Addresses whose role lets several interfaces bear them are alike only to those without such a role.
UNIQUE = """
CREATE UNIQUE INDEX ipam_prefix_unique ON ipam_prefix (coalesce(vrf_id, 0), prefix) WHERE "_enforced";
CREATE UNIQUE INDEX ipam_ipaddress_unique ON ipam_ipaddress (coalesce(vrf_id, 0), "_host", (
  CASE WHEN role IN ('anycast', 'vip', 'vrrp', 'hsrp', 'glbp', 'carp') THEN id ELSE 0 END)) WHERE "_enforced";
CREATE FUNCTION infoport_enforce_unique() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."_enforced" := coalesce((SELECT enforce_unique FROM ipam_vrf WHERE id = NEW.vrf_id),
    coalesce(current_setting('infoport.global_unique', true), '') <> 'off');
  RETURN NEW;
END $$;
CREATE TRIGGER ipam_prefix_enforced BEFORE INSERT OR UPDATE OF vrf_id, "_enforced" ON ipam_prefix
  FOR EACH ROW EXECUTE FUNCTION infoport_enforce_unique();
CREATE TRIGGER ipam_ipaddress_enforced BEFORE INSERT OR UPDATE OF vrf_id, "_enforced" ON ipam_ipaddress
  FOR EACH ROW EXECUTE FUNCTION infoport_enforce_unique();
CREATE FUNCTION infoport_enforce_in_vrf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE ipam_prefix SET "_enforced" = NEW.enforce_unique WHERE vrf_id = NEW.id;
  UPDATE ipam_ipaddress SET "_enforced" = NEW.enforce_unique WHERE vrf_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER ipam_vrf_enforced AFTER UPDATE OF enforce_unique ON ipam_vrf
  FOR EACH ROW WHEN (OLD.enforce_unique <> NEW.enforce_unique) EXECUTE FUNCTION infoport_enforce_in_vrf();
"""
NOT_UNIQUE = """
DROP TRIGGER ipam_vrf_enforced ON ipam_vrf;
DROP TRIGGER ipam_ipaddress_enforced ON ipam_ipaddress;
DROP TRIGGER ipam_prefix_enforced ON ipam_prefix;
DROP FUNCTION infoport_enforce_in_vrf();
DROP FUNCTION infoport_enforce_unique();
DROP INDEX ipam_ipaddress_unique;
DROP INDEX ipam_prefix_unique;
"""


class Migration(migrations.Migration):
    """After the columns they look at."""

    dependencies = [("ipam", "0003_numbers_and_services")]
    operations = [migrations.RunSQL(RANGES, NO_RANGES), migrations.RunSQL(UNIQUE, NOT_UNIQUE)]
