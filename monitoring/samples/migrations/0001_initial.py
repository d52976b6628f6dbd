"""Tables of samples: the latest as text, the past as vectors in partitions of six hours.

No row is tied to its device by a foreign key: it would be checked for each sample, and whoever reads joins anyway.
"""

from django.db import migrations

FORWARDS = """
CREATE UNLOGGED TABLE samples_block (
  family text NOT NULL,
  device_id bigint NOT NULL,
  at timestamptz NOT NULL,
  samples integer NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (family, device_id)
) WITH (fillfactor = 70);
CREATE INDEX samples_block_device ON samples_block (device_id);
CREATE TABLE samples_layout (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id bigint NOT NULL,
  digest bytea NOT NULL,
  series text[] NOT NULL,
  used timestamptz NOT NULL DEFAULT now(),
  UNIQUE (device_id, digest)
);
CREATE TABLE samples_vector (
  device_id bigint NOT NULL,
  at timestamptz NOT NULL,
  layout_id bigint NOT NULL,
  figures double precision[] NOT NULL,
  PRIMARY KEY (device_id, at)
) PARTITION BY RANGE (at);
"""
BACKWARDS = "DROP TABLE samples_vector; DROP TABLE samples_layout; DROP TABLE samples_block;"


class Migration(migrations.Migration):

    dependencies = []

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
