"""Problems a person can do something about: told in one line, without a traceback."""

from infoport import embedded, environment
from infoport.supervisor import launch, ports

NO_SCHEMA = (
    "the database lacks tables of this version; `infoport manage migrate` makes them, and so does `infoport run`"
)

EXPECTED = (embedded.Unusable, environment.BadSettings, launch.Running, launch.Failed, ports.Taken)
