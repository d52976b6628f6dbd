"""Interfaces of devices."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Panel, Record, Source, Text

ONE: Final = '{device=~"$device", interface=~"$interface"}'
KEY: Final = ("interface",)


def _rate(title: Text, unit: str = "pps") -> tuple[Panel, ...]:
    return (Panel("interface", title, "rate({m}" + ONE + "[$__rate_interval])", unit, legend="{{interface}}"),)


METRICS: Final = (
    Metric(
        "infoport_interface_receive_bytes_total",
        "counter",
        scope="devices",
        unit="bytes",
        labels=KEY,
        help=Text("Octets received.", "接收的字节数。"),
        source=Source("counters", "in_octets"),
        records=(Record("device:infoport_interface_receive_bytes:rate5m", "sum by (device) (rate({m}[5m]))"),),
        panels=(
            *_rate(Text("Received", "接收"), "Bps"),
            Panel(
                "device",
                Text("Received, all interfaces", "接收合计"),
                'sum by (device) (rate({m}{device=~"$device"}[$__rate_interval]))',
                "Bps",
            ),
        ),
        alerts=(
            Alert(
                "InterfaceSaturated",
                "rate({m}[10m]) > 0.9 * (infoport_interface_speed_bytes > 0)",
                Text(
                    "{{ $labels.interface }} of {{ $labels.device }} receives at its limit",
                    "{{ $labels.device }} 的 {{ $labels.interface }} 接收已近上限",
                ),
                "15m",
                "warning",
                example="0+60000x60",
                labels='interface="GE0/0/1"',
                after=45,
                others=(('infoport_interface_speed_bytes{device="core01", interface="GE0/0/1"}', "1000x60"),),
            ),
        ),
    ),
    Metric(
        "infoport_interface_transmit_bytes_total",
        "counter",
        scope="devices",
        unit="bytes",
        labels=KEY,
        help=Text("Octets sent.", "发送的字节数。"),
        source=Source("counters", "out_octets"),
        records=(Record("device:infoport_interface_transmit_bytes:rate5m", "sum by (device) (rate({m}[5m]))"),),
        panels=(
            *_rate(Text("Sent", "发送"), "Bps"),
            Panel(
                "device",
                Text("Sent, all interfaces", "发送合计"),
                'sum by (device) (rate({m}{device=~"$device"}[$__rate_interval]))',
                "Bps",
            ),
            Panel(
                "city",
                Text("Traffic by site", "各站点流量"),
                "sum by (site) (rate({m}[$__rate_interval]) * on (device) group_left (site) "
                'infoport_device_info{site=~"$site", role=~"$role"})',
                "Bps",
                legend="{{site}}",
            ),
        ),
    ),
    Metric(
        "infoport_interface_receive_errors_total",
        "counter",
        scope="devices",
        labels=KEY,
        help=Text("Packets received with errors.", "接收错包数。"),
        source=Source("counters", "in_errors"),
        panels=_rate(Text("Errors received", "接收错包")),
        alerts=(
            Alert(
                "InterfaceErrors",
                "rate({m}[10m]) > 1",
                Text(
                    "{{ $labels.interface }} of {{ $labels.device }} receives damaged packets",
                    "{{ $labels.device }} 的 {{ $labels.interface }} 收到错包",
                ),
                "10m",
                "warning",
                example="0+600x40",
                labels='interface="GE0/0/1"',
            ),
        ),
    ),
    Metric(
        "infoport_interface_transmit_errors_total",
        "counter",
        scope="devices",
        labels=KEY,
        help=Text("Packets that could not be sent because of errors.", "因错误未能发送的包数。"),
        source=Source("counters", "out_errors"),
        panels=_rate(Text("Errors sending", "发送错包")),
    ),
    Metric(
        "infoport_interface_receive_discards_total",
        "counter",
        scope="devices",
        labels=KEY,
        help=Text("Packets received and dropped without an error.", "接收后丢弃的无错包数。"),
        source=Source("counters", "in_discards"),
        panels=_rate(Text("Dropped on receiving", "接收丢弃")),
    ),
    Metric(
        "infoport_interface_transmit_discards_total",
        "counter",
        scope="devices",
        labels=KEY,
        help=Text("Packets to be sent and dropped without an error.", "待发送而丢弃的无错包数。"),
        source=Source("counters", "out_discards"),
        panels=_rate(Text("Dropped on sending", "发送丢弃")),
    ),
    Metric(
        "infoport_interface_speed_bytes",
        "gauge",
        scope="devices",
        unit="bytes",
        labels=KEY,
        help=Text("Speed of an interface, in bytes a second.", "接口速率，字节每秒。"),
        source=Source("interfaces", "speed_bps", 0.125),
        panels=(Panel("interface", Text("Speed", "速率"), "{m}" + ONE, "Bps", "stat", "{{interface}}"),),
    ),
    Metric(
        "infoport_interface_up",
        "gauge",
        scope="devices",
        labels=KEY,
        help=Text("Whether an interface is in operation.", "接口是否工作。"),
        source=Source(
            "interfaces",
            "oper",
            truth=frozenset({"up", "dormant"}),
            lie=frozenset({"down", "notPresent", "lowerLayerDown"}),
        ),
        panels=(
            Panel("interface", Text("In operation", "工作状态"), "{m}" + ONE, kind="stat", legend="{{interface}}"),
            Panel(
                "device",
                Text("Interfaces in operation", "工作的接口数"),
                'sum by (device) ({m}{device=~"$device"})',
                kind="stat",
            ),
        ),
        alerts=(
            Alert(
                "InterfaceDown",
                "{m} == 0 and infoport_interface_enabled == 1 and max_over_time({m}[1h]) == 1",
                Text(
                    "{{ $labels.interface }} of {{ $labels.device }} went down",
                    "{{ $labels.device }} 的 {{ $labels.interface }} 断开",
                ),
                "5m",
                "warning",
                example="1x10 0x30",
                labels='interface="GE0/0/1"',
                after=25,
                others=(('infoport_interface_enabled{device="core01", interface="GE0/0/1"}', "1x50"),),
            ),
        ),
    ),
    Metric(
        "infoport_interface_enabled",
        "gauge",
        scope="devices",
        labels=KEY,
        help=Text("Whether an interface is switched on by its configuration.", "接口是否被配置为启用。"),
        source=Source("interfaces", "admin", truth=frozenset({"up"}), lie=frozenset({"down"})),
    ),
)
