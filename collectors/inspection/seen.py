"""What an inspection saw of a web site. Absent (None) means that it could not be told."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

ColumnKind = Literal["news", "notice", "other"]
FindingKind = Literal[
    "closed", "certificate", "certificate-soon", "home-old", "column-old", "column-blank", "dead-link", "encoding"
]


class Visit(Struct, frozen=True, kw_only=True):
    """One attempt to open the home page."""

    at: datetime
    ok: bool  # it was there, whole, within the time allowed
    seconds: float
    status: int | None = None  # of HTTP; None where none came
    reason: str = ""  # why it is not ok


class Certificate(Struct, frozen=True, kw_only=True):
    """The certificate that the site showed."""

    ok: bool
    reason: str = ""  # what is wrong with it, in the words of OpenSSL
    expires: datetime | None = None
    issuer: str = ""
    names: tuple[str, ...] = ()


class Column(Struct, frozen=True, kw_only=True):
    """One column: a page that the navigation of the home page leads to, and what it lists."""

    title: str
    url: str
    kind: ColumnKind
    read: bool  # False: it could not be fetched, or robots.txt asks not to
    items: int = 0
    undated: int = 0
    newest: date | None = None
    blank: bool = False


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, where, and the evidence for it."""

    kind: FindingKind
    page: str  # where a person can see it
    evidence: str  # what was seen there: an address, a heading, a line of the page
    detail: str = ""  # why it counts: a status, a date, an encoding
    home: bool = False  # it is on the home page


class Inspected(Struct, frozen=True, kw_only=True):
    """One inspection of one site."""

    url: str
    at: datetime
    seconds: float
    visits: tuple[Visit, ...]
    certificate: Certificate | None = None  # None: no TLS, or never reached
    title: str = ""
    home_items: int = 0
    home_newest: date | None = None
    columns: tuple[Column, ...] = ()
    readable: bool = True  # False: the home page says next to nothing without its scripts
    findings: tuple[Finding, ...] = ()  # dead links and wrong encodings; the rest is judged from the other fields
    pages: int = 0  # read
    links: int = 0  # tried, pages included
    untried: int = 0  # links beyond the bounds, or to ports nobody asks
    forbidden: int = 0  # links that robots.txt asks not to follow

    @property
    def opened(self) -> bool:
        """Whether the home page was read at all."""
        return any(visit.ok for visit in self.visits)

    @property
    def newest(self) -> date | None:
        """The newest date on the home page and the columns."""
        dates = [each.newest for each in self.columns if each.newest] + ([self.home_newest] if self.home_newest else [])
        return max(dates, default=None)
