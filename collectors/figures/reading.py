"""One number out of an answer: JSON by a path, or Prometheus text by the name of a metric and its labels."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import jsonpath
import msgspec
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

SELECTOR: Final = re.compile(r"\s*([A-Za-z_:][\w:]*)\s*(\{.*\})?\s*", re.ASCII)
"""A metric with labels that it must have, as `complaints_total{channel="sms"}`."""


class Unread(Exception):
    """The answer has not just one number there; the text names what was asked for and what was found."""


def number_in_json(answer: bytes, path: str) -> Decimal:
    """The number at a JSON path (RFC 9535). Digits are kept as written; text that is a number counts as one.

    Raises `Unread` when the path leads to nothing, to several values or to no number, and for what is no JSON.
    """
    try:
        found = jsonpath.compile(path, strict=True).findall(_decoded(answer))
    except jsonpath.JSONPathError as error:
        raise Unread(f"{path!r} is no JSON path: {error}") from error
    if len(found) != 1:
        raise Unread(f"{path} leads to {len(found)} values, expected one")
    return _number(found[0], path)


def number_in_prometheus(answer: str, selector: str) -> Decimal:
    """The value of the one sample that a metric has with these labels; other labels may be any.

    Raises `Unread` when there is none, or more than one, and for a selector or a text that cannot be read.
    """
    name, labels = _selector(selector)
    found = [each for each in _samples(answer) if each.name == name and labels.items() <= each.labels.items()]
    if len(found) != 1:
        raise Unread(f"{selector} has {len(found)} samples, expected one")
    return _number(found[0].value, selector)


def _decoded(answer: bytes) -> Any:
    try:
        # As decimals: a float would lose digits of a sum of money.
        return msgspec.json.Decoder(float_hook=Decimal).decode(answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unread(f"the answer is no JSON: {error}") from error


def _selector(text: str) -> tuple[str, dict[str, str]]:
    match = SELECTOR.fullmatch(text)
    if match is None:
        raise Unread(f"{text!r} should be a metric, with labels in braces if any")
    # A selector is a line of the text format that lacks its value, so the same parser reads it.
    (sample,) = _samples(f"{match[1]}{match[2] or ''} 0\n")
    return match[1], sample.labels


def _samples(text: str) -> list[Sample]:
    try:
        return [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    except ValueError as error:
        raise Unread(f"this is no text of Prometheus: {error}") from error


def _number(found: object, where: str) -> Decimal:
    if isinstance(found, bool) or not isinstance(found, (int, float, str, Decimal)):
        raise Unread(f"{where} is {found!r}, expected a number")
    try:
        number = Decimal(str(found).strip())
    except InvalidOperation as error:
        raise Unread(f"{where} is {found!r}, expected a number") from error
    if not number.is_finite():
        raise Unread(f"{where} is {found}, expected a number")
    return number
