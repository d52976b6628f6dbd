"""What of the audit is asked for: the conditions of its address, each a plain link."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infoport.ui.pages import reach
from infoport.ui.pages.audit import causes
from inventory.dcim.models import Device, Site
from inventory.reconcile.choices import Confidence, DifferenceKind, DifferenceState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest, QueryDict

    from inventory.reconcile.models import Difference

GROUPINGS: Final[Mapping[str, Any]] = {
    "cause": gettext_lazy("Same cause"),
    "device": gettext_lazy("Device"),
    "site": gettext_lazy("Site"),
}
CHOICES: Final[Mapping[str, Any]] = {"state": DifferenceState, "kind": DifferenceKind, "confidence": Confidence}
TITLES: Final[Mapping[str, Any]] = {
    "state": gettext_lazy("State"), "kind": gettext_lazy("Kind"), "confidence": gettext_lazy("Confidence"),
    "rule": gettext_lazy("Rule"), "site": gettext_lazy("Site"), "device": gettext_lazy("Device"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conditions:
    """The parts of a request that choose differences; an unknown value of any is as if it were not there."""

    query: QueryDict
    topic: str = ""
    group: str = "cause"
    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> Conditions:
        """Read the request; only open differences are shown unless a state is asked for."""
        query = request.GET
        topics = {topic.key for topic in (*causes.TOPICS, causes.OTHER)}
        values = {name: query.get(name, "") for name in CHOICES if query.get(name, "") in CHOICES[name].values}
        values.setdefault("state", "open")
        if query.get("rule"):
            values["rule"] = query["rule"]
        for name in ("site", "device"):
            ids = reach.identifiers([query.get(name) or query.get(f"{name}_id") or ""])
            values |= {name: str(ids[0])} if ids else {}
        topic = query.get("topic", "")
        group = query.get("group", "cause")
        return cls(query, topic if topic in topics else "", group if group in GROUPINGS else "cause", values)

    def q(self, *without: str) -> Q:
        """The condition, leaving out some of its parts, to count what they would give."""
        found = Q()
        for name, value in self.values.items():
            if name not in without:
                found &= Q(**{"device__site" if name == "site" else name: value})
        return found if "topic" in without else found & topic_q(self.topic)

    def url(self, **changes: str | None) -> str:
        """The address with some parts changed; None removes one. Always the first page."""
        query = self.query.copy()
        for name in ("page", "open", *changes):
            query.pop(name, None)
        for name, value in changes.items():
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"


def topic_q(key: str) -> Q:
    """The rules of a tab, without those that another tab names whole; everything for an empty key."""
    if not key:
        return Q()
    whole = {rule: topic.key for topic in causes.TOPICS for rule in topic.rules if not rule.endswith(".")}
    if key == causes.OTHER.key:
        starts = [rule for topic in causes.TOPICS for rule in topic.rules if rule.endswith(".")]
        return ~any_of(Q(rule__startswith=start) for start in starts)
    topic = next(topic for topic in causes.TOPICS if topic.key == key)
    either = any_of(Q(rule__startswith=rule) if rule.endswith(".") else Q(rule=rule) for rule in topic.rules)
    return either & ~Q(rule__in=[rule for rule, owner in whole.items() if owner != key])


def any_of(conditions: Iterator[Q]) -> Q:
    """Any of them; nothing for none."""
    found = Q(pk__in=[])
    for each in conditions:
        found |= each
    return found


def tabs(rows: QuerySet[Difference], asked: Conditions) -> list[dict[str, Any]]:
    """For macros/tabs.html: one tab per topic that occurs, with counts under the other conditions. One query."""
    numbers: dict[str, int] = {}
    counted = rows.filter(asked.q("topic", "rule")).order_by().values_list("rule").annotate(Count("id"))
    for rule, count in counted:
        key = causes.topic_of(rule).key
        numbers[key] = numbers.get(key, 0) + count
    everything = {"title": _("All"), "url": asked.url(topic=None, rule=None), "active": not asked.topic}
    found: list[dict[str, Any]] = [{**everything, "count": sum(numbers.values())}]
    for topic in (*causes.TOPICS, causes.OTHER):
        if topic.key in numbers or topic.key == asked.topic:
            url = asked.url(topic=topic.key, rule=None)
            active = topic.key == asked.topic
            found.append({"title": topic.title, "url": url, "active": active, "count": numbers.get(topic.key, 0)})
    return found


def menus(request: HttpRequest, rows: QuerySet[Difference], asked: Conditions) -> list[dict[str, Any]]:
    """The conditions as menus of links with counts; one query for choices, one each for rules and sites."""
    return [
        *(_choice_menu(rows, asked, name) for name in CHOICES),
        _rule_menu(rows, asked),
        _site_menu(request, rows, asked),
        *_device_chip(request, asked),
    ]


def _choice_menu(rows: QuerySet[Difference], asked: Conditions, name: str) -> dict[str, Any]:
    numbers = dict(rows.filter(asked.q(name)).order_by().values_list(name).annotate(Count("id")))
    now = asked.values.get(name, "")
    choices = [
        {"text": label, "count": numbers.get(value, 0), "url": asked.url(**{name: value}), "on": value == now}
        for value, label in CHOICES[name].choices
        if numbers.get(value) or value == now or name == "state"
    ]
    chosen = next((each["text"] for each in choices if each["on"]), "")
    remove = asked.url(**{name: None}) if now and name != "state" else ""
    return {"title": TITLES[name], "name": name, "choices": choices, "chosen": chosen, "remove": remove}


def _rule_menu(rows: QuerySet[Difference], asked: Conditions) -> dict[str, Any]:
    now = asked.values.get("rule", "")
    numbers = rows.filter(asked.q("rule")).order_by("rule").values_list("rule").annotate(Count("id"))
    choices = [
        {"text": causes.cause_of(rule).title, "count": count, "url": asked.url(rule=rule), "on": rule == now}
        for rule, count in numbers
    ]
    chosen = causes.cause_of(now).title if now else ""
    remove = asked.url(rule=None) if now else ""
    return {"title": TITLES["rule"], "name": "rule", "choices": choices, "chosen": chosen, "remove": remove}


def _site_menu(request: HttpRequest, rows: QuerySet[Difference], asked: Conditions) -> dict[str, Any]:
    now = asked.values.get("site", "")
    numbers = (
        rows.filter(asked.q("site")).order_by("device__site___name").values_list("device__site", "device__site__name")
    )
    choices = [
        {"text": name, "count": count, "url": asked.url(site=str(key)), "on": str(key) == now}
        for key, name, count in numbers.annotate(Count("id"))
    ]
    chosen = next((each["text"] for each in choices if each["on"]), "")
    if now and not chosen:
        chosen = reach.within(request, Site).filter(pk=now).values_list("name", flat=True).first() or f"#{now}"
    remove = asked.url(site=None) if now else ""
    return {"title": TITLES["site"], "name": "site", "choices": choices, "chosen": chosen, "remove": remove}


def _device_chip(request: HttpRequest, asked: Conditions) -> Iterator[dict[str, Any]]:
    """A device is a condition only when one came from its page: a menu of hundreds chooses nothing."""
    now = asked.values.get("device")
    if now:
        device = reach.within(request, Device).filter(pk=now).first()
        chosen = str(device) if device else f"#{now}"
        remove = asked.url(device=None)
        yield {"title": TITLES["device"], "name": "device", "choices": [], "chosen": chosen, "remove": remove}
