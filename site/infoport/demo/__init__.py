"""The demo city: its data, and its simulated devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from infoport.demo.devices.planting import Planted


def _silent(_message: str) -> None:
    """Report nothing."""


def load(progress: Callable[[str], None] = _silent) -> bool:
    """Fill an empty inventory with the demo city, wholly or not at all; tell whether it was loaded.

    An inventory that has devices is left as it is. `progress` is called with a line for each type of object.
    """
    from django.apps import apps  # noqa: PLC0415 - the city's data and its deviations are read without Django
    from django.db import transaction  # noqa: PLC0415

    from infoport.demo.cityplan import city  # noqa: PLC0415
    from infoport.demo.loading import Loader  # noqa: PLC0415
    from inventory.declare.history import recorded  # noqa: PLC0415

    if apps.get_model("dcim.Device")._default_manager.exists():  # noqa: SLF001 - any declared model's
        return False
    with transaction.atomic(), recorded("Demo city"):
        Loader(city().register).load(progress)
    return True


def planted() -> list[Planted]:
    """What an audit of the simulated devices must find, and nothing else."""
    from infoport.demo import devices  # noqa: PLC0415 - the data files are read when they are needed

    return devices.planted()
