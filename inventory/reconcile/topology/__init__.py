"""What is joined to what: links worked out from what devices hear, forward and resolve. Pure: no database, no Django.

`gathering` beside this package reads the register and the observations for it.
"""

from inventory.reconcile.topology.links import topology
from inventory.reconcile.topology.shapes import End, Link, Owner, Seen, Tables, Topology, Verdict

__all__ = ["End", "Link", "Owner", "Seen", "Tables", "Topology", "Verdict", "topology"]
