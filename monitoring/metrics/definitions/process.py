"""What Infoport says of itself, by prometheus-client; its own process metrics come beside these."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Text

METRICS: Final = (
    Metric(
        "infoport_jobs",
        "gauge",
        scope="process",
        labels=("queue", "status"),
        help=Text("Jobs in the queues of background work, by status.", "后台任务队列中各状态的任务数。"),
        origin="the queue",
    ),
    Metric(
        "infoport_polls_overdue",
        "gauge",
        scope="process",
        help=Text(
            "Devices whose poll is late by more than an interval: the poller does not keep up.",
            "轮询逾期超过一个周期的设备数，说明轮询跟不上。",
        ),
        origin="the poller",
        alerts=(
            Alert(
                "PollerBehind", "{m} > 10", Text("The poller is behind", "轮询滞后"), "5m", "warning", example="20x30"
            ),
        ),
    ),
    Metric(
        "infoport_samples",
        "gauge",
        scope="process",
        help=Text("Samples of devices stored at present.", "当前存储的设备样本数。"),
        origin="the sample store",
    ),
)
