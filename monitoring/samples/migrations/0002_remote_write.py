"""How far remote write is: of each device, and as a whole."""

from django.db import migrations

FORWARDS = """
CREATE TABLE samples_sent (device_id bigint PRIMARY KEY, at timestamptz NOT NULL, layout_id bigint NOT NULL);
CREATE TABLE samples_remote (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  sent bigint NOT NULL DEFAULT 0,
  dropped bigint NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  error text NOT NULL DEFAULT '',
  next_at timestamptz NOT NULL DEFAULT now(),
  services_at timestamptz
);
INSERT INTO samples_remote DEFAULT VALUES;
"""


class Migration(migrations.Migration):

    dependencies = [("samples", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, "DROP TABLE samples_remote; DROP TABLE samples_sent;")]
