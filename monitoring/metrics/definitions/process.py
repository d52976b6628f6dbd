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
    Metric(
        "infoport_remote_write_samples_total",
        "counter",
        scope="process",
        labels=("outcome",),
        help=Text("Samples by what remote write's store did: sent or dropped.", "远程写入样本数：已发送或被拒绝。"),
        origin="remote write",
    ),
    Metric(
        "infoport_remote_write_failures",
        "gauge",
        scope="process",
        help=Text("Attempts of remote write in a row that failed.", "远程写入连续失败次数。"),
        origin="remote write",
    ),
    Metric(
        "infoport_remote_write_lag_seconds",
        "gauge",
        scope="process",
        unit="seconds",
        help=Text(
            "Time since the latest poll that remote write has sent; absent before the first.",
            "距远程写入最近一次已发送轮询的时间；首次发送前无此值。",
        ),
        origin="remote write",
        alerts=(
            Alert(
                "RemoteWriteBehind",
                "{m} > 1800",
                Text("Samples wait to be sent by remote write", "样本等待远程写入"),
                "10m",
                "warning",
                example="3600x40",
            ),
        ),
    ),
)
