"""Figures as applications write them."""

from decimal import Decimal

import pytest

from collectors.figures.reading import Unread, number_in_json, number_in_prometheus

EXCHANGED = """{"documents": {"all": 10126, "up": 1726, "down": 26}, "mean": 2.7000,
 "units": [{"name": "市政府", "boxes": "3000"}],
 "closed": true, "none": null}""".encode()
COMPLAINTS = """# TYPE complaints_total counter
complaints_total{channel="citizen",year="2005"} 23092
complaints_total{channel="media",year="2005"} 3931
complaints_total{channel="sms",year="2005"} 1.1457e+04
handling_days NaN
"""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.documents.all", "10126"),
        ("$['documents']['down']", "26"),
        ("$.mean", "2.7000"),
        ("$.units[?@.name=='市政府'].boxes", "3000"),
    ],
)
def test_json_gives_the_number_at_a_path(path: str, value: str) -> None:
    assert str(number_in_json(EXCHANGED, path)) == value


@pytest.mark.parametrize(
    ("answer", "path", "reason"),
    [
        (EXCHANGED, "$.documents.*", "leads to 3 values, expected one"),
        (EXCHANGED, "$.nothing", "leads to 0 values"),
        (EXCHANGED, "$.closed", "is True, expected a number"),
        (EXCHANGED, "$.none", "is None, expected a number"),
        (EXCHANGED, "$.units[0].name", "is '市政府', expected a number"),
        (EXCHANGED, "$[", "is no JSON path"),
        (b"<html>", "$.a", "is no JSON"),
        (b'"\xff"', "$", "is no JSON"),
    ],
)
def test_json_without_just_one_number_is_not_read(answer: bytes, path: str, reason: str) -> None:
    with pytest.raises(Unread, match=reason.replace("*", r"\*")):
        number_in_json(answer, path)


def test_prometheus_gives_the_sample_with_these_labels() -> None:
    assert number_in_prometheus(COMPLAINTS, 'complaints_total{channel="citizen"}') == Decimal(23092)
    assert number_in_prometheus(COMPLAINTS, 'complaints_total{channel="sms",year="2005"}') == Decimal(11457)
    for selector, reason in {
        "complaints_total": "has 3 samples",
        'complaints_total{channel="fax"}': "has 0 samples",
        "handling_days": "expected a number",
        "sum(complaints_total)": "should be a metric",
    }.items():
        with pytest.raises(Unread, match=reason):
            number_in_prometheus(COMPLAINTS, selector)
    with pytest.raises(Unread, match="no text of Prometheus"):
        number_in_prometheus("complaints_total{ 1", "complaints_total")
