"""Values as HTML: written in Python, since a template would take ten times as long for a page of cells."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from infoport.ui import words
from inventory.declare.registry import COUNT, specs
from inventory.declare.tables import Reference, Row, is_count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from inventory.declare.spec import Field, Spec

    Render = Callable[[Any, int], str]

TEXT_COLUMNS: Final = 80
"""Width to which a text in a cell is cut, so that a row stays one line; the whole is said on hover."""
REFERENCES_SHOWN: Final = 3
"""How many of several references a cell names before it counts the rest."""
LINE_COLUMNS: Final = 136
"""Characters a row of a table holds beside the side bar and the facets at 1440 pixels (13 px type, 6.6 px each)."""
LEAST: Final = 8
PADDING: Final = 2
"""Characters that the padding of a cell takes."""
SORT_MARK: Final = 2
EDGE: Final = 2
"""More padding at both ends of a row."""
SQUARE: Final = 3
PILL: Final = 5
"""What the rounded ends and the shape of a status take beside its word."""
FIRM: Final = 32
"""A column wider than this is cut like any other."""
NEARLY: Final = 80
"""Percent from which something is marked as nearly full."""
MONO: Final = frozenset({"cidr", "inet", "mac"})
MONO_NAMES: Final = frozenset({"serial", "asset_tag", "request_id", "wwn", "rd", "cid", "part_number", "digest"})
"""Names whose values a person compares letter by letter."""
LINKED: Final = ("https://", "http://", "ftp://", "ssh://", "mailto:", "tel:")
"""How an address begins that is made a link; anything else might run as a script."""
NUMERIC: Final = frozenset({"integer", "decimal"})


class Column(NamedTuple):
    """How one field is shown in every row."""

    field: Field
    label: str
    css: str
    render: Render
    text: Callable[[Any], str]


def column(spec: Spec, field: Field) -> Column:
    """The column of a field."""
    css = "num" if field.kind in NUMERIC else "mono" if is_mono(field) else ""
    return Column(field, words.capital(field.label), css, renderer(spec, field), plain(field))


def plain(field: Field) -> Callable[[Any], str]:
    """How a value reads without markup, for widths and for what is said on hover."""
    if field.kind == "words":
        return lambda value: ", ".join(_words(dict(field.choices), value))
    if field.choices:
        labels = dict(field.choices)
        return lambda value: str(labels.get(value, value))
    if field.kind in {"date", "datetime"}:
        return lambda value: words.time_text(value) if isinstance(value, datetime) else str(value)
    if field.kind == "boolean":
        return words.yes_no
    if field.kind in {"integer", "decimal"}:
        return words.plain_number
    return _plain


def _plain(value: Any) -> str:
    if isinstance(value, Reference):
        return value.display
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    return str(value)


def shares(columns: Sequence[Column], rows: Sequence[Row], link_at: int) -> list[int]:
    """How much of the table's width each column gets, in characters.

    What leads to the object, numbers, addresses and status get what they need; the others share the rest, so that
    only long texts are cut.
    """
    needs = [
        _need(each, [row.display if at == link_at and is_empty(row.values[at]) else row.values[at] for row in rows])
        for at, each in enumerate(columns)
    ]
    for at in {0, len(needs) - 1} if needs else ():
        needs[at] += EDGE
    firm = {
        at for at, each in enumerate(columns) if at == link_at or each.css or each.field.name in {"status", "state"}
    }
    firm = {at for at in firm if needs[at] <= FIRM}
    room, shared = LINE_COLUMNS - sum(needs[at] for at in firm), len(needs) - len(firm)
    for at in sorted(set(range(len(needs))) - firm, key=needs.__getitem__):
        needs[at] = min(needs[at], max(room // shared, LEAST))
        room, shared = room - needs[at], shared - 1
    return needs


def _need(column: Column, values: Sequence[Any]) -> int:
    texts = [words.width(column.text(value)) for value in values if not is_empty(value)]
    colored = any(isinstance(each, Reference) and each.color for each in values)
    square = PILL if column.field.name == "status" else SQUARE if colored else 0
    head = words.width(column.label) * 9 // 10 + SORT_MARK
    widest = max(texts, default=1) + square
    return max(head, widest * 23 // 20 if "mono" in column.css else widest) + PADDING


def is_mono(field: Field) -> bool:
    """Whether the value is an address, a serial number or the like."""
    return field.kind in MONO or field.name in MONO_NAMES or field.target in {"ipam.ipaddress", "ipam.prefix"}


def shown(spec: Spec, field: Field, value: Any, key: int = 0) -> SafeString:
    """One value as HTML, uncut; a dash when it is not stated."""
    if is_empty(value):
        return mark_safe(f'<span class="muted">{words.ABSENT}</span>')  # noqa: S308 - constant
    if field.kind == "longtext" and "\n" in value:
        return format_html('<pre class="mono">{}</pre>', value)
    if field.kind in {"text", "longtext"} and not field.choices:
        return conditional_escape(value)
    return mark_safe(renderer(spec, field)(value, key))  # noqa: S308 - every renderer escapes


def is_empty(value: Any) -> bool:
    """Whether there is nothing to show; zero and "no" are something."""
    return value is None or (not value and isinstance(value, (str, list, dict)))


def renderer(spec: Spec, field: Field) -> Render:
    """How a present value of this field becomes HTML: `render(value, id of the row)`."""
    if is_count(field):
        return _count(spec, field)
    if field.unit == "%" and field.kind == "decimal":
        return _share
    if field.kind == "choice" and field.name == "status":
        return partial(_status, dict(field.choices))
    if field.kind == "words":
        return lambda value, _key: escape(", ".join(_words(dict(field.choices), value)))
    if field.choices:
        return partial(_choice, dict(field.choices))
    return RENDERERS.get(field.kind, _text)


def _text(value: Any, _key: int) -> str:
    return escape(words.shortened(str(value), TEXT_COLUMNS))


def _number(value: Any, _key: int) -> str:
    return words.plain_number(value)


def _share(value: Any, _key: int) -> str:
    """A percentage as a number and a bar; nearly full is marked."""
    css = "f-degraded" if value >= NEARLY else "f-accent"
    bar = f'<rect class="t" width="100" height="6"/><rect class="{css}" width="{value:.1f}" height="6"/>'
    drawn = f'<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>'
    return f'<span class="share">{drawn}<span class="num">{value:.0f}{"&#8239;"}%</span></span>'


def _boolean(value: Any, _key: int) -> str:
    return escape(words.yes_no(value))


def _moment(value: Any, _key: int) -> str:
    return words.moment(value) if isinstance(value, datetime) else words.day(value)


def link(found: Reference) -> str:
    """A reference as a link, its own colour as a square before it."""
    return f'{square(found.color)}<a href="{found.page}">{escape(found.display)}</a>'


def square(color: str) -> str:
    """A colour as a square of 10 pixels; colour is never that of the text."""
    if not color:
        return ""
    return f'<svg class="swatch" aria-hidden="true"><rect fill="#{escape(color)}"/></svg>'


def _ref(value: Any, _key: int) -> str:
    return link(value) if isinstance(value, Reference) else _text(value, _key)


def _refs(value: Any, _key: int) -> str:
    named = ", ".join(link(each) for each in value[:REFERENCES_SHOWN])
    more = len(value) - REFERENCES_SHOWN
    return f'{named} <span class="muted">+{more}</span>' if more > 0 else named


def _tags(value: Any, _key: int) -> str:
    return " ".join(f'<span class="tag-mark">{link(each)}</span>' for each in value)


def _words(labels: Mapping[Any, Any], value: Any) -> list[str]:
    return [str(labels.get(each, each)) for each in value]


def _url(value: Any, _key: int) -> str:
    """A link to where the address leads, if a browser may be sent there."""
    text = escape(words.shortened(str(value), TEXT_COLUMNS))
    if not str(value).startswith(LINKED):
        return text
    return f'<a href="{escape(str(value))}" rel="noreferrer">{text}</a>'


def _choice(labels: Mapping[Any, Any], value: Any, _key: int) -> str:
    return escape(str(labels.get(value, value)))


def _status(labels: Mapping[Any, Any], value: Any, _key: int) -> str:
    return pill(words.SHAPES.get(str(value), ""), str(labels.get(value, value)))


def pill(shape: str, text: str) -> str:
    """A status as a pill, with the shape of `img/states.svg` named, if any."""
    if not shape:
        return f'<span class="pill">{escape(text)}</span>'
    drawn = f'<svg aria-hidden="true"><use href="{static("img/states.svg")}#{shape}"/></svg>'
    return f'<span class="pill {shape}">{drawn}{escape(text)}</span>'


def _color(value: Any, _key: int) -> str:
    return f'{square(str(value))}<span class="mono">{escape(str(value))}</span>'


def _json(value: Any, _key: int) -> str:
    return (
        f'<code class="mono">{escape(words.shortened(json.dumps(value, ensure_ascii=False), TEXT_COLUMNS * 2))}</code>'
    )


def _array(value: Any, _key: int) -> str:
    return escape(words.shortened(", ".join(str(each) for each in value), TEXT_COLUMNS * 2))


def _secret(_value: Any, _key: int) -> str:
    return escape(_("set"))


def _count(spec: Spec, field: Field) -> Render:
    """A count leads to the list of what is counted."""
    match = COUNT.search(field.sql or "")
    other = specs.get(match.group(1)) if match else None
    if match is None or other is None:
        return _number
    name = match.group(2)
    condition = f"{name}_id=" if name in other.fields and other.fields[name].kind in {"ref", "refs"} else ""
    if f"{name}_type" in other.fields:
        condition = f"{name}_type={spec.label}&amp;{name}_id="
    if not condition:
        return _number

    def counted(value: Any, key: int) -> str:
        if not value:
            return '<span class="muted">0</span>'
        return f'<a href="{other.page}?{condition}{key}">{words.counted(value)}</a>'

    return counted


RENDERERS: Final[Mapping[str, Render]] = {
    "id": _number, "integer": _number, "decimal": _number, "boolean": _boolean, "date": _moment, "datetime": _moment,
    "ref": _ref, "generic": _ref, "refs": _refs, "generics": _refs, "ends": _refs, "tags": _tags, "color": _color,
    "url": _url, "json": _json, "custom": _json, "array": _array, "secret": _secret,
}  # fmt: skip


class Look(NamedTuple):
    """How the rows of a table are drawn: the cell at `link_at` leads to the object; `ticks` begins rows with a box."""

    spec: Spec
    columns: Sequence[Column]
    shares: Sequence[int]
    link_at: int
    ticks: bool
    states: Mapping[int, str]


def body(look: Look, rows: Sequence[Row]) -> SafeString:
    """The `<tr>`s of a table. An object without a state shows none."""
    return mark_safe("\n".join(_line(look, row) for row in rows))  # noqa: S308 - every renderer escapes


def _line(look: Look, row: Row) -> str:
    cells = ["<tr>"]
    if look.ticks:
        cells.append(
            '<td class="chk"><input class="form-check-input" type="checkbox" data-row name="pk" form="bulk"'
            f' value="{row.id}" aria-label="{escape(row.display)}"></td>'
        )
    if look.states:
        cells.append(f'<td class="fit">{look.states.get(row.id, "")}</td>')
    for at, (each, value) in enumerate(zip(look.columns, row.values, strict=True)):
        if at == look.link_at:
            text = row.display if is_empty(value) else each.text(value)
            css = "name mono" if is_mono(each.field) else "name"
            content = f'<a href="{look.spec.page}{row.id}/">{escape(text)}</a>'
        elif is_empty(value):
            text, css, content = "", f"{each.css} muted" if each.css else "muted", words.ABSENT
        else:
            text, css, content = each.text(value), each.css, each.render(value, row.id)
        title = f' title="{escape(text)}"' if words.width(text) > look.shares[at] - PADDING else ""
        cells.append(f'<td class="{css}"{title}>{content}</td>' if css else f"<td{title}>{content}</td>")
    cells.append("</tr>")
    return "".join(cells)


def shape(state: Any) -> str:
    """An observed state as a shape; its word is for screen readers and on hover."""
    symbol = "maint" if state.shape == "maintenance" else state.shape
    word = escape(str(state.word))
    drawn = f'<svg role="img" aria-label="{word}"><use href="{static("img/states.svg")}#{symbol}"/></svg>'
    return f'<span class="st st-{symbol}" title="{word}">{drawn}</span>'


def plain_html(value: Any) -> SafeString:
    """A value of which only its JSON form is known."""
    if is_empty(value):
        return mark_safe(f'<span class="muted">{words.ABSENT}</span>')  # noqa: S308 - constant
    if isinstance(value, bool):
        return conditional_escape(words.yes_no(value))
    return conditional_escape(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
