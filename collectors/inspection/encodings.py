"""What encoding a page says it has, which one it has, and the text."""

import codecs
import re
from typing import Final

from msgspec import Struct

META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
HEAD: Final = 4096
"""Octets in which a browser looks for a declaration; the standard says 1024, real pages need more."""
FAMILY: Final = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "gb18030"}
"""GB 18030 holds GBK, which holds GB 2312; pages that say one and use another of them show correctly."""
SPOILT: Final = ("\ufffd", "锟斤拷", "烫烫烫")
"""What text becomes that was decoded wrongly and stored that way."""
WRONG_SHARE: Final = 0.002
"""Share of characters that may be undecodable in a page that still counts as being in the encoding: cut ends."""
KNOWN: Final = re.compile(
    r"ascii|utf-(?:8|16(?:-[lb]e)?)|gb\w+|hz|big5(?:hkscs)?|euc_(?:jp|kr)|shift_jis|iso2022_jp|iso8859-\d+|koi8-[ru]|cp\d+"
)
"""Encodings of web pages, by Python's names. Its other codecs are no text (`base64`) or nothing a browser reads."""
BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Text(Struct, frozen=True, kw_only=True):
    """A page's text. `declared` empty: it says nothing; `wrong` empty: it shows as it was written."""

    text: str
    declared: str
    actual: str
    wrong: str = ""


def read(content: bytes, header: str) -> Text:
    """Decode a page by what it is, and say whether what it declares would show something else.

    The header of HTTP goes before the page's own declaration, as in browsers; a byte order mark before both.
    """
    for mark, name in BOMS:
        if content.startswith(mark):
            return Text(text=content[len(mark) :].decode(name, "replace"), declared=name, actual=name)
    meta = META.search(content[:HEAD])
    declared = family(header or (meta.group(1).decode("ascii") if meta else ""))
    actual = family_of(content, declared)
    text = content.decode(actual, "replace")
    return Text(text=text, declared=declared, actual=actual, wrong=_wrong(text, declared, actual))


def _wrong(text: str, declared: str, actual: str) -> str:
    if text.isascii():
        return ""
    if not declared:
        return f"{actual}, not declared" if actual != "utf-8" else ""
    if declared != actual:
        return f"{actual}, declared as {declared}"
    spoilt = next((mark for mark in SPOILT if mark in text), "")
    return f"text that was stored in a wrong encoding: {_around(text, spoilt)}" if spoilt else ""


def _around(text: str, mark: str) -> str:
    at = text.index(mark)
    return " ".join(text[max(0, at - 10) : at + 20].split())


def family(name: str) -> str:
    """The encoding of a label, the widest of its family; empty for a label that nobody knows."""
    try:
        known = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):  # an unknown one; one that is not ASCII
        return ""
    return FAMILY.get(known, known) if KNOWN.fullmatch(known) else ""


def family_of(content: bytes, declared: str) -> str:
    """The encoding the octets are in: UTF-8 where they are valid, which other text hardly ever is, else GB 18030.

    What is neither stays what it says it is; a page that says nothing and is neither counts as UTF-8.
    """
    if _fits(content, "utf-8"):
        return declared if content.isascii() and declared else "utf-8"
    if declared not in {"", "utf-8", "gb18030"} and _fits(content, declared) and declared in _EASTERN:
        return declared
    if _fits(content, "gb18030"):
        return "gb18030"
    return declared or "utf-8"


_EASTERN: Final = frozenset({"big5", "big5hkscs", "euc_jp", "shift_jis", "euc_kr"})
"""Other encodings in which Chinese is written; single-byte ones fit any octets and prove nothing."""


def _fits(content: bytes, encoding: str) -> bool:
    text = content.decode(encoding, "replace")
    return text.count("\ufffd") <= len(text) * WRONG_SHARE
