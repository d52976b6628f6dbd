"""The text of messages, whose encoding nobody states."""

import re
from typing import Final

LONGEST: Final = 2000
"""Characters kept of a message; RFC 5424 §6.1 asks receivers to take 2048 octets."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_BLANK: Final = re.compile(r"\s+")
_NUMBERS: Final = re.compile(r"0x[0-9a-fA-F]+|[0-9a-fA-F]*\d[0-9a-fA-F]*")
_BOM: Final = b"\xef\xbb\xbf"


def decoded(data: bytes) -> str:
    """Read as UTF-8, else as GB 18030 (which holds GBK and GB 2312), else as Latin-1; that order tells them apart.

    Text in GBK is hardly ever valid UTF-8, while every UTF-8 text of Chinese would also pass as some GBK.
    """
    data = data.removeprefix(_BOM)
    if data.isascii():
        return data.decode("ascii")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def tidy(text: str) -> str:
    """One line without control characters, cut at `LONGEST`."""
    if not text.isprintable():
        text = _BLANK.sub(" ", _CONTROL.sub(" ", text))
    return text.strip()[:LONGEST]


def without_numbers(text: str) -> str:
    """The text with every number replaced: what messages from the same place in a program have in common."""
    return _NUMBERS.sub("#", text)[:200]


def readable(octets: bytes) -> str:
    """An octet string of a notification: as text where it is text, else in hexadecimal."""
    content = octets.rstrip(b"\x00")
    text = decoded(content)
    if text.isprintable() and (content.isascii() or "\ufffd" not in text) and not _looks_binary(content):
        return text
    return octets.hex(":")


def _looks_binary(content: bytes) -> bool:
    """Whether octets beyond ASCII are no text in UTF-8 or GB 18030, so that only Latin-1 was left."""
    if content.isascii():
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return False
    return True
