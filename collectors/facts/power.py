"""What a device says of the power it takes, keeps and hands out. Absent (None) means it did not say."""

from typing import Literal

from collectors.facts.provenance import Fact


class PoePort(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One port that feeds devices over Ethernet."""

    if_index: int | None = None
    local_port: str | None = None
    group: int | None = None  # unit of a stack, or supply
    port: int | None = None  # number inside its group
    enabled: bool | None = None
    status: Literal["disabled", "searching", "deliveringPower", "fault", "test", "otherFault"] | None = None
    device_class: str | None = None  # class 0 to 8 that the fed device announces
    power_w: float | None = None
    limit_w: float | None = None


class Outlet(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One outlet of a power distribution unit."""

    index: str
    name: str | None = None
    state: Literal["on", "off", "rebooting"] | None = None
    current_a: float | None = None
    voltage_v: float | None = None
    power_w: float | None = None
    energy_kwh: float | None = None


class Ups(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One uninterruptible power supply."""

    output_source: Literal["none", "normal", "bypass", "battery", "booster", "reducer", "other"] | None = None
    battery_status: Literal["unknown", "normal", "low", "depleted", "faulty"] | None = None
    replace_battery: bool | None = None
    charge_percent: float | None = None
    runtime_minutes: float | None = None
    on_battery_seconds: float | None = None
    load_percent: float | None = None  # of several output lines the highest
    battery_temperature_c: float | None = None
    battery_voltage_v: float | None = None
    input_voltage_v: float | None = None
    output_voltage_v: float | None = None
