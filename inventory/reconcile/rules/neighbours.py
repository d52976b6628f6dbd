"""Rules about cabling: the neighbours that ports hear, against the cables recorded."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from inventory.reconcile.difference import LIKELY, Difference, Ref
from inventory.reconcile.directory import directory
from inventory.reconcile.rules.links import Heard, Links, Pair, listen, other_end, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inventory.reconcile.difference import Value
    from inventory.reconcile.intent import IntendedLink, Port
    from inventory.reconcile.observed import Case


def neighbour_rules(case: Case) -> Iterator[Difference]:
    """One difference per cable or per stranger, however many ports report it.

    A port that hears something else explains why its recorded neighbour is not heard, so that is not said again.
    """
    links = listen(case, directory(case))
    moved: set[IntendedLink] = set()
    for pair in sorted(links.pairs.keys() - links.recorded.keys()):
        link = next((each for each in links.at(pair) if each not in moved and each not in links.confirmed), None)
        if link is None:
            yield _unexpected(case, links, pair)
        else:
            moved.add(link)
            yield _moved(case, links, pair, link)
    yield from _strangers(case, links)
    for link in links.unheard():
        if link not in moved:
            yield _missing(case, links, link)


def _moved(case: Case, links: Links, pair: Pair, link: IntendedLink) -> Difference:
    """One end of a recorded link is where it should be, the other is not: the cable at that other end was moved."""
    kept = next(end for end in pair if end in link.ends)
    seen_at = pair[1] if kept == pair[0] else pair[0]
    at = 1 - link.ends.index(kept)
    meant, said = place(case, link.ends[at]), place(case, seen_at)
    return Difference(
        rule="neighbour.moved", kind="changed", device=kept.device, subject=Ref("dcim.cable", link.cables[at]),
        title=_title(case, kept), field="terminations", intended={"near": place(case, kept), "far": meant},
        observed={"near": place(case, kept), "far": said}, evidence=links.evidence(pair),
        confidence=links.confidence(pair), version=link.versions[at],
    )  # fmt: skip


def _unexpected(case: Case, links: Links, pair: Pair) -> Difference:
    near, far = pair
    key = f"{near.device}/{near.interface}-{far.device}/{far.interface}"
    return Difference(
        rule="neighbour.unexpected", kind="unexpected", device=near.device, subject=Ref("dcim.cable", key=key),
        title=_title(case, near), observed={"near": place(case, near), "far": place(case, far)},
        evidence=links.evidence(pair), confidence=links.confidence(pair),
    )  # fmt: skip


def _missing(case: Case, links: Links, link: IntendedLink) -> Difference:
    near, far = link.ends
    said: Value = {
        side: row.oper
        for side, end in (("near", near), ("far", far))
        if (row := case.views[end.device].stated.get(end.interface)) and row.oper
    }
    return Difference(
        rule="neighbour.missing", kind="missing", device=near.device, subject=Ref("dcim.cable", link.cables[0]),
        title=_title(case, near), intended={"near": place(case, near), "far": place(case, far)},
        observed=said or None, evidence=links.silence(link), confidence=LIKELY, version=link.versions[0],
    )  # fmt: skip


def _strangers(case: Case, links: Links) -> Iterator[Difference]:
    """Neighbours that are no registered device, or a registered one on a port that is not registered."""
    by_identity: dict[tuple[int, int, str], list[Heard]] = defaultdict(list)
    for heard in links.strangers:
        by_identity[heard.device, heard.interface or 0, heard.name].append(heard)
    for (device, interface, name), sightings in sorted(by_identity.items(), key=lambda each: each[0]):
        heard = min(sightings, key=lambda each: repr(each.neighbour))
        meant = next((link for link in links.by_port.get(heard.near, ())), None) if heard.near else None
        local = heard.neighbour.local_port or ""
        subject = Ref("dcim.interface", interface, name if interface else f"{device}/{local}/{name}")
        yield Difference(
            rule="neighbour.unknown" if heard.peer is None else "neighbour.port", kind="unexpected", device=device,
            subject=subject, field="neighbour", evidence=case.views[device].cite("neighbours"),
            title=_title(case, heard.near) if heard.near else f"{case.views[device].device.name} {local}",
            intended=place(case, other_end(meant, heard.near)) if meant and heard.near else None,
            observed=_described(heard), confidence=LIKELY if heard.near is None else "certain",
        )  # fmt: skip


def _described(heard: Heard) -> Value:
    row = heard.neighbour
    said: dict[str, Value] = {
        "device": row.remote_name, "interface": row.remote_port, "chassis": row.remote_chassis,
        "address": row.remote_address, "platform": row.remote_platform or row.remote_descr, "device_id": heard.peer,
    }  # fmt: skip
    return {key: value for key, value in said.items() if value is not None}


def _title(case: Case, port: Port) -> str:
    found = place(case, port)
    return f"{found['device']} {found['interface']}"
