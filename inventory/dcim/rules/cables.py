"""What a cable may join, and how its ends are written.

The ports' own `cable` and `cable_end` follow the terminations by a database trigger (migration `cable_ports`), so that
bulk statements and cascades keep them true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.profiles import shapes
from inventory.dcim.rules.cable_text import read_ends
from inventory.declare.together import by_itself
from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model

    from inventory.dcim.models import Cable

PASSIVE: Final = frozenset({"dcim.frontport", "dcim.rearport"})
NETWORK: Final = frozenset({"dcim.interface", "circuits.circuittermination"}) | PASSIVE
CONSOLE: Final = frozenset({"dcim.consoleport", "dcim.consoleserverport"}) | PASSIVE
COMPATIBLE: Final[Mapping[str, frozenset[str]]] = {
    "dcim.interface": NETWORK,
    "circuits.circuittermination": NETWORK,
    "dcim.consoleport": CONSOLE,
    "dcim.consoleserverport": frozenset({"dcim.consoleport"}) | PASSIVE,
    "dcim.frontport": NETWORK | CONSOLE,
    "dcim.rearport": NETWORK | CONSOLE,
    "dcim.powerport": frozenset({"dcim.poweroutlet", "dcim.powerfeed"}),
    "dcim.poweroutlet": frozenset({"dcim.powerport"}),
    "dcim.powerfeed": frozenset({"dcim.powerport"}),
}
"""Which kinds of port a cable may join; NetBox 4.6 `COMPATIBLE_TERMINATION_TYPES`, and console port to console port."""
WITHOUT_CABLE: Final = frozenset({"virtual", "bridge", "lag"})
ENDS: Final = {"A": "a_terminations", "B": "b_terminations"}
END_SQL: Final = """ARRAY(SELECT e.termination_type || ':' || e.termination_id FROM dcim_cabletermination e
    WHERE e.cable_id = {t}.id AND e.cable_end = '%s' ORDER BY e.connector, e.id)"""
CABLE_COMPUTED: Final = {
    "a_terminations": Computed(END_SQL % "A", "ends", gettext_lazy("A end")),
    "b_terminations": Computed(END_SQL % "B", "ends", gettext_lazy("B end")),
}


@by_itself
def has_length_unit(cable: Cable) -> None:
    """A length has a unit."""
    if cable.length is not None and not cable.length_unit:
        raise ValidationError({"length_unit": _("Must specify a unit when setting a cable length.")})


def prepare(cable: Cable, data: Mapping[str, Any]) -> None:
    """Read and check the ends stated in `data` (`a_terminations`, `b_terminations`) before the cable is saved.

    They are lists of `{object_type, object_id}`. A new cable states both; an end not stated stays as it is. Raises
    `ValidationError`. The ends are kept on the cable for `saved`.
    """
    stated = {end: data[name] for end, name in ENDS.items() if name in data}
    if cable.pk is None and not all(stated.get(end) for end in ENDS):
        raise ValidationError({NON_FIELD_ERRORS: _("Must define A and B terminations when creating a new cable.")})
    if stated or _rewired(cable):
        ends = {end: resolve(ENDS[end], stated[end]) if end in stated else ports_of(cable, end) for end in ENDS}
        check(cable, ends["A"], ends["B"])
        cable.__dict__["stated_ends"] = ends


def _rewired(cable: Cable) -> bool:
    """Whether a stored cable has another profile than it is given now."""
    if cable.pk is None:
        return False
    stored = type(cable).objects.filter(pk=cable.pk).values_list("profile", flat=True).first()
    return (stored or None) != (cable.profile or None)


def saved(cable: Cable, data: Mapping[str, Any], created: bool) -> None:
    """Write the ends that `prepare` found, after the cable is saved."""
    del data, created
    ends = cable.__dict__.pop("stated_ends", None)
    if ends is not None:
        connect(cable, ends["A"], ends["B"])


def resolve(name: str, stated: Any) -> list[Model]:
    """The ports named by a list of `{object_type, object_id}` (or by a text, see `read_ends`), in its order.

    Raises `ValidationError` under `name` for a wrong form, an unknown type or a port that does not exist.
    """
    if isinstance(stated, str):
        stated = read_ends(name, stated, COMPATIBLE)
    if not isinstance(stated, list) or not all(isinstance(each, dict) for each in stated):
        raise ValidationError({name: _("Expected a list of {object_type, object_id}.")})
    wanted: dict[str, list[int]] = {}
    for each in stated:
        label, key = str(each.get("object_type")), each.get("object_id")
        if label not in COMPATIBLE:
            raise ValidationError({name: _("Cables cannot be connected to “%(type)s”.") % {"type": label}})
        if not isinstance(key, int) or isinstance(key, bool):
            raise ValidationError({name: _("“%(value)s” is not an id.") % {"value": key}})
        wanted.setdefault(label, []).append(key)
    found = {label: apps.get_model(label)._default_manager.in_bulk(ids) for label, ids in wanted.items()}  # noqa: SLF001
    for label, ids in wanted.items():
        if missing := [key for key in ids if key not in found[label]]:
            message = _("Related object not found: %(type)s %(id)s.")
            raise ValidationError({name: message % {"type": label, "id": missing[0]}})
    return [found[str(each["object_type"])][each["object_id"]] for each in stated]


def ports_of(cable: Cable, end: str) -> list[Model]:
    """The ports that end `end` of the cable is plugged into."""
    rows: Iterable[Any] = cable.terminations.filter(cable_end=end).order_by("connector", "id")
    return resolve(ENDS[end], [{"object_type": row.termination_type, "object_id": row.termination_id} for row in rows])


def check(cable: Cable, a: Sequence[Model], b: Sequence[Model]) -> None:
    """Raise `ValidationError` unless a cable may join these ports: free, cabled ones at all, each end of one kind."""
    for end, ports in (("A", a), ("B", b)):
        if len({label_of(port) for port in ports}) > 1:
            raise _refused(_("Cannot connect different termination types to same end of cable."))
        _fits_profile(cable, end, len(ports))
    if a and b and label_of(b[0]) not in COMPATIBLE[label_of(a[0])]:
        told = {"a": label_of(a[0]).partition(".")[2], "b": label_of(b[0]).partition(".")[2]}
        raise _refused(_("Incompatible termination types: %(a)s and %(b)s") % told)
    seen: set[tuple[str, int]] = set()
    for port in (*a, *b):
        _check_port(cable, port)
        if (label_of(port), port.pk) in seen:
            raise _refused(_("%(port)s is named twice.") % {"port": port})
        seen.add((label_of(port), port.pk))


def _fits_profile(cable: Cable, end: str, count: int) -> None:
    """An end has no more ports than the cable's profile has connectors there."""
    if cable.profile and count > (most := shapes(cable.profile)[end].connectors):
        told = {"end": end, "profile": cable.get_profile_display(), "max": most}
        raise ValidationError(
            {ENDS[end]: _("Maximum %(end)s side connections for profile %(profile)s: %(max)s") % told}
        )


