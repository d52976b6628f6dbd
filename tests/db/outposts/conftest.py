"""A segment behind an outpost: its devices answer on loopback, the core is a server of its own that may be cut off."""

import asyncio
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import connection
from infoport import embedded
from infoport.outposts.enrolling import new_code

from collectors.outpost.place import Place
from collectors.sessions.agent import Agent, serve
from collectors.sessions.values import ObjectId
from inventory.dcim.models import Device, DeviceRole, DeviceType, Interface, Manufacturer, Site
from inventory.ipam.models import VRF, IPAddress, Prefix
from inventory.outposts.models import Outpost
from inventory.reconcile.credentials import seal
from inventory.reconcile.models import Access, Credential
from inventory.segments.models import Segment
from tests.wire.live import ROOT, free_port, wait_for

COMMUNITY = "inside-s3cret"
SERVER = "from tests.wire.serving import serve; serve()"
COMMAND = "from infoport.cli import main; main()"
PATIENCE = 25.0


def agent(name: str) -> Agent:
    system = "1.3.6.1.2.1.1"
    tree = {
        f"{system}.1.0": "Linux test", f"{system}.2.0": ObjectId("1.3.6.1.4.1.8072.3.2.10"), f"{system}.5.0": name,
    }  # fmt: skip
    return Agent(tree, community=COMMUNITY.encode())


@pytest.fixture(scope="session")
def agents() -> Iterator[int]:
    """Three devices; the UDP port on which they answer."""
    loop, ready, port = asyncio.new_event_loop(), threading.Event(), free_port()
    served = {f"127.78.0.{at}": agent(f"inner{at}") for at in (1, 2, 3)}
    task = loop.create_task(serve(served, port, ready=ready.set))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(5)
    yield port
    loop.call_soon_threadsafe(task.cancel)
    thread.join()
    loop.close()


class City:
    """The register: a segment with three devices, and one device elsewhere."""

    def __init__(self, port: int) -> None:
        maker = Manufacturer.objects.create(name="Linux", slug="linux")
        self.kind = DeviceType.objects.create(manufacturer=maker, model="box", slug="box")
        self.role = DeviceRole.objects.create(name="Box", slug="box")
        self.site = Site.objects.create(name="信息港", slug="xxg")
        self.credential = Credential.objects.create(name="inside", kind="community")
        seal(self.credential.pk, {"community": COMMUNITY})
        self.segment = Segment.objects.create(name="内网", slug="intranet", kind="intranet", letter="内", code="IN")
        self.vrf = VRF.objects.create(name="intranet", segment=self.segment)
        self.port = port
        self.devices = [self.device(f"inner{at}", f"10.1.0.{at}/24", self.vrf, f"127.78.0.{at}") for at in (1, 2, 3)]
        self.outer = self.device("outer", "10.2.0.1/24", None, "127.78.0.9")
        self.outpost = Outpost.objects.create(name="内网前哨")
        self.outpost.segments.add(self.segment)

    def device(self, name: str, address: str, vrf: VRF | None, asked: str) -> Device:
        device = Device.objects.create(name=name, device_type=self.kind, role=self.role, site=self.site)
        port = Interface.objects.create(device=device, name="eth0", type="1000base-t")
        own = IPAddress.objects.create(
            address=address, vrf=vrf, assigned_object_type="dcim.interface", assigned_object_id=port.pk
        )
        Device.objects.filter(pk=device.pk).update(primary_ip4=own)
        Access.objects.create(
            device=device, address=asked, port=self.port, credential=self.credential, interval=1, timeout=0.5, retries=0
        )
        return device

    def access(self, device: Device) -> Access:
        return Access.objects.get(device=device)

    def prefix(self, text: str) -> Prefix:
        return Prefix.objects.create(prefix=text, segment=self.segment)


@pytest.fixture
def inside(committed: None, agents: int) -> City:
    return City(agents)


@pytest.fixture
def quick(db: None) -> City:
    """The same register, taken back at the end; nobody answers there."""
    return City(9)


class Core:
    """The server; `cut` ends it at once, `start` lets it answer again at the same port."""

    def __init__(self, postgres: Path, worker: str, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.url = f"http://127.0.0.1:{self.port}"
        host = embedded.socket_directory(postgres)
        self.environ = environ() | {
            "INFOPORT_DATA": str(folder), "INFOPORT_PORT": str(self.port), "INFOPORT_SECRET_KEY": settings.SECRET_KEY,
            "INFOPORT_DATABASE_URL": f"postgresql://{embedded.NAME}@/{worker}?host={host}&port={embedded.PORT}",
            "INFOPORT_WEB_WORKERS": "1", "DJANGO_SETTINGS_MODULE": "infoport.settings",
        }  # fmt: skip
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        log = self.folder / "server.log"
        with log.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVER], env=self.environ, stderr=errors, text=True, start_new_session=True
            )
        wait_for(self.port, self.process, log)

    def cut(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None


@pytest.fixture
def core(postgres: Path, inside: City, worker_name: str, folder: Path) -> Iterator[Core]:
    connection.ensure_connection()
    found = Core(postgres, worker_name, folder)
    yield found
    found.cut()
    log = folder / "server.log"
    print(log.read_text()[-3000:] if log.exists() else "no log")


class Remote:
    """The outpost: a folder, and commands and a process that know nothing of the core's database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = Place(folder / "outpost")
        self.process: subprocess.Popen[str] | None = None
        self.log = folder.parent / f"{folder.name}.log"

    def command(self, *words: str, status: int = 0, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "outpost", *words],
            env=environ() | {"INFOPORT_DATA": str(self.folder)} | more, capture_output=True, text=True, timeout=30,
            check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stderr + done.stdout
        return done.stdout + done.stderr

    def enrol(self, city: City, url: str) -> None:
        code, _until = new_code(city.outpost)
        self.command("enrol", url, "--name", city.outpost.name, "--code", code)

    def start(self) -> None:
        with self.log.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", COMMAND, "outpost", "run"], env=environ() | {"INFOPORT_DATA": str(self.folder)},
                stderr=errors, text=True,
            )  # fmt: skip

    def kill(self, number: int = signal.SIGKILL) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        status = self.process.wait(10)
        self.process = None
        return status

    @property
    def waiting(self) -> int:
        return self.place.spool.newest - self.place.spool.acknowledged.sequence


@pytest.fixture
def remote(folder: Path, tmp_path: Path) -> Iterator[Remote]:
    found = Remote(tmp_path)
    yield found
    if found.process is not None:
        found.kill()
    print(found.log.read_text()[-3000:] if found.log.exists() else "no log")


class Authority:
    """A server whose certificate only its own file vouches for."""

    def __init__(self, folder: Path) -> None:
        self.file, key = folder / "ca.pem", ec.generate_private_key(ec.SECP256R1())
        name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "core")]), datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .sign(key, SHA256())
        )  # fmt: skip
        self.file.write_bytes(certificate.public_bytes(Encoding.PEM))
        private = folder / "key.pem"
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, private)
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = int(self.server.server_address[1])

    def handler(self) -> type[BaseHTTPRequestHandler]:
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.headers["Authorization"])
                moved = self.path.startswith("/moved")
                self.send_response(302 if moved else 200)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(b"" if moved else b"over TLS")

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    found = Authority(tmp_path)
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


def environ() -> dict[str, str]:
    """Nothing of this process's settings, and no proxy between loopback and loopback."""
    kept = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("INFOPORT_", "DJANGO_")) and not name.lower().endswith("_proxy")
    }  # fmt: skip
    return kept | {"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}


def until(true: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
