"""What cables and the ports they end in are filtered by, beyond their own fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from inventory.declare.grammar import Filter
from inventory.declare.values import read_boolean, read_integer
from inventory.declare.vocabulary import Pointing
from inventory.tenancy.owned import OWNED_FILTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inventory.declare.spec import Spec


@dataclass(frozen=True, slots=True)
class Whether:
    """A yes-or-no filter by a condition in SQL; `{t}` stands for the row."""

    sql: str
    label: Any = ""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """One parameter, true or false."""
        sql = f'SELECT t.id FROM "{spec.table}" t WHERE {self.sql.replace("{t}", "t")}'  # noqa: S608 - declared
        found = Q(pk__in=RawSQL(sql, []))  # noqa: S611 - as above

        def build(values: Sequence[str]) -> Q:
            return found if read_boolean(name, values[-1]) else ~found

        yield Filter(name, build, "boolean", label=self.label or name)


@dataclass(frozen=True, slots=True)
class Ending:
    """By the ports of one end of a cable, `end` "A" or "B": `<name>_type` a label, `<name>_id` an id."""

    end: str

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """Two parameters; repeated values mean any of them."""
        del spec
        yield Filter(f"{name}_type", self._builder("termination_type", str))
        yield Filter(f"{name}_id", self._builder("termination_id", lambda text: read_integer(f"{name}_id", text)), "id")

    def _builder(self, column: str, read: Callable[[str], Any]) -> Callable[[Sequence[str]], Q]:
        def build(values: Sequence[str]) -> Q:
            ends = apps.get_model("dcim.CableTermination")._default_manager  # noqa: SLF001 - Django's own
            wanted = [read(value) for value in values]
            return Q(pk__in=ends.filter(cable_end=self.end, **{f"{column}__in": wanted}).values("cable"))

        return build


@dataclass(frozen=True, slots=True)
class Connector:
    """Ports by the connector of the cable that is plugged into them."""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """One parameter; repeated values mean any of them."""

        def build(values: Sequence[str]) -> Q:
            ends = apps.get_model("dcim.CableTermination")._default_manager  # noqa: SLF001 - Django's own
            wanted = [read_integer(name, value) for value in values]
            rows = ends.filter(termination_type=spec.label, connector__in=wanted)
            return Q(pk__in=rows.values("termination_id"))

        yield Filter(name, build, "integer", label=_("connector"))


PARTS: Final = ("interface", "consoleport", "consoleserverport", "frontport", "rearport", "powerport", "poweroutlet")
END: Final = ("dcim.cabletermination", "cable")
UNTERMINATED: Final = """(SELECT count(DISTINCT e.cable_end) FROM dcim_cabletermination e
    WHERE e.cable_id = {t}.id) < 2"""
CABLE_FILTERS: Final = {
    **{part: Pointing("termination", f"dcim.{part}", {f"dcim.{part}": ""}, END) for part in (*PARTS, "powerfeed")},
    "device": Pointing("termination", "dcim.device", {f"dcim.{part}": "device" for part in PARTS}, END),
    "rack": Pointing("termination", "dcim.rack", {f"dcim.{part}": "device.rack" for part in PARTS}, END),
    "location": Pointing("termination", "dcim.location", {f"dcim.{part}": "device.location" for part in PARTS}, END),
    "site": Pointing("termination", "dcim.site", {f"dcim.{part}": "device.site" for part in PARTS}, END),
    "circuittermination": Pointing(
        "termination", "circuits.circuittermination", {"circuits.circuittermination": ""}, END
    ),
    "termination_a": Ending("A"), "termination_b": Ending("B"),
    "unterminated": Whether(UNTERMINATED, _("unterminated")),
    **OWNED_FILTERS,
}  # fmt: skip
