"""Uninterruptible supplies, outlets, and ports that feed others."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Panel, Source, Text

ROOM: Final = '* on (device) group_left (site, location) infoport_device_info{site=~"$site", location=~"$location"}'

METRICS: Final = (
    Metric(
        "infoport_ups_on_battery",
        "gauge",
        scope="devices",
        help=Text("Whether a UPS feeds from its battery.", "UPS是否由电池供电。"),
        source=Source(
            "ups",
            "output_source",
            truth=frozenset({"battery"}),
            lie=frozenset({"normal", "bypass", "booster", "reducer", "none"}),
        ),
        panels=(
            Panel("room", Text("UPS on battery", "电池供电的UPS"), f"sum({{m}} {ROOM}) or vector(0)", kind="stat"),
        ),
        alerts=(
            Alert(
                "UpsOnBattery",
                "{m} == 1",
                Text("{{ $labels.device }} feeds from its battery", "{{ $labels.device }} 由电池供电"),
                "1m",
                "critical",
                example="1x30",
            ),
        ),
    ),
    Metric(
        "infoport_ups_charge_ratio",
        "gauge",
        scope="devices",
        unit="ratio",
        help=Text("Charge of the battery.", "电池电量。"),
        source=Source("ups", "charge_percent", 0.01),
        panels=(
            Panel("room", Text("Charge of batteries", "电池电量"), f"{{m}} {ROOM}", "percentunit", legend="{{device}}"),
        ),
    ),
    Metric(
        "infoport_ups_runtime_seconds",
        "gauge",
        scope="devices",
        unit="seconds",
        help=Text("How long the battery would last.", "电池可维持的时间。"),
        source=Source("ups", "runtime_minutes", 60),
        panels=(Panel("room", Text("Battery time", "电池续航"), f"{{m}} {ROOM}", "s", legend="{{device}}"),),
        alerts=(
            Alert(
                "UpsShortRuntime",
                "{m} < 900",
                Text(
                    "The battery of {{ $labels.device }} lasts less than 15 minutes (GB 50174-2017, grade A)",
                    "{{ $labels.device }} 的电池不足15分钟（GB 50174-2017，A级）",
                ),
                "5m",
                "warning",
                example="600x30",
            ),
        ),
    ),
    Metric(
        "infoport_ups_load_ratio",
        "gauge",
        scope="devices",
        unit="ratio",
        help=Text("Load of a UPS; of several lines the highest.", "UPS负载；多路时取最高者。"),
        source=Source("ups", "load_percent", 0.01),
        panels=(Panel("room", Text("Load of UPS", "UPS负载"), f"{{m}} {ROOM}", "percentunit", legend="{{device}}"),),
        alerts=(
            Alert(
                "UpsOverloaded",
                "{m} > 0.9",
                Text("{{ $labels.device }} is loaded above 90 %", "{{ $labels.device }} 负载高于90%"),
                "10m",
                "warning",
                example="0.95x40",
            ),
        ),
    ),
    Metric(
        "infoport_ups_temperature_celsius",
        "gauge",
        scope="devices",
        unit="celsius",
        help=Text("Temperature of the battery.", "电池温度。"),
        source=Source("ups", "battery_temperature_c"),
    ),
    Metric(
        "infoport_outlet_power_watts",
        "gauge",
        scope="devices",
        unit="watts",
        labels=("outlet",),
        help=Text("Power taken at an outlet.", "插座输出功率。"),
        source=Source("outlets", "power_w"),
    ),
    Metric(
        "infoport_outlet_energy_joules_total",
        "counter",
        scope="devices",
        unit="joules",
        labels=("outlet",),
        help=Text("Energy taken at an outlet.", "插座输出电能。"),
        source=Source("outlets", "energy_kwh", 3.6e6),
    ),
    Metric(
        "infoport_poe_power_watts",
        "gauge",
        scope="devices",
        unit="watts",
        labels=("interface",),
        help=Text("Power that a port feeds over Ethernet.", "端口以太网供电功率。"),
        source=Source("poe_ports", "power_w"),
    ),
)
