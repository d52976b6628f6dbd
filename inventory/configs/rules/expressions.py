"""Expressions of compliance rules: regular expressions, one on each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.configs.judging import BadExpression, Demand, compiled

if TYPE_CHECKING:
    from inventory.configs.models import ArchivePolicy, ComplianceRule


def demand_of(rule: ComplianceRule) -> Demand:
    """What the rule asks for."""
    return Demand(rule.block, rule.only, _listed(rule.must), _listed(rule.must_not))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(line.rstrip("\r") for line in text.split("\n") if line.strip())


def expressions_are_sound(rule: ComplianceRule) -> None:
    """Every expression can be understood, and there is one."""
    for name in ("block", "only", "must", "must_not"):
        for expression in _listed(getattr(rule, name)):
            try:
                compiled(expression)
            except BadExpression as error:
                raise ValidationError({name: str(error)}) from error
    if not _listed(rule.must) and not _listed(rule.must_not):
        raise ValidationError({"must": _("A rule says what must be there or what must not; this one says neither.")})


def stale_after_interval(policy: ArchivePolicy) -> None:
    """A configuration cannot be old before it was to be fetched again."""
    if policy.stale_hours < policy.interval_hours:
        message = _("Fetched every %(interval)d hours, a configuration cannot be stale after %(stale)d hours.")
        raise ValidationError(
            {"stale_hours": message % {"interval": policy.interval_hours, "stale": policy.stale_hours}}
        )
