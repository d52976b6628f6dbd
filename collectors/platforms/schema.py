"""What a platform may say of its command line. It may rename, map, and name a template or a function; not compute."""

from msgspec import Struct


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping in which an unknown key is an error."""


class Detect(Strict, frozen=True, kw_only=True):
    """How a device is known by the answer to one command."""

    command: str
    regex: str  # searched; several lines


class Configuration(Strict, frozen=True, kw_only=True):
    """How the running configuration is read, and how it is known to be whole."""

    command: str
    begin: str | None = None  # expression that a line must match: without it the answer is something else
    end: str | None = None  # expression that the last line with text must match
    balanced: bool = False  # every brace that is opened is closed, where there is no mark at the end


class Value(Strict, frozen=True, kw_only=True):
    """Where one field of a fact comes from. Of several, the first that says anything is taken."""

    of: str | None = None  # field of the record
    regex: str | None = None  # on the text found; its first group is the value, nothing where it does not match
    map: dict[str, str] | None = None  # text found, in lower case -> value; text that is not in it says nothing
    parse: str | None = None  # name of a function of collectors.parse.cells
    text: str | None = None  # the value itself


class Listing(Strict, frozen=True, kw_only=True):
    """One command, and what the rows of its answer mean."""

    command: str
    template: str | None = None  # TextFSM template of our own; None: ntc-templates' one for the command
    ntc: str | None = None  # platform in ntc-templates, where it is not this one's
    fields: dict[str, str | list[str | Value] | Value]
    each: list[str] = []  # fields of a record that are lists side by side: one row for each place in them
    only: dict[str, str] = {}  # field of a record -> expression that it must match
    needs: list[str] = []  # fields of the fact without which a row says nothing
    optional: bool = False  # many devices do not know the command; its refusal is no error


class Platform(Strict, frozen=True, kw_only=True):
    """One kind of command line."""

    name: str
    netmiko: str  # netmiko's name of it
    os: str | None = None
    vendor: str | None = None
    extends: str | None = None  # what is not said here is as there; sections are replaced whole
    label: str = ""  # for people
    napalm: str | None = None  # napalm's driver
    detect: list[Detect] = []
    more: str = r"-{2,} ?[Mm]ore ?-{2,}"  # expression of what a pager writes at the foot of a page
    enable: bool = False  # what is asked needs privileged mode, which the login may not lead to
    next_page: str = " "  # key for the next page
    refusal: str = r"^\s*(?:% ?(?:Invalid|Unknown|Incomplete|Ambiguous)|%? ?Error:)"  # a line that refuses a command
    configuration: Configuration | None = None
    sections: dict[str, list[Listing]] = {}
