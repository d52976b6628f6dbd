"""How much of a site is looked at, and how fast."""

from typing import Final

from msgspec import Struct

AGENT: Final = "InfoportInspector/1.0"
"""How the inspector names itself; robots.txt may speak to `infoportinspector`."""


class Bounds(Struct, frozen=True, kw_only=True):
    """Bounds of one inspection. A site that would need more is looked at in part, and the number left out is told."""

    open_seconds: float = 15.0  # 国办 2015, 2019: the home page opens within 15 s
    visits: int = 3  # attempts to open the home page
    visit_pause: float = 5.0  # seconds between them
    pause: float = 1.0  # seconds between requests to one machine
    longest_pause: float = 10.0  # that a robots.txt may ask for
    octets: int = 2 << 20  # of one page
    redirects: int = 5
    columns: int = 40
    links: int = 150  # of the site itself, tried besides columns
    outside: int = 20  # links to other sites, tried
    seconds: float = 900.0  # for the whole site; then it ends with what it has
