"""What a comparison yields: one disagreement, with both sides and the evidence."""

from datetime import datetime
from typing import Final, Literal, TypeAlias

from msgspec import Struct

Value: TypeAlias = "str | int | float | bool | list[Value] | list[int] | dict[str, Value] | None"
Kind: TypeAlias = Literal["missing", "unexpected", "changed"]
Confidence: TypeAlias = Literal["certain", "likely"]

CERTAIN: Final[Confidence] = "certain"
LIKELY: Final[Confidence] = "likely"


class Ref(Struct, frozen=True, order=True):
    """An object by label and id. Where it does not exist `id` is 0, and `key` says which one it would be."""

    label: str
    id: int = 0
    key: str = ""


class Evidence(Struct, frozen=True, kw_only=True):
    """Where the observed side comes from: which device said so, in answer to what, when."""

    device: int
    section: str  # of `collectors.facts.SECTIONS`; "poll" for the attempt itself
    source: str  # OID, table or command; the address asked for an attempt
    at: datetime | None  # UTC
    observation: int | None = None  # id of the stored observation


class Difference(Struct, frozen=True, kw_only=True):
    """Intent and observation disagree about one field of one object. Both sides, and why we believe it.

    `version` is the subject's `last_updated` when its intent was read; None where it does not exist.
    """

    rule: str
    kind: Kind
    device: int
    subject: Ref
    title: str  # names the object for people: device, then part of it
    field: str | None = None
    intended: Value = None
    observed: Value = None
    evidence: tuple[Evidence, ...] = ()
    confidence: Confidence = CERTAIN
    version: datetime | None = None


def identity(difference: Difference) -> str:
    """What makes two differences the same one seen twice: rule, subject and field."""
    subject = difference.subject
    return f"{difference.rule}|{subject.label}:{subject.id or ''}|{subject.key}|{difference.field or ''}"
