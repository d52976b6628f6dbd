"""Sums of money as a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infoport.ui.pages import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


def yuan(value: Decimal | float | None) -> str:
    """A sum in whole yuan, as ¥24,500,000; a dash for none."""
    return words.DASH if value is None else f"¥{value:,.0f}"


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is stated; None when nothing is."""
    stated = [each for each in values if each is not None]
    return sum(stated[1:], stated[0]) if stated else None


def share(part: Decimal | None, whole: Decimal | None) -> int | None:
    """Per cent of a whole, at most 100; None where either is not stated or the whole is nothing."""
    return min(100, round(100 * part / whole)) if part is not None and whole else None
