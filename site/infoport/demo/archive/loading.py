"""The demo's archive: versions into the repository."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from infoport.demo.plant import Device

BY: Final = "示范数据 Demo"
ARROW: Final = " -> "


def archived() -> list[Device]:
    """The devices that a policy names and whose command line the demo can speak."""
    from infoport.demo.archive.texts import DIALECTS  # noqa: PLC0415 - needed when the archive is made
    from infoport.demo.cityplan import city  # noqa: PLC0415 - needed when the archive is made

    roles = {
        ref.key for values in city().register.rows("configs.archivepolicy").values() for ref in values["roles"]
    }  # fmt: skip
    return [
        each
        for each in city().plant.devices.values()
        if each.role in roles and each.kind.platform in DIALECTS and each.name not in source("configs")["never"]
    ]


def load_archive(ids: Mapping[Ref, int], now: dt.datetime) -> int:
    """Fill the archive; return how many versions there are. The rows of devices must be there.

    What it holds was made, not fetched: every version says that it was loaded, and by whom.
    """
    from inventory.configs.archiving import Fetched, failed, keep, succeeded  # noqa: PLC0415 - needs Django
    from inventory.configs.verdicts import judge_devices  # noqa: PLC0415 - needs Django

    data = source("configs")
    made = 0
    for revision, days in enumerate(data["days"]):
        made += len(
            keep(
                [
                    Fetched(ids[device.ref], text, secrets, "import", BY, now - dt.timedelta(days=days))
                    for device, text, secrets in _revision(revision)
                    if device.name not in data["stale"] or days > data["stale"][device.name]
                ],
                judged=False,
            )
        )
    for name, days in data["stale"].items():
        succeeded(ids[Ref("dcim.device", name)], now - dt.timedelta(days=days))
    for name, reason in data["failing"].items():
        for _turn in range(3):
            failed(ids[Ref("dcim.device", name)], now, reason)
    judge_devices(ids[device.ref] for device in archived())
    return made


def _revision(number: int) -> Iterator[tuple[Device, str, int]]:
    """What the devices had at one time: (device, text, secrets hidden)."""
    from collectors.configs.clean import clean  # noqa: PLC0415 - needed when the archive is made
    from collectors.configs.platform import known  # noqa: PLC0415 - with it
    from infoport.demo.archive.texts import printed  # noqa: PLC0415 - with it
    from infoport.demo.cityplan import city  # noqa: PLC0415 - needed when the archive is made

    changes: Mapping[str, Mapping[int, list[str]]] = source("configs")["changes"]
    sites = city().register.rows("dcim.site")
    for device in archived():
        text = printed(device, sites[device.place.site]["name"])
        for since, edits in changes.get(device.name, {}).items():
            for edit in edits if since <= number else ():
                text = _edited(text, edit)
        found = clean(text, known(device.kind.platform) or "", ended=True)
        yield device, found.text, found.secrets


def _edited(text: str, edit: str) -> str:
    if edit.startswith("+"):
        head, mark, tail = text.partition("user-interface vty" if "user-interface vty" in text else "line vty")
        return f"{head}{edit[1:]}\n{mark}{tail}"
    old, _arrow, new = edit.partition(ARROW)
    return text.replace(old, new, 1)
