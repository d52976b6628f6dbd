"""Devices as a whole."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Panel, Record, Source, Text

JOINED: Final = "* on (device) group_left (site, role, centre) infoport_device_info{{{chosen}}}"
"""Limits a query to the devices that the variables of a dashboard choose."""
CITY: Final = JOINED.format(chosen='site=~"$site", role=~"$role"')
ONE: Final = '{device=~"$device"}'

METRICS: Final = (
    Metric(
        "infoport_device_info",
        "gauge",
        scope="devices",
        help=Text("What a device is and who answers for it; always 1.", "设备是什么、由谁负责；恒为1。"),
        labels=("site", "location", "segment", "tenant", "centre", "role", "type", "id"),
        origin="the inventory",
        panels=(
            Panel(
                "city", Text("Devices by role", "各角色设备数"), 'count by (role) ({m}{site=~"$site"})', kind="table"
            ),
            Panel(
                "segment",
                Text("Devices by segment", "各网络域设备数"),
                'count by (segment) ({m}{segment=~"$segment"})',
                kind="stat",
                legend="{{segment}}",
            ),
        ),
    ),
    Metric(
        "infoport_device_up",
        "gauge",
        scope="devices",
        help=Text(
            "Whether a device answered its last poll: 1 yes, 0 no; absent when nobody polled it.",
            "设备是否应答了最近一次轮询：1是，0否；未轮询时不出现。",
        ),
        origin="the end of the poll",
        records=(
            Record(
                "site:infoport_device_up:avg",
                "avg by (site) ({m} * on (device) group_left (site) infoport_device_info)",
            ),
        ),
        panels=(
            Panel("city", Text("Devices that answer", "应答的设备占比"), f"avg({{m}} {CITY})", "percentunit", "stat"),
            Panel(
                "city",
                Text("Devices that do not answer", "不应答的设备"),
                f"count by (site) ({{m}} {CITY} == 0) or vector(0)",
                legend="{{site}}",
            ),
            Panel("device", Text("Answers", "应答"), "{m}" + ONE, kind="stat"),
            Panel(
                "segment",
                Text("Share that answers", "应答占比"),
                'avg by (segment) ({m} * on (device) group_left (segment) infoport_device_info{segment=~"$segment"})',
                "percentunit",
                legend="{{segment}}",
            ),
        ),
        alerts=(
            Alert(
                "DeviceDown",
                "{m} == 0",
                Text("{{ $labels.device }} does not answer", "{{ $labels.device }} 不应答"),
                "2m",
                "critical",
                example="0x30",
            ),
        ),
    ),
    Metric(
        "infoport_device_last_poll_timestamp_seconds",
        "gauge",
        scope="devices",
        unit="seconds",
        help=Text(
            "When a device was last polled, whether it answered or not.", "最近一次轮询设备的时间，无论其是否应答。"
        ),
        origin="the end of the poll",
        panels=(Panel("device", Text("Age of the last poll", "距上次轮询"), "time() - {m}" + ONE, "s", "stat"),),
    ),
    Metric(
        "infoport_device_poll_duration_seconds",
        "gauge",
        scope="devices",
        unit="seconds",
        help=Text("How long the last poll of a device took.", "最近一次轮询设备所用时间。"),
        origin="the end of the poll",
        panels=(
            Panel("device", Text("Duration of polls", "轮询用时"), "{m}" + ONE, "s"),
            Panel("city", Text("Slowest polls", "最慢的轮询"), f"topk(10, {{m}} {CITY})", "s", legend="{{device}}"),
        ),
    ),
    Metric(
        "infoport_device_uptime_seconds",
        "gauge",
        scope="devices",
        unit="seconds",
        help=Text("Time since the management agent of a device started.", "设备管理代理自启动以来的时间。"),
        source=Source("", "uptime_seconds"),
        panels=(Panel("device", Text("Uptime", "运行时间"), "{m}" + ONE, "s", "stat"),),
        alerts=(
            Alert(
                "DeviceRestarted",
                "{m} < 600",
                Text("{{ $labels.device }} restarted", "{{ $labels.device }} 重新启动"),
                "0m",
                "warning",
                example="60+60x5",
                after=5,
            ),
        ),
    ),
    Metric(
        "infoport_processor_usage_ratio",
        "gauge",
        scope="devices",
        unit="ratio",
        labels=("processor",),
        help=Text("Share of a processor's time in use.", "处理器时间的使用占比。"),
        source=Source("processors", "usage_percent", 0.01),
        panels=(
            Panel("device", Text("Processors", "处理器"), "{m}" + ONE, "percentunit", legend="{{processor}}"),
            Panel(
                "city",
                Text("Busiest processors", "最忙的处理器"),
                f"topk(10, max by (device) ({{m}}) {CITY})",
                "percentunit",
                legend="{{device}}",
            ),
        ),
        alerts=(
            Alert(
                "ProcessorBusy",
                "max by (device) ({m}) > 0.9",
                Text("A processor of {{ $labels.device }} is busy", "{{ $labels.device }} 的处理器繁忙"),
                "15m",
                "warning",
                example="0.95x40",
                labels='processor="all"',
            ),
        ),
    ),
    Metric(
        "infoport_memory_size_bytes",
        "gauge",
        scope="devices",
        unit="bytes",
        labels=("pool",),
        help=Text("Size of a pool of memory.", "内存池的大小。"),
        source=Source("mempools", "total_bytes"),
    ),
    Metric(
        "infoport_memory_usage_ratio",
        "gauge",
        scope="devices",
        unit="ratio",
        labels=("pool",),
        help=Text("Share of a pool of memory in use.", "内存池的使用占比。"),
        source=Source("mempools", "used_percent", 0.01),
        panels=(Panel("device", Text("Memory", "内存"), "{m}" + ONE, "percentunit", legend="{{pool}}"),),
        alerts=(
            Alert(
                "MemoryFull",
                "max by (device) ({m}) > 0.95",
                Text("Memory of {{ $labels.device }} is nearly full", "{{ $labels.device }} 的内存将满"),
                "15m",
                "warning",
                example="0.97x40",
                labels='pool="system"',
            ),
        ),
    ),
    Metric(
        "infoport_storage_size_bytes",
        "gauge",
        scope="devices",
        unit="bytes",
        labels=("volume",),
        help=Text("Size of a volume.", "卷的大小。"),
        source=Source("storage", "size_bytes"),
    ),
    Metric(
        "infoport_storage_used_bytes",
        "gauge",
        scope="devices",
        unit="bytes",
        labels=("volume",),
        help=Text("Used part of a volume.", "卷的已用部分。"),
        source=Source("storage", "used_bytes"),
        alerts=(
            Alert(
                "StorageFull",
                "{m} / infoport_storage_size_bytes > 0.9",
                Text(
                    "{{ $labels.volume }} of {{ $labels.device }} is nearly full",
                    "{{ $labels.device }} 的 {{ $labels.volume }} 将满",
                ),
                "30m",
                "warning",
                example="95x60",
                labels='volume="/"',
                after=45,
                others=(('infoport_storage_size_bytes{device="core01", volume="/"}', "100x60"),),
            ),
        ),
    ),
    Metric(
        "infoport_bgp_peer_up",
        "gauge",
        scope="devices",
        labels=("peer",),
        help=Text("Whether a BGP session is established.", "BGP会话是否已建立。"),
        source=Source(
            "bgp_peers",
            "state",
            truth=frozenset({"established"}),
            lie=frozenset({"idle", "connect", "active", "openSent", "openConfirm"}),
        ),
        alerts=(
            Alert(
                "BgpPeerDown",
                "{m} == 0",
                Text(
                    "{{ $labels.device }} lost its BGP peer {{ $labels.peer }}",
                    "{{ $labels.device }} 与 BGP 邻居 {{ $labels.peer }} 断开",
                ),
                "5m",
                "critical",
                example="0x30",
                labels='peer="10.0.0.1"',
            ),
        ),
    ),
)
