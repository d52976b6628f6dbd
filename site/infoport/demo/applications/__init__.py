"""Small stand-ins of the city's applications: they answer at their endpoints and tell their own figures."""

from typing import Final

NETWORK: Final = "127.82.0.0/24"
"""Where they answer; each endpoint has the address of its place among the data file's, counted from one."""
AUTHORITY: Final = "applications-authority.pem"
"""File in the data directory with the authority that signed their certificates, made at each start."""
STOPPED: Final = "stopped-applications"
"""File in the data directory: hosts, one a line, whose stand-ins take no connections for as long as they are listed."""


def address(number: int) -> str:
    """The loopback address of the endpoint with that place."""
    return f"{NETWORK.rpartition('.')[0]}.{number}"
