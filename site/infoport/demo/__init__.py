"""The demo city: its data, and its simulated devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from infoport.demo.devices.planting import Planted


def _silent(_message: str) -> None:
    """Report nothing."""


def load(progress: Callable[[str], None] = _silent, port: int | None = None) -> bool:
    """Fill an empty inventory with the demo city, wholly or not at all; tell whether it was loaded.

    An inventory that has devices is left as it is. `progress` is called with a line for each type of object. `port` is
    the UDP port on which the simulated devices will answer, and the TCP port of the departments' web sites; None takes
    the one kept in the data directory.
    """
    from django.apps import apps  # noqa: PLC0415 - the city's data and its deviations are read without Django
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from infoport.demo.applications.registering import add_applications  # noqa: PLC0415
    from infoport.demo.archive.loading import load_archive  # noqa: PLC0415
    from infoport.demo.cityplan import city  # noqa: PLC0415
    from infoport.demo.devices import COMMUNITY, addresses  # noqa: PLC0415
    from infoport.demo.events import add_events  # noqa: PLC0415
    from infoport.demo.governance import add_watches  # noqa: PLC0415
    from infoport.demo.hosting import add_requests  # noqa: PLC0415
    from infoport.demo.inspections import add_inspections  # noqa: PLC0415
    from infoport.demo.loading import Loader  # noqa: PLC0415
    from infoport.demo.polling import CREDENTIAL, add_polling  # noqa: PLC0415
    from infoport.demo.register import Ref  # noqa: PLC0415
    from infoport.demo.terminals.registering import add_terminals  # noqa: PLC0415
    from infoport.environment import load as settings  # noqa: PLC0415
    from infoport.supervisor.ports import devices_port  # noqa: PLC0415
    from inventory.declare.history import recorded  # noqa: PLC0415
    from inventory.reconcile import presence  # noqa: PLC0415
    from inventory.reconcile.credentials import seal  # noqa: PLC0415

    if apps.get_model("dcim.Device")._default_manager.exists():  # noqa: SLF001 - any declared model's
        return False
    register = city().register.copy()
    port = port or devices_port(settings().directory)
    add_polling(register, addresses(), port)
    add_inspections(register, port)
    add_terminals(register, port)
    add_applications(register, port)
    add_watches(register, timezone.localtime())
    add_events(register, addresses())
    with transaction.atomic(), recorded("Demo city"):
        loader = Loader(register)
        loader.load(progress)
        seal(loader.ids[Ref("reconcile.credential", CREDENTIAL)], {"community": COMMUNITY})
        progress(f"{add_requests(timezone.now())} hosting requests")
        progress(f"{presence.refresh(settings().stale_days)} addresses in use, none of them seen yet")
        progress(f"{load_archive(loader.ids, timezone.now())} configuration versions")
    return True


def planted() -> list[Planted]:
    """What an audit of the simulated devices must find, and nothing else."""
    from infoport.demo import devices  # noqa: PLC0415 - the data files are read when they are needed

    return devices.planted()


def __getattr__(name: str) -> object:
    """`LOGINS`: (name, password, what it is for) of every account, read when it is asked for."""
    if name == "LOGINS":
        from infoport.demo.people import logins  # noqa: PLC0415 - the data files are read when they are needed

        return logins()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
