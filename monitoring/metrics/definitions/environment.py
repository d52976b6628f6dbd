"""Sensors of devices and rooms."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Panel, Source, Text

KEY: Final = ("sensor",)
ONE: Final = '{device=~"$device"}'
ROOM: Final = (
    '* on (device) group_left (site, location, role) infoport_device_info{site=~"$site", location=~"$location"}'
)


def _sensor(name: str, kind: str, unit: str, help_: Text, scale: float = 1.0) -> Metric:
    return Metric(
        f"infoport_sensor_{name}",
        "gauge",
        scope="devices",
        unit=unit,
        labels=KEY,
        help=help_,
        source=Source("sensors", "value", scale, where=(("class", kind),)),
    )


METRICS: Final = (
    Metric(
        "infoport_sensor_temperature_celsius",
        "gauge",
        scope="devices",
        unit="celsius",
        labels=KEY,
        help=Text("A temperature that a device states.", "设备给出的温度。"),
        source=Source("sensors", "value", where=(("class", "temperature"),)),
        panels=(
            Panel("device", Text("Temperatures", "温度"), "{m}" + ONE, "celsius", legend="{{sensor}}"),
            Panel(
                "room",
                Text("Temperature of the room", "机房温度"),
                f"avg by (location) ({{m}} {ROOM})",
                "celsius",
                legend="{{location}}",
            ),
            Panel(
                "room",
                Text("Hottest sensors", "温度最高的传感器"),
                f"topk(10, {{m}} {ROOM})",
                "celsius",
                legend="{{device}} {{sensor}}",
            ),
        ),
        alerts=(
            Alert(
                "RoomHot",
                '{m} * on (device) group_left (role) infoport_device_info{role="sensor"} > 27',
                Text(
                    "{{ $labels.sensor }} of {{ $labels.device }} is above 27 °C (GB 50174-2017, 5.1.1)",
                    "{{ $labels.device }} 的 {{ $labels.sensor }} 高于27 °C（GB 50174-2017，5.1.1）",
                ),
                "10m",
                "warning",
                example="29x40",
                labels='sensor="cold aisle"',
            ),
        ),
    ),
    Metric(
        "infoport_sensor_humidity_ratio",
        "gauge",
        scope="devices",
        unit="ratio",
        labels=KEY,
        help=Text("Relative humidity.", "相对湿度。"),
        source=Source("sensors", "value", 0.01, where=(("class", "humidity"),)),
        panels=(
            Panel(
                "room",
                Text("Humidity of the room", "机房湿度"),
                f"avg by (location) ({{m}} {ROOM})",
                "percentunit",
                legend="{{location}}",
            ),
        ),
        alerts=(
            Alert(
                "RoomHumid",
                "{m} > 0.6",
                Text(
                    "{{ $labels.sensor }} of {{ $labels.device }} is above 60 % (GB 50174-2017, 5.1.1)",
                    "{{ $labels.device }} 的 {{ $labels.sensor }} 高于60%（GB 50174-2017，5.1.1）",
                ),
                "10m",
                "warning",
                example="0.7x40",
                labels='sensor="cold aisle"',
            ),
        ),
    ),
    Metric(
        "infoport_sensor_severity",
        "gauge",
        scope="devices",
        labels=KEY,
        help=Text(
            "What a device itself says of a sensor: 0 normal, 1 warning, 2 critical.",
            "设备对传感器的判断：0正常，1警告，2严重。",
        ),
        source=Source("sensors", "severity"),
        panels=(
            Panel(
                "room", Text("Sensors in trouble", "异常传感器"), f"count({{m}} {ROOM} > 0) or vector(0)", kind="stat"
            ),
            Panel(
                "device",
                Text("Sensors in trouble", "异常传感器"),
                "count({m}" + ONE + " > 0) or vector(0)",
                kind="stat",
            ),
        ),
        alerts=(
            Alert(
                "SensorCritical",
                "{m} == 2",
                Text(
                    "{{ $labels.device }} says that {{ $labels.sensor }} is critical",
                    "{{ $labels.device }} 报告 {{ $labels.sensor }} 严重",
                ),
                "2m",
                "critical",
                example="2x30",
                labels='sensor="power supply 1"',
            ),
        ),
    ),
    _sensor("voltage_volts", "voltage", "volts", Text("A voltage.", "电压。")),
    _sensor("current_amperes", "current", "amperes", Text("A current.", "电流。")),
    Metric(
        "infoport_sensor_power_watts",
        "gauge",
        scope="devices",
        unit="watts",
        labels=KEY,
        help=Text("Power that a device states.", "设备给出的功率。"),
        source=Source("sensors", "value", where=(("class", "power"),)),
        panels=(
            Panel(
                "room",
                Text("Power stated by devices", "设备给出的功率"),
                f"sum by (location) ({{m}} {ROOM}) or vector(0)",
                "watt",
                legend="{{location}}",
            ),
        ),
    ),
    _sensor("fan_speed_hertz", "fanspeed", "hertz", Text("Turns of a fan a second.", "风扇每秒转数。"), 1 / 60),
    _sensor("optical_power_dbm", "dbm", "dbm", Text("Optical power of a transceiver.", "光模块的光功率。")),
)
