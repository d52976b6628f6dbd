"""Problems a person can do something about: told in one line, without a traceback."""

from infoport import embedded, environment
from infoport.supervisor import launch, ports

EXPECTED = (embedded.Unusable, environment.BadSettings, launch.Running, launch.Failed, ports.Taken)
