"""The demo's stand-ins, run as `infoport run` runs them, are asked by the probes that watch services."""

import asyncio
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from infoport import asking
from infoport.demo.applications import AUTHORITY, STOPPED
from infoport.demo.applications.registering import Standin, standins, told
from infoport.supervisor.ports import tcp_free, udp_free

from collectors.figures.fetching import fetch
from collectors.figures.reading import number_in_json, number_in_prometheus
from collectors.probes.placing import trusting
from collectors.probes.probed import Probed

REGISTERED = {"imap": 993, "ldap": 636}
SECONDS = 15


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("applications")


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    free = (each for each in range(21_000, 23_000, 7) if udp_free(each) and udp_free(each + 1))
    found = next(each for each in free if tcp_free("127.82.0.1", each) and tcp_free("127.82.0.1", each + 1))
    code = "import sys, pathlib; from infoport.demo.applications.serving import serve"
    code += "; serve(int(sys.argv[1]), pathlib.Path(sys.argv[2]))"
    with subprocess.Popen([sys.executable, "-c", code, str(found), str(folder)]) as process:
        until = time.monotonic() + SECONDS
        while not (folder / AUTHORITY).exists() or tcp_free(standins()[-1].address, found):
            assert time.monotonic() < until, "the stand-ins do not answer"
            time.sleep(0.1)
        yield found
        process.terminate()


def ask(stand: Standin, port: int, context: ssl.SSLContext) -> Probed:
    url = f"{stand.protocol}://{stand.host}/" if stand.protocol in {"http", "https"} else ""
    registered = REGISTERED.get(stand.protocol, port)
    asked = asking.Question(stand.protocol, stand.address, port, registered, stand.host, url)
    return asyncio.run(asking.ask(asked, context))


def test_every_endpoint_answers_and_one_is_made_to_fail(port: int, folder: Path) -> None:
    context = trusting([str(folder / AUTHORITY)])
    found = {each: ask(each, port, context) for each in standins()}
    assert {each.protocol for each in found} >= {"dns", "ldap", "https", "http", "smtp", "imap", "sip", "sql"}
    assert {each: probed for each, probed in found.items() if probed.state != "up"} == {}
    mail = next(each for each in found if each.protocol == "smtp")
    assert {"greeting", "tls", "hello"} <= set(found[mail].seconds)
    portal = next(each for each in found if each.protocol == "https")
    asked = asking.Question("https", portal.address, port, 443, "else.example", "https://else.example/")
    other = asyncio.run(asking.ask(asked, context))
    assert (other.state, "certificate not trusted" in other.reason) == ("down", True)

    (folder / STOPPED).write_text(f"{portal.host}\n", encoding="ascii")
    until = time.monotonic() + SECONDS
    while (seen := ask(portal, port, context)).state == "up" and time.monotonic() < until:
        time.sleep(0.1)
    assert (seen.state, seen.reason) == ("down", f"https://{portal.host}/: Connection refused")
    (folder / STOPPED).unlink()
    while (seen := ask(portal, port, context)).state != "up" and time.monotonic() < until:
        time.sleep(0.1)
    assert seen.state == "up"


def test_figures_are_those_of_the_text(port: int) -> None:
    places = {each.service: each.address for each in reversed(standins())}
    answer = asyncio.run(fetch(f"http://{places['documents']}:{port + 1}/figures", SECONDS))
    assert [number_in_json(answer, f"$.documents_{each}") for each in ("moved", "sent_up", "sent_down")] == [
        10126, 1726, 26,
    ]  # fmt: skip
    text = asyncio.run(fetch(f"http://{places['hotline']}:{port + 1}/metrics", SECONDS)).decode()
    assert number_in_prometheus(text, 'hotline_figure{name="citizens_complaints"}') == 23092
    assert dict(told("hotline"))["Complaints by text message"] == 11457
