"""Venues of video conferences and the paths to them, as sampled before and during meetings."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Panel, Text

KEY: Final = ("venue", "kind")
SAMPLES: Final = "the latest sample of readiness, while it counts"

METRICS: Final = (
    Metric(
        "infoport_venue_readiness",
        "gauge",
        scope="services",
        labels=KEY,
        help=Text(
            "Whether a venue can take part: 2 ready, 1 usable, 0 not ready; absent when unknown.",
            "会场是否就绪：2就绪，1可用，0未就绪；未知时无此值。",
        ),
        origin=SAMPLES,
        panels=(
            Panel("conferencing", Text("Venues ready", "就绪会场数"), "count({m} == 2) or 0 * sum({m})", kind="stat"),
            Panel(
                "conferencing", Text("Venues not ready", "未就绪会场数"), "count({m} == 0) or 0 * sum({m})", kind="stat"
            ),
            Panel("conferencing", Text("Readiness of venues", "会场就绪状态"), "sort({m})", kind="table"),
        ),
        alerts=(
            Alert(
                "VenueNotReady",
                "{m} == 0",
                Text("Venue {{ $labels.venue }} is not ready", "会场 {{ $labels.venue }} 未就绪"),
                "10m",
                "warning",
                example="0x30",
                labels='venue="main", kind="main"',
            ),
        ),
    ),
    Metric(
        "infoport_venue_registered",
        "gauge",
        scope="services",
        labels=KEY,
        help=Text("Whether the terminal of a venue is registered: 1 or 0.", "会场终端是否已注册：1或0。"),
        origin=SAMPLES,
        panels=(Panel("conferencing", Text("Registered terminals", "已注册终端"), "sum({m})", kind="stat"),),
    ),
    Metric(
        "infoport_venue_loss_ratio",
        "gauge",
        scope="services",
        unit="ratio",
        labels=KEY,
        help=Text("Share of packets lost on the path to a venue.", "到会场路径的丢包率。"),
        origin=SAMPLES,
        panels=(Panel("conferencing", Text("Loss", "丢包率"), "topk(10, {m})", "percentunit", legend="{{venue}}"),),
    ),
    Metric(
        "infoport_venue_delay_seconds",
        "gauge",
        scope="services",
        unit="seconds",
        labels=KEY,
        help=Text("Half of the round trip to a venue.", "到会场往返时延的一半。"),
        origin=SAMPLES,
        panels=(Panel("conferencing", Text("Delay", "时延"), "topk(10, {m})", "s", legend="{{venue}}"),),
    ),
    Metric(
        "infoport_venue_jitter_seconds",
        "gauge",
        scope="services",
        unit="seconds",
        labels=KEY,
        help=Text("Variation of the delay on the path to a venue.", "到会场路径的时延抖动。"),
        origin=SAMPLES,
        panels=(Panel("conferencing", Text("Jitter", "抖动"), "topk(10, {m})", "s", legend="{{venue}}"),),
    ),
    Metric(
        "infoport_venue_sample_timestamp_seconds",
        "gauge",
        scope="services",
        unit="seconds",
        labels=KEY,
        help=Text("When a venue was last sampled.", "会场最近一次采样的时间。"),
        origin=SAMPLES,
        panels=(Panel("conferencing", Text("Age of samples", "采样时效"), "max(time() - {m})", "s", kind="stat"),),
    ),
)
