"""`infoport audit`."""

from collections import Counter
from typing import Any

import click
import msgspec

from infoport import embedded, environment
from inventory.reconcile.models import Difference

FIELDS = (
    "id",
    "state",
    "rule",
    "kind",
    "confidence",
    "device_name",
    "subject_type",
    "subject_id",
    "label",
    "field",
    "intended",
    "observed",
    "evidence",
    "opened",
    "last_seen",
)


@click.command("audit")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of differences with their evidence.")
@click.option("--all", "closed", is_flag=True, help="Also those that are closed, accepted or ignored.")
@click.option("--rule", multiple=True, help="Only this rule, such as interface.speed; may be repeated.")
@click.option("--device", multiple=True, help="Only the device of this name; may be repeated.")
def audit_command(rule: tuple[str, ...], device: tuple[str, ...], *, as_json: bool, closed: bool) -> None:
    """List where the inventory and the observed devices differ.

    What is listed was found at the last poll of each device; `infoport run` polls. Every difference says what was
    intended, what was observed, and from which OID and when.
    """
    with embedded.available(environment.load()):
        found = differences(rule, device, closed=closed)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        return
    for each in found:
        field = f" {each['field']}" if each["field"] else ""
        click.echo(f"{each['rule']}: {each['label']}{field} ({each['kind']}, {each['confidence']})")
        click.echo(f"    intended {shown(each['intended'])}, observed {shown(each['observed'])}")
    counts = Counter(each["rule"] for each in found)
    total = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    click.echo(f"{len(found)} differences" + (f": {total}" if total else ""))


def differences(rules: tuple[str, ...], devices: tuple[str, ...], *, closed: bool) -> list[dict[str, Any]]:
    """Return the differences asked for, those open longest first."""
    rows = Difference.objects.order_by("opened", "id")
    if not closed:
        rows = rows.filter(state="open")
    if rules:
        rows = rows.filter(rule__in=rules)
    if devices:
        rows = rows.filter(device__name__in=devices)
    names = [name if name != "device_name" else "device__name" for name in FIELDS]
    return [dict(zip(FIELDS, row, strict=True)) for row in rows.values_list(*names)]


def shown(value: Any) -> str:
    """Return a value as JSON; what is not stated as a dash."""
    return "—" if value is None else msgspec.json.encode(value).decode()
