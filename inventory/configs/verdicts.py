"""Results of compliance rules: made when a configuration or a rule is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.utils import timezone

from inventory.configs.home import repository
from inventory.configs.judging import Judgement, judge
from inventory.configs.repository import Unwritten
from inventory.configs.rules.expressions import demand_of
from inventory.configs.scopes import about, scoped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from inventory.configs.models import ComplianceRule, ConfigVersion

AT_ONCE: Final = 200
"""Devices whose texts are held at the same time."""


def forget(rule: ComplianceRule, extra: dict[str, Any], created: bool) -> None:
    """After a rule is written: what was found by what it said before no longer holds; `judge_missing` judges anew."""
    del extra, created
    _results().filter(rule=rule).delete()


def judge_devices(devices: Iterable[int]) -> int:
    """Judge the newest configuration of devices by every rule about them; return how many results were made."""
    return _judge(_pairs(set(devices)))


def judge_missing(most: int = 2000) -> int:
    """Judge what no result is kept of, or one of an older configuration; return how many results were made."""
    known = {
        (row[0], row[1]): row[2] for row in _results().order_by().values_list("device", "rule", "version")
    }  # fmt: skip
    pairs = _pairs(None)
    latest = newest(pairs)
    missing: dict[int, Sequence[ComplianceRule]] = {}
    for device, listed in pairs.items():
        version = latest[device].pk if device in latest else None
        absent = [each for each in listed if known.get((device, each.pk), 0) != version]
        if absent and len(missing) < most:
            missing[device] = absent
    return _judge(missing)


def newest(devices: Iterable[int]) -> dict[int, ConfigVersion]:
    """The newest version of each device."""
    rows = apps.get_model("configs.ConfigVersion").objects.filter(device__in=list(devices))
    return {each.device_id: each for each in rows.order_by("device_id", "-taken", "-id").distinct("device_id")}


def _pairs(devices: set[int] | None) -> Mapping[int, Sequence[ComplianceRule]]:
    rows = apps.get_model("dcim.Device").objects.all()
    rules = scoped(apps.get_model("configs.ComplianceRule").objects.all())
    return about(rows if devices is None else rows.filter(pk__in=devices), rules)


def _judge(pairs: Mapping[int, Sequence[ComplianceRule]]) -> int:
    keys = list(pairs)
    made = 0
    for at in range(0, len(keys), AT_ONCE):
        part = keys[at : at + AT_ONCE]
        latest = newest(part)
        texts = _texts([each.blob for each in latest.values()])
        made += _keep([
            _result(key, rule, latest.get(key), _judged(rule, latest.get(key), texts))
            for key in part
            for rule in pairs[key]
        ])  # fmt: skip
    return made


def _judged(rule: ComplianceRule, version: ConfigVersion | None, texts: Mapping[str, str]) -> Judgement:
    if version is not None and version.blob not in texts:
        return Judgement("unknown", "unread", [])
    return judge(texts[version.blob] if version else None, demand_of(rule))


def _texts(blobs: Sequence[str]) -> Mapping[str, str]:
    try:
        return repository().texts(blobs)
    except Unwritten:
        return {}  # each result then says that the archive could not be read


def _result(device: int, rule: ComplianceRule, version: ConfigVersion | None, judgement: Judgement) -> Any:
    return apps.get_model("configs.ComplianceResult")(
        device_id=device, rule=rule, version=version, state=judgement.state, reason=judgement.reason,
        findings=[each._asdict() for each in judgement.findings], judged=timezone.now(),
    )  # fmt: skip


def _keep(results: list[Any]) -> int:
    _results().bulk_create(
        results, update_conflicts=True, unique_fields=["device", "rule"],
        update_fields=["version", "state", "reason", "findings", "judged"],
    )  # fmt: skip
    return len(results)


def _results() -> Any:
    return apps.get_model("configs.ComplianceResult").objects
