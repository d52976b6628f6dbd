"""The outbox's trigger: whatever history records, in whichever way it was changed, is noted for webhooks with it."""

from typing import Final

TRIGGER: Final = """
CREATE OR REPLACE FUNCTION infoport_outbox() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO extras_delivery (rule_id, webhook_id, event, object_type, object_id, object_repr, change_id)
  SELECT r.id, r.webhook_id, 'object_' || n.action || 'd', n.changed_object_type, n.changed_object_id,
    n.object_repr, n.id
  FROM new_rows n JOIN extras_eventrule r ON r.enabled AND n.changed_object_type = ANY (r.object_types)
    AND 'object_' || n.action || 'd' = ANY (r.event_types)
  ORDER BY n.id, r.id;
  RETURN NULL;
END $fn$;
CREATE OR REPLACE TRIGGER infoport_outbox AFTER INSERT ON core_objectchange REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION infoport_outbox();
"""
REMOVED: Final = "DROP FUNCTION IF EXISTS infoport_outbox() CASCADE"
