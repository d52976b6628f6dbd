"""Endpoints of video conferences that tell of themselves over SNMP; venues are asked over SIP, see there."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Source, Text

KEY: Final = ("endpoint",)

METRICS: Final = (
    Metric(
        "infoport_conference_registered",
        "gauge",
        scope="devices",
        labels=KEY,
        help=Text("Whether an endpoint is registered by SIP.", "终端是否已完成SIP注册。"),
        source=Source("conference", "sip", truth=frozenset({"registered"}), lie=frozenset({"unregistered", "failed"})),
        alerts=(
            Alert(
                "EndpointUnregistered",
                "{m} == 0",
                Text("{{ $labels.device }} is not registered", "{{ $labels.device }} 未注册"),
                "5m",
                "warning",
                example="0x30",
                labels='endpoint="1"',
            ),
        ),
    ),
    Metric(
        "infoport_conference_calls",
        "gauge",
        scope="devices",
        labels=KEY,
        help=Text("Calls in progress.", "进行中的呼叫数。"),
        source=Source("conference", "calls"),
    ),
    Metric(
        "infoport_conference_loss_ratio",
        "gauge",
        scope="devices",
        unit="ratio",
        labels=KEY,
        help=Text("Share of packets that a call loses.", "呼叫丢包率。"),
        source=Source("conference", "loss_percent", 0.01),
        alerts=(
            Alert(
                "ConferenceLoss",
                "{m} > 0.01",
                Text(
                    "A call of {{ $labels.device }} loses more than 1 % of packets",
                    "{{ $labels.device }} 的呼叫丢包率高于1%",
                ),
                "1m",
                "warning",
                example="0.05x30",
                labels='endpoint="1"',
            ),
        ),
    ),
    Metric(
        "infoport_conference_jitter_seconds",
        "gauge",
        scope="devices",
        unit="seconds",
        labels=KEY,
        help=Text("Variation of the delay of packets.", "时延抖动。"),
        source=Source("conference", "jitter_ms", 0.001),
    ),
)
