"""The departments' web sites of the demo city: small pages of their own, some of them asleep."""

from typing import Final

NETWORK: Final = "127.80.0.0/24"
"""Where the sites answer; each department has the address of its place in the data file, counted from one."""
AUTHORITY: Final = "websites-authority.pem"
"""File in the data directory with the authority that signed their certificates, made at each start."""