def _check_port(cable: Cable, port: Any) -> None:
    label = label_of(port)
    if label == "dcim.interface" and (port.type in WITHOUT_CABLE or "ieee802.11" in port.type):
        raise _refused(_("Cables cannot be terminated to %(type)s interfaces") % {"type": port.get_type_display()})
    if port.cable_id is not None and port.cable_id != cable.pk:
        told = {"type": label, "id": port.pk, "cable": port.cable_id}
        raise _refused(_("Duplicate termination found for %(type)s %(id)s: cable %(cable)s") % told)
    if port.mark_connected:
        raise _refused(_("%(port)s is marked as connected and cannot be cabled.") % {"port": port})


def _refused(message: str) -> ValidationError:
    return ValidationError({NON_FIELD_ERRORS: message})


def label_of(port: Model) -> str:
    """The wire name of the port's type, as `dcim.interface`."""
    return port._meta.label_lower  # noqa: SLF001 - Django's public introspection


def connect(cable: Cable, a: Sequence[Model], b: Sequence[Model]) -> None:
    """Plug the cable's ends into exactly these ports; ends that are elsewhere now are pulled out.

    With a profile, the first port of an end is its connector 1, and so on. Raises `ValidationError` when the cable may
    not join them, also when somebody else was faster.
    """
    check(cable, a, b)
    wanted: dict[tuple[str, str, int], int | None] = {
        (end, label_of(port), port.pk): at if cable.profile else None
        for end, ports in (("A", a), ("B", b))
        for at, port in enumerate(ports, 1)
    }
    rows: list[Any] = list(cable.terminations.all())
    for row in rows:
        key = (row.cable_end, row.termination_type, row.termination_id)
        if key not in wanted:
            row.delete()
        elif (connector := wanted.pop(key)) != row.connector:
            row.connector = connector
            row.save(update_fields=["connector"])
    create = apps.get_model("dcim.CableTermination")
    made = [
        create(cable=cable, cable_end=end, connector=connector, termination_type=label, termination_id=key)
        for (end, label, key), connector in wanted.items()
    ]
    try:
        with transaction.atomic():
            create.objects.bulk_create(made)
    except IntegrityError as error:
        raise _refused(_("One of the ports was just taken by another cable.")) from error


def disconnect(cable: Cable) -> None:
    """Pull both ends out; the ports are free afterwards, the cable stays."""
    cable.terminations.all().delete()
