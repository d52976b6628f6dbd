"""The outpost of the demo city, run beside the core: it polls the intranet's simulated devices."""

from __future__ import annotations

import signal
from importlib.metadata import version
from typing import TYPE_CHECKING

from django.db import connections

from collectors.outpost import enrolling as there
from collectors.outpost import process
from collectors.outpost.place import NotEnrolled, Place
from infoport.demo.sources import source
from infoport.outposts import enrolling as here
from inventory.outposts.models import Contact, Outpost

if TYPE_CHECKING:
    from pathlib import Path


def serve(url: str, folder: Path) -> None:
    """Run the outpost until told to stop; where a person deleted it, there is nothing to run."""
    outpost = Outpost.objects.filter(name=source("isolation")["outposts"][0]["name"]).first()
    if outpost is None:
        signal.pause()
        return
    place = Place(folder)
    if not _known(place, outpost, url):
        code, _until = here.new_code(outpost)
        asking = there.identity(place, outpost.name, code, url, "")
        _outpost, letter = here.enrol(there.ask(place, asking, version("infoport")))
        there.take(place, letter)
    connections.close_all()  # from here on it knows the core by its address alone
    process.run(place, version("infoport"), lambda text: print(text, flush=True))  # noqa: T201 - the part's log


def _known(place: Place, outpost: Outpost, url: str) -> bool:
    try:
        identity, _core = place.enrolled()
    except NotEnrolled:
        return False
    contact = Contact.objects.filter(outpost=outpost).first()
    return bool(contact and contact.key_name == identity.private.public.name and identity.url == url)
