"""Dates as Chinese pages write them."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

DIGITS: Final = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "000123456789" + "0123456789")
FULL: Final = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)\s*(?:年|(?P<s>[-/.‐－—]))\s*(?P<m>\d{1,2})\s*(?:月|(?(s)(?P=s)|月))\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"
)
CHINESE: Final = re.compile(
    r"(?P<y>[二一][〇○零一二三四五六七八九]{3})\s*年\s*(?P<m>十[一二]?|[一二三四五六七八九])\s*月\s*(?P<d>三?十?[一二三四五六七八九]?|二十[一二三四五六七八九]?)\s*[日号]"
)
PACKED: Final = re.compile(r"^\D{0,6}(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)\D{0,4}$")
SHORT: Final = re.compile(r"^[\[(【（〔\s]*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})\s*日?[\])】）〕\s]*$")
TWO_DIGITS: Final = re.compile(
    r"^[\[(【（〔\s]*(?P<y>\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})[\])】）〕\s]*$"
)
AGO: Final = re.compile(r"^[\[(（\s]*(?:(?P<n>\d{1,3})\s*(?P<u>分钟|小时|天|周|个月)前|(?P<w>刚刚|今天|昨天|前天))")
DAYS: Final = {"分钟": 0, "小时": 0, "天": 1, "周": 7, "个月": 30, "刚刚": 0, "今天": 0, "昨天": 1, "前天": 2}
CENTURY: Final = 2000


def full(text: str) -> Iterator[date]:
    """Every date of a text that states its year, in figures or Chinese numerals."""
    for pattern in (FULL, CHINESE):
        for found in pattern.finditer(text):
            year, month, day = (found[name] for name in "ymd")
            if pattern is CHINESE:
                year, month, day = year.translate(DIGITS), str(numeral(month)), str(numeral(day))
            if (made := _date(int(year), int(month), int(day))) is not None:
                yield made


def whole(text: str, today: date) -> date | None:
    """The date that a text consists of, brackets and a label apart: with its year, without, or as an age.

    A date without a year is the last such day that is not in the future. Hours do not matter.
    """
    if found := PACKED.match(text):
        return _date(*(int(found[name]) for name in "ymd"))
    if found := TWO_DIGITS.match(text):
        return _date(CENTURY + int(found["y"]), int(found["m"]), int(found["d"]))
    if found := SHORT.match(text):
        month, day = int(found["m"]), int(found["d"])
        this = _date(today.year, month, day)
        return this if this is not None and this <= today else _date(today.year - 1, month, day)
    if found := AGO.match(text):
        days = DAYS[found["u"] or found["w"]] * int(found["n"] or 1)
        return today - timedelta(days=days)
    return None


def numeral(text: str) -> int:
    """A Chinese numeral below one hundred; 0 for an empty one."""
    tens, ten, ones = text.rpartition("十")
    unit = int(ones.translate(DIGITS)) if ones else 0
    return unit + (10 * (int(tens.translate(DIGITS)) if tens else 1) if ten else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def newest(dates: Iterator[date], today: date) -> date | None:
    """The newest date that is not in the future; a day's tolerance for zones."""
    return max((each for each in dates if each <= today + timedelta(days=1)), default=None)
