"""Requests carried out on real hosts, from approval to what a stranger sees of them."""

import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from typing import Any

from inventory.hosting import vault
from inventory.hosting.advance import advance
from inventory.hosting.models import Run
from inventory.virtualization.models import VirtualMachine
from tests.carrying.conftest import until
from tests.carrying.town import Town, machine
from tests.lab.hosts import Lab

Worker = Callable[..., "subprocess.Popen[bytes]"]


def fetched(lab: Lab, address: str, name: str) -> str:
    """The page as a browser gets it that trusts the city's authority."""
    trust = vault.kept("authority", dict)["certificate"]
    context = ssl.create_default_context(cadata=trust)
    with (
        socket.create_connection(("127.0.0.1", lab.doors.to(address, 443)), 5) as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        secure.sendall(f"GET / HTTP/1.0\r\nHost: {name}\r\n\r\n".encode())
        answer = b""
        while more := secure.recv(65536):
            answer += more
    return answer.decode()


def test_a_department_gets_its_web_site(town: Town, worker: Worker, lab: Lab) -> None:
    worker()
    request = until(town.ask(), "planned", "unfit")
    assert request.state == "planned", request.reason
    host = machine(lab, request)
    begun = time.monotonic()
    advance(request.pk, "approve", user=town.officer)
    until(request, "live", "failed")
    took = time.monotonic() - begun
    assert request.state == "live", request.reason
    assert took < 120
    assert "天气预报" in fetched(lab, host.address, "weather.city.test")
    seen: dict[str, Any] = {each.name: each.evidence for each in request.verifications.filter(attempt=1)}
    print(took, seen)
    assert request.result == {"url": "https://weather.city.test/", "host": host.name, "address": host.address}
    assert VirtualMachine.objects.get().status == "active"
    runs = Run.objects.filter(request=request)
    assert {run.state for run in runs} == {"done"}
    for run in runs:
        print(run.play, run.kind, (run.ended - run.created).total_seconds(), run.stats)
