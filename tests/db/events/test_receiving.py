"""A receiving process and real datagrams: nothing lost, whatever happens around it."""

import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from inventory.events.models import Event, Sender
from tests.db.events.reception import counted, database_away, receiving, tally, until

DOWN = ["1", "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.2.2.1.1.7", "i", "7"]
RIGHT = ["-v", "2c", "-c", "right", "-r", "0", "-t", "5", "HERE"]
needs_snmp = pytest.mark.skipif(not shutil.which("snmptrap"), reason="snmptrap of the Debian package snmp is absent")
STORM_SECONDS = 2.0
STORM_RATE = 5_000


def line(number: int) -> str:
    return (
        f"<188>Nov 25 2026 14:31:05 core01 %%01IFPDT/4/IF_STATE(l):Interface GE1/0/{number} has turned into DOWN state."
    )


def test_a_storm_is_stored_whole(committed_town: SimpleNamespace, folder: Path):
    """5,000 messages a second for two seconds, half of them new rows."""
    total = int(STORM_SECONDS * STORM_RATE)
    with receiving(folder) as reception:
        begin = time.monotonic()
        for first in range(0, total, 50):
            time.sleep(max(0.0, begin + first / STORM_RATE - time.monotonic()))
            reception.send([line(at if at % 2 else at % 100) for at in range(first, first + 50)], "127.9.1.1")
        until(lambda: counted() >= total)
        until(lambda: tally("stored") >= total)
    assert counted() == tally("received") == total
    assert tally("dropped") == 0
    assert Event.objects.count() == total // 2 + 50
    assert set(Event.objects.values_list("device", flat=True)) == {committed_town.core.pk}


@needs_snmp
def test_notifications_of_all_versions_are_tied_and_strangers_refused(committed_town: SimpleNamespace, folder: Path):
    v3 = ["-v", "3", "-l", "authPriv", "-u", "watcher", "-a", "SHA-256", "-A", "authentic-words", "-x", "AES", "-X"]
    with receiving(folder) as reception:
        assert reception.notify("-v", "1", "-c", "right", "HERE", "1.3.6.1.4.1.9", "127.9.1.1", "2", "0", "1") == 0
        assert reception.notify(*RIGHT, *DOWN) == 0
        assert reception.notify(*RIGHT, *DOWN, tool="snmpinform") == 0
        assert reception.notify(*v3, "private-words", "HERE", *DOWN, tool="snmpinform") == 0
        assert reception.notify("-v", "2c", "-c", "wrong", "HERE", *DOWN) == 0
        assert reception.notify("-v", "2c", "-c", "wrong", "-r", "0", "-t", "1", "HERE", *DOWN, tool="snmpinform") != 0
        assert reception.notify(*v3, "another-word", "-r", "0", "-t", "1", "HERE", *DOWN, tool="snmpinform") != 0
        reception.send([b"\x00\x01", "<14>plain"])
        until(lambda: tally("refused") >= 3)
        until(lambda: counted() >= 5)
    assert (tally("refused"), tally("malformed")) == (3, 1)
    sender = Sender.objects.get()
    assert (sender.address, sender.device, sender.refused, sender.malformed) == ("127.0.0.1/32", None, 3, 1)
    by_number = Event.objects.get(kind="link-down", host="")
    assert (by_number.object, by_number.count, by_number.device) == ("ifIndex 7", 3, None)
    by_host = Event.objects.get(host="127.9.1.1")
    assert (by_host.kind, by_host.device, by_host.evidence) == ("link-down", committed_town.core, "name")


def test_streams_are_read_in_either_framing_and_over_tls(committed_town: SimpleNamespace, folder: Path):
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
         str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    options = {"INFOPORT_SYSLOG_CERTIFICATE": str(certificate), "INFOPORT_SYSLOG_KEY": str(key)}
    with receiving(folder, **options) as reception:
        lines = "".join(f"{line(at)}\n" for at in range(100)).encode()
        with socket.create_connection(("127.0.0.1", reception.syslog)) as stream:
            stream.sendall(lines)
        counts = b"".join(b"%d %s" % (len(line(at)), line(at).encode()) for at in range(100, 200))
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False
        with (
            socket.create_connection(("127.0.0.1", reception.tls)) as plain,
            context.wrap_socket(plain) as stream,
        ):
            stream.sendall(counts)
        with socket.create_connection(("127.0.0.1", reception.syslog)) as stream:
            stream.sendall(b"99999999 nonsense")
            assert stream.recv(1) == b""
        until(lambda: counted() >= 200)
        until(lambda: tally("malformed") == 1)
    assert (tally("received", "syslog-tcp"), tally("received", "syslog-tls"), counted()) == (101, 100, 200)


@needs_snmp
def test_while_the_database_is_away_events_wait_and_informs_are_safe_from_kill(
    committed_town: SimpleNamespace, folder: Path
):
    with receiving(folder) as reception:
        with database_away():
            reception.send([line(at) for at in range(50)])
            until(lambda: "database is away" in reception.log())
            assert reception.notify(*RIGHT, *DOWN, tool="snmpinform") == 0  # acknowledged: it is on the disk
            assert reception.spooled()
            reception.stop(kill=True)
        assert counted() == 0
        reception.start()
        until(lambda: Event.objects.filter(origin="inform").exists())
        until(lambda: not reception.spooled())
        assert counted() == 51  # the lines that came before the inform were in the batches that went to the disk
        with database_away():
            reception.send([line(at) for at in range(1000, 1050)])
            until(lambda: "database is away" in reception.log())
            reception.stop()  # asked to stop, it takes everything to the disk
            assert reception.spooled()
        reception.start()
        until(lambda: counted() == 101)
    assert tally("dropped") == 0


def test_what_a_full_spool_drops_is_said_and_counted(committed_town: SimpleNamespace, folder: Path):
    text = "x" * 1900
    with receiving(folder, INFOPORT_EVENT_SPOOL_MIB="1") as reception:
        with database_away():
            for first in range(0, 2400, 100):
                reception.send([f"<14>host{at}: {chr(97 + at % 26)}{text}{at}" for at in range(first, first + 100)])
                time.sleep(0.3)
            until(lambda: "spool of events is full" in reception.log(), 30)
        until(lambda: tally("received") == 2400)
        until(lambda: counted() + tally("dropped", "spool") == 2400)
    assert 0 < tally("dropped", "spool") < 2400
