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


class Rows(Strict, frozen=True, kw_only=True):
    """What the records of an answer say of one section of the facts."""

    fields: dict[str, str | list[str]]
    """Field of the fact -> `field` or `field:function` of the record (functions: `collectors.parse.cells`), or `=text`
    for the text itself. Of several, the first that says anything is taken."""
    each: list[str] = []  # fields of a record that are lists side by side: one row for each place in them
    only: dict[str, str] = {}  # field of a record -> expression that it must match


class Reading(Strict, frozen=True, kw_only=True):
    """One command, and what the records of its answer mean."""

    command: str
    template: str | None = None  # name of the TextFSM template; None: the one that ntc-templates has for the command
    gives: dict[str, Rows | list[Rows]]  # section -> rows
    unless: str | None = None  # section: not asked where that was stated already
    optional: bool = False  # many devices do not know the command; that it is refused is no error
    at: str | None = None  # of one of napalm's getters: the part that is looked at
    keys: list[str] | None = None  # of a getter: what the keys of its mappings are, from outside inward


class Platform(Strict, frozen=True, kw_only=True):
    """One kind of command line."""

    name: str
    netmiko: str  # netmiko's name of it
    os: str | None = None
    vendor: str | None = None
    extends: str | None = None  # what is not said here is as there; readings are added before those there
    label: str = ""  # for people
    ntc: str | None = None  # its name in ntc-templates, where that is another
    napalm: str | None = None  # napalm's driver
    napalm_options: dict[str, str] = {}  # `optional_args` of the driver
    detect: list[Detect] = []
    more: str = r"-{2,} ?[Mm]ore ?-{2,}"  # expression of what a pager writes at the foot of a page
    enable: bool = False  # what is asked needs privileged mode, which the login may not lead to
    next_page: str = " "  # key for the next page
    refusal: str = r"^\s*(?:% ?(?:Invalid|Unknown|Incomplete|Ambiguous)|%? ?Error:)"  # a line that refuses a command
    configuration: Configuration | None = None
    readings: list[Reading] = []
    ports: dict[str, str] = {}  # short name of a kind of port -> long name, where it is not its beginning
