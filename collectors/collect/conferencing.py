"""Calls and registrations of conference endpoints and bridges."""

from collectors.collect.asking import Device
from collectors.collect.rowtables import row_facts
from collectors.facts import ConferenceStatus


async def conference(device: Device) -> tuple[ConferenceStatus, ...] | None:
    """Observe calls and registrations; None where the device states none."""
    return tuple(await row_facts(device, device.profile.conference, ConferenceStatus)) or None
