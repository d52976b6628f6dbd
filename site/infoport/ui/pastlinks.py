"""Pages of the past: their links stay in it, and what would write is out of reach.

The middleware of `infoport.past` hands every page over, so that no template needs to know of the past.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

TAG: Final = re.compile(r"<(a|form|[a-z]+(?=\s[^<>]*\bhx-get=))(\s[^<>]*)?>")
ADDRESS: Final = re.compile(r'(?<=\s)(href|hx-get)="([/?][^"/][^"]*|/|\?)"')
METHOD: Final = re.compile(r'\bmethod="post"', re.IGNORECASE)
ACTION: Final = re.compile(r'\baction="([^"]*)"')
WRITES: Final = re.compile(r"/(add|edit|delete|import|connect|accept|ignore|replay)/$")
"""Addresses whose only purpose is to change something."""
ELSEWHERE: Final = ("/static/", "/login/", "/logout/", "/i18n/", "/files/", "/media/")
STILL: Final = ("/i18n/", "/preferences/", "/logout/", "/login/")
"""Forms that work in the past too: they change how things are shown."""
NAME: Final = 'name="as_of"'


def address(page: str, moment: datetime) -> str:
    """An address as of a moment."""
    return _dated(page, quote(moment.isoformat()))


def dated(page: str, text: str) -> str:
    """An address with `as_of` as `text` states it."""
    return _dated(page, quote(text, safe=":"))


def is_write(path: str) -> bool:
    """Whether a page only serves to change something."""
    return WRITES.search(path) is not None


def reason() -> str:
    """Why nothing can be changed here."""
    return _("This is the past, which cannot be changed; go back to now first.")


def kept(page: str, text: str) -> str:
    """The page with `as_of` (as `text` states it) in every link and form; links and forms that write are disabled."""
    moment, why = quote(text, safe=":"), escape(reason())
    pieces: list[str] = []
    end = 0
    for found in TAG.finditer(page):
        name, attributes = found[1], found[2] or ""
        if "data-now" in attributes:
            continue
        pieces.append(page[end : found.start()])
        end = found.end()
        tag = f"<{name}{_anchored(attributes, moment, why)}>"
        if name == "form":
            tag = _form(tag, page, end, text, why)
        pieces.append(tag)
    pieces.append(page[end:])
    return "".join(pieces)


def _anchored(attributes: str, moment: str, why: str) -> str:
    """The attributes of a tag with dated addresses; without the address of what writes."""

    def change(found: re.Match[str]) -> str:
        name, target = found[1], found[2]
        path = target.partition("?")[0].partition("#")[0]
        if is_write(path):
            return f'aria-disabled="true" title="{why}"' if name == "href" else ""
        if path.startswith(ELSEWHERE):
            return found[0]
        return f'{name}="{_dated(target, moment, "&amp;")}"'

    return ADDRESS.sub(change, attributes)


def _dated(target: str, moment: str, joint: str = "&") -> str:
    if "as_of=" in target:
        return target
    target, mark, fragment = target.partition("#")
    return f"{target}{joint if '?' in target else '?'}as_of={moment}{mark}{fragment}".replace(f"?{joint}", "?")


def _form(tag: str, page: str, at: int, text: str, why: str) -> str:
    found = ACTION.search(tag)
    action = found[1] if found else ""
    if METHOD.search(tag):
        return tag if action.startswith(STILL) else f'{tag[:-1]} inert title="{why}">'
    if is_write(action) or NAME in page[at : page.find("</form>", at)]:
        return tag
    return f'{tag}<input type="hidden" {NAME} value="{escape(text)}">'
