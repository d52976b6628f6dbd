"""The registry of metrics."""

from dataclasses import replace

import pytest

from collectors.facts import DeviceFacts
from monitoring.metrics.metric import Metric, Source, Text
from monitoring.metrics.registry import METRICS, Malformed, registered
from monitoring.samples.reading import NAMERS

GOOD = Metric(
    "infoport_fan_speed_hertz", "gauge", scope="devices", unit="hertz", help=Text("Turns.", "转数。"), origin="a test"
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "fan_speed_hertz"}, "infoport_ and words"),
        ({"name": "infoport_fan_speed_rpm", "unit": ""}, "'rpm' is no base unit"),
        ({"unit": "percent"}, "no base unit; they are"),
        ({"kind": "counter"}, "counters, and only they"),
        ({"name": "infoport_fan"}, "does not end in its unit"),
        ({"labels": ("Fan",)}, "label 'Fan'"),
        ({"help": Text("Turns.", "")}, "in Chinese"),
        ({"origin": ""}, "either from a fact"),
        ({"source": Source("sensors", "value")}, "either from a fact"),
    ],
)
def test_a_definition_that_breaks_a_rule_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(Malformed, match=said):
        registered([replace(GOOD, **change)])
    with pytest.raises(Malformed, match="twice"):
        registered([GOOD, GOOD])


def test_every_source_is_a_fact_with_names_for_the_labels() -> None:
    for metric in METRICS.values():
        if metric.source is None:
            continue
        section, at = metric.source.section, metric.source.field
        if not section:
            assert at in DeviceFacts.__struct_fields__
            continue
        assert section in DeviceFacts.__struct_fields__
        assert section in NAMERS, metric.name
