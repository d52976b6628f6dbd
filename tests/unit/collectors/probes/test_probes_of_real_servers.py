"""Probes against real servers on loopback: Dovecot, OpenLDAP, chrony, Kamailio, MariaDB, nginx."""

import asyncio
import getpass
import grp
import os
import pwd
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Literal, cast

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox as Delivery

from collectors.probes import calls, clocks, databases, directories, mail, web
from collectors.probes.bounds import Bounds
from collectors.probes.probed import Probed
from playbooks import authority

BOUNDS = Bounds(seconds=3)
SERVERS = Path("/usr/sbin")
NOBODY = "nobody" if os.geteuid() == 0 else getpass.getuser()


def free(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(type=kind) as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


class House:
    """Servers in a folder, with a certificate for localhost."""

    def __init__(self, folder: Path, running: ExitStack) -> None:
        self.folder, self.running = folder, running
        signer = authority.make("Test authority")
        pair = signer.issue("localhost", days=90)
        (folder / "s.crt").write_text(pair.certificate)
        (folder / "s.key").write_text(pair.key)
        self.trust = ssl.create_default_context(cadata=signer.pair.certificate)

    def place(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir()
        shutil.chown(made, NOBODY)
        return made

    def start(self, program: str, *words: str | Path, ready: Callable[[], object]) -> None:
        if not (SERVERS / program).exists():
            pytest.skip(f"{program} is not installed; .ci/packages installs it")
        said = self.running.enter_context((self.folder / f"{program}.log").open("ab"))
        process = subprocess.Popen([SERVERS / program, *words], stdout=said, stderr=said)
        self.running.callback(process.wait, 10)
        self.running.callback(process.terminate)
        end = time.monotonic() + 15
        while True:
            with suppress(OSError):
                ready()
                return
            assert process.poll() is None and time.monotonic() < end, Path(said.name).read_text()
            time.sleep(0.05)


def connects(port: int) -> Callable[[], object]:
    return lambda: socket.create_connection(("127.0.0.1", port)).close()


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="infoport-house-")))
        folder.chmod(0o755)
        yield House(folder, running)


# Without its penalty, which would make everybody wait after one wrong password.
DOVECOT = """
base_dir = {d}/run
state_dir = {d}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{d}/mail/%n
ssl = yes
ssl_cert = <{house}/s.crt
ssl_key = <{house}/s.key
disable_plaintext_auth = no
passdb {{
  driver = static
  args = password=mailpw
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={d}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@pytest.fixture(scope="module")
def box(house: House) -> mail.Mailbox:
    folder, port, who = house.place("dovecot"), free(), pwd.getpwnam(NOBODY)
    (folder / "mail").mkdir()
    shutil.chown(folder / "mail", NOBODY)
    (folder / "dovecot.conf").write_text(
        DOVECOT.format(
            d=folder, house=house.folder, user=NOBODY, group=grp.getgrgid(who.pw_gid).gr_name, uid=who.pw_uid,
            gid=who.pw_gid, imap=port, imaps=port + 1,
        )
    )  # fmt: skip
    house.start("dovecot", "-F", "-c", folder / "dovecot.conf", ready=connects(port))
    return mail.Mailbox(host="localhost", port=port, user="zhang", password="mailpw")


def test_a_mailbox_is_read_and_our_own_wrong_password_is_not_its_fault(house: House, box: mail.Mailbox) -> None:
    replace = msgspec.structs.replace
    seen = asyncio.run(mail.imap(box, BOUNDS, trust=house.trust))
    assert (seen.state, list(seen.seconds)) == ("up", ["greeting", "tls", "login", "select"]), seen.reason
    assert seen.expires is not None
    direct = asyncio.run(mail.imap(replace(box, port=box.port + 1, encryption="tls"), BOUNDS, trust=house.trust))
    assert (direct.state, list(direct.seconds)) == ("up", ["greeting", "login", "select"]), direct.reason
    untrusted = asyncio.run(mail.imap(box, BOUNDS))
    assert (untrusted.state, "not trusted" in untrusted.reason) == ("down", True), untrusted.reason
    denied = asyncio.run(mail.imap(replace(box, password="hush-hush"), Bounds(seconds=8), trust=house.trust))
    assert denied.state == "unknown", denied.reason
    assert "does not let zhang in" in denied.reason
    assert "hush-hush" not in denied.reason + repr(box)


def test_a_letter_is_timed_on_its_way_and_removed(house: House, box: mail.Mailbox) -> None:
    maildir = house.folder / "dovecot/mail/zhang"
    plain = msgspec.structs.replace(box, encryption="none")

    class Delivering(Delivery):
        def handle_message(self, message: object) -> None:
            super().handle_message(message)
            for path in (maildir, *maildir.rglob("*")):
                shutil.chown(path, NOBODY)

    post = Controller(Delivering(str(maildir)), hostname="127.0.0.1", port=free())
    post.start()
    try:
        sender = ("127.0.0.1", post.port)
        seen = asyncio.run(mail.letter(sender, "zhang@city.test", plain, BOUNDS))
        lost = asyncio.run(
            mail.letter(sender, "li@city.test", msgspec.structs.replace(plain, user="li"), Bounds(seconds=1))
        )
    finally:
        post.stop()
    assert (seen.state, list(seen.seconds)) == ("up", ["accepted", "delivered"]), seen.reason
    assert (lost.state, list(lost.seconds)) == ("down", ["accepted"])
    assert "did not answer within 1 s (after accepted)" in lost.reason
    assert len([path for path in maildir.rglob("*") if path.parent.name in {"new", "cur"}]) == 1  # the lost one's
    refused = asyncio.run(mail.letter(("127.0.0.1", free()), "zhang@city.test", plain, BOUNDS))
    assert (refused.state, "refused" in refused.reason) == ("down", True)


SLAPD = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
modulepath /usr/lib/ldap
moduleload back_ldif
pidfile {d}/pid
TLSCACertificateFile {house}/s.crt
TLSCertificateFile {house}/s.crt
TLSCertificateKeyFile {house}/s.key
database ldif
suffix "dc=city,dc=test"
rootdn "cn=admin,dc=city,dc=test"
rootpw secret
directory {d}/db
"""


@pytest.fixture(scope="module")
def directory(house: House) -> tuple[int, int]:
    folder, plain, encrypted = house.place("slapd"), free(), free()
    (folder / "db").mkdir()
    (folder / "slapd.conf").write_text(SLAPD.format(d=folder, house=house.folder))
    addresses = f"ldap://127.0.0.1:{plain} ldaps://127.0.0.1:{encrypted}"
    house.start("slapd", "-f", folder / "slapd.conf", "-h", addresses, "-d", "0", ready=connects(encrypted))
    return plain, encrypted


def test_a_directory_lets_in_and_tells_of_itself(house: House, directory: tuple[int, int]) -> None:
    plain, encrypted = directory
    admin = directories.Entry(name="cn=admin,dc=city,dc=test", password="secret")
    open_one = asyncio.run(directories.ldap("localhost", plain, BOUNDS))
    assert (open_one.state, list(open_one.seconds)) == ("up", ["connect", "bind", "search"]), open_one.reason
    begun = asyncio.run(
        directories.ldap("localhost", plain, BOUNDS, entry=admin, encryption="starttls", trust=house.trust)
    )
    assert (begun.state, list(begun.seconds)) == ("up", ["connect", "tls", "bind", "search"]), begun.reason
    direct = asyncio.run(directories.ldap("localhost", encrypted, BOUNDS, encryption="tls", trust=house.trust))
    assert direct.state == "up", direct.reason
    assert begun.expires == direct.expires is not None
    wrong = directories.Entry(name=admin.name, password="hush-hush")
    denied = asyncio.run(directories.ldap("localhost", plain, BOUNDS, entry=wrong))
    assert (denied.state, "invalidCredentials" in denied.reason) == ("unknown", True), denied.reason
    assert "hush-hush" not in denied.reason + repr(wrong)
    stranger = asyncio.run(directories.ldap("localhost", encrypted, BOUNDS, encryption="tls"))
    assert (stranger.state, "not trusted" in stranger.reason) == ("down", True), stranger.reason


def test_what_is_no_directory_is_down(box: mail.Mailbox) -> None:
    seen = asyncio.run(directories.ldap("localhost", box.port, Bounds(seconds=1)))
    assert seen.state == "down", seen.reason


def asked_for_time(port: int) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        asking.sendto(b"\x23" + bytes(47), ("127.0.0.1", port))
        asking.recv(99)


@pytest.mark.skipif(os.geteuid() != 0, reason="chronyd starts as root only")
def test_a_time_server_is_synchronised(house: House) -> None:
    folder, port = house.place("chrony"), free(socket.SOCK_DGRAM)
    (folder / "chrony.conf").write_text(
        f"local stratum 8\nallow 127.0.0.0/8\nport {port}\ncmdport 0\nbindaddress 127.0.0.1\nbindcmdaddress /\n"
        f"pidfile {folder}/pid\ndriftfile {folder}/drift\nuser root\n"
    )
    house.start("chronyd", "-x", "-d", "-f", folder / "chrony.conf", ready=lambda: asked_for_time(port))
    seen = asyncio.run(clocks.ntp("127.0.0.1", port, BOUNDS))
    assert (seen.state, list(seen.seconds)) == ("up", ["answer"]), seen.reason


class Clock(asyncio.DatagramProtocol):
    """A time server of which everything is given: a contract test of what chrony cannot be made to say."""

    def __init__(self, first: int, stratum: int, ahead: float, *, echo: bool = True) -> None:
        self.first, self.stratum, self.ahead, self.echo = first, stratum, ahead, echo

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        now = time.time() + self.ahead
        stamp = (int(now) + clocks.EPOCH, int(now % 1 * 2**32))
        asked = struct.unpack("!II", data[40:48]) if self.echo else (1, 1)
        reference = int.from_bytes(b"RATE")
        packed = clocks.PACKET.pack(self.first, self.stratum, 0, 0, 0, 0, reference, 0, 0, *asked, *stamp, *stamp)
        self.transport.sendto(packed if self.stratum < 99 else b"x", addr)


@pytest.mark.parametrize(
    ("clock", "state", "reason"),
    [
        (Clock(0x24, 2, 0), "up", ""),
        (Clock(0x24, 2, -90), "degraded", "its clock is -90.00 s from ours, more than 1 s"),
        (Clock(0xE4, 2, 0), "down", "is not synchronised (stratum 2)"),
        (Clock(0x24, 16, 0), "down", "is not synchronised (stratum 16)"),
        (Clock(0x24, 0, 0), "down", "refuses to tell the time: RATE"),
        (Clock(0x23, 2, 0), "down", "answers in mode 3, not as a time server"),
        (Clock(0x24, 2, 0, echo=False), "down", "answers another question than ours"),
        (Clock(0x24, 99, 0), "down", "answers 1 octets, expected 48 at least"),
    ],
)
def test_a_time_server_is_judged_by_all_it_says(clock: Clock, state: str, reason: str) -> None:
    async def ask() -> Probed:
        transport, _made = await asyncio.get_running_loop().create_datagram_endpoint(lambda: clock, ("127.0.0.1", 0))
        try:
            return await clocks.ntp("127.0.0.1", transport.get_extra_info("sockname")[1], BOUNDS)
        finally:
            transport.close()

    seen = asyncio.run(ask())
    assert seen.state == state, seen.reason
    assert reason in seen.reason


KAMAILIO = """#!KAMAILIO
debug=0
log_stderror=yes
children=1
tcp_children=1
auto_aliases=no
listen=udp:127.0.0.1:{port}
listen=tcp:127.0.0.1:{port}
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/:/usr/lib/aarch64-linux-gnu/kamailio/modules/"
loadmodule "sl.so"
loadmodule "pv.so"
request_route {{
  if ($rU == "room") {{ sl_send_reply("486", "Busy Here"); exit; }}
  if ($rU == "gone") {{ sl_send_reply("480", "Temporarily Unavailable"); exit; }}
  if ($rU == "mute") {{ exit; }}
  sl_send_reply("200", "OK");
}}
"""


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_sip_is_asked_for_its_options(house: House, transport: Literal["udp", "tcp"]) -> None:
    port = free()
    if not (house.folder / "kamailio").exists():
        folder = house.place("kamailio")
        (folder / "kam.cfg").write_text(KAMAILIO.format(port=port))
        (folder / "port").write_text(str(port))
        words = ["-DD", "-E", "-f", folder / "kam.cfg", "-Y", folder, "-P", folder / "pid", "-w", folder, "-m", "16"]
        house.start("kamailio", *words, "-M", "4", ready=connects(port))
    port = int((house.folder / "kamailio/port").read_text())

    def ask(user: str, seconds: float = 3) -> Probed:
        return asyncio.run(calls.sip("127.0.0.1", port, Bounds(seconds=seconds), user=user, transport=transport))

    steps = ["answer"] if transport == "udp" else ["connect", "answer"]
    seen = [ask("", 5), ask("room"), ask("gone"), ask("mute", 0.8)]
    assert [each.state for each in seen] == ["up", "up", "down", "down"], seen
    assert list(seen[0].seconds) == steps
    assert "gone@127.0.0.1" in seen[2].reason
    assert "answered 480 Temporarily Unavailable" in seen[2].reason
    assert "did not answer within 0.8 s" in seen[3].reason


def test_what_speaks_no_sip_and_what_takes_no_calls(box: mail.Mailbox) -> None:
    seen = asyncio.run(calls.sip("127.0.0.1", box.port, Bounds(seconds=1), transport="tcp"))
    assert seen.state == "down", seen.reason
    assert asyncio.run(calls.h323("127.0.0.1", BOUNDS, port=box.port)).state == "up"
    closed = asyncio.run(calls.h323("127.0.0.1", BOUNDS, port=free()))
    assert (closed.state, "refused" in closed.reason) == ("down", True)
    nobody = asyncio.run(calls.sip("127.0.0.1", free(socket.SOCK_DGRAM), BOUNDS))
    assert (nobody.state, "refused" in nobody.reason) == ("down", True), nobody.reason


def test_mariadb_is_asked_and_its_lag_judged(house: House) -> None:
    if not (SERVERS / "mariadbd").exists():
        pytest.skip("mariadbd is not installed; .ci/packages installs it")
    folder, port = house.place("mariadb"), free()
    user = f"--user={NOBODY}"
    made = [
        "mariadb-install-db",
        "--no-defaults",
        user,
        f"--datadir={folder}/db",
        "--auth-root-authentication-method=normal",
    ]
    subprocess.run([*made, "--skip-test-db"], check=True, capture_output=True)
    house.start(
        "mariadbd", "--no-defaults", user, f"--datadir={folder}/db", f"--socket={folder}/socket", f"--port={port}",
        "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=8M", "--innodb-flush-method=nosync",
        ready=connects(port),
    )  # fmt: skip
    login = databases.Login(host="127.0.0.1", port=port, database="mysql", user="root")
    seen = asyncio.run(databases.mysql(login, BOUNDS))
    assert (seen.state, list(seen.seconds)) == ("up", ["connect", "query"]), seen.reason
    original = asyncio.run(databases.mysql(login, BOUNDS, behind=30))
    assert (original.state, "copies no other server" in original.reason) == ("down", True), original.reason
    denied = asyncio.run(databases.mysql(msgspec.structs.replace(login, password="hush-hush"), BOUNDS))
    assert (denied.state, "Access denied" in denied.reason) == ("unknown", True), denied.reason
    assert "hush-hush" not in denied.reason
    absent = asyncio.run(databases.mysql(msgspec.structs.replace(login, database="none"), BOUNDS))
    assert (absent.state, "Unknown database" in absent.reason) == ("down", True), absent.reason


NGINX = """
daemon off; pid {d}/pid; error_log stderr; worker_processes 1; events {{ worker_connections 64; }}
http {{ access_log off; client_body_temp_path {d}/t1; proxy_temp_path {d}/t2; fastcgi_temp_path {d}/t3;
 uwsgi_temp_path {d}/t4; scgi_temp_path {d}/t5; ssl_certificate {house}/s.crt; ssl_certificate_key {house}/s.key;
 server {{ listen 127.0.0.1:{new} ssl http2; location / {{ return 200 "well"; }} }}
 server {{ listen 127.0.0.1:{old} ssl; location / {{ return 200 "well"; }} }} }}
"""


def test_a_page_is_asked_for_over_http2(house: House) -> None:
    folder, new, old = house.place("nginx"), free(), free()
    (folder / "nginx.conf").write_text(NGINX.format(d=folder, house=house.folder, new=new, old=old))
    house.start("nginx", "-p", folder, "-c", folder / "nginx.conf", ready=connects(old))
    wanted = web.Expected(body="well", http2=True)
    seen = asyncio.run(web.http(f"https://localhost:{new}/", wanted, BOUNDS, trust=house.trust))
    assert (seen.state, list(seen.seconds)) == ("up", ["connect", "tls", "headers", "body"]), seen.reason
    other = asyncio.run(web.http(f"https://localhost:{old}/", wanted, BOUNDS, trust=house.trust))
    assert (other.state, "HTTP/1.1, expected HTTP/2" in other.reason) == ("down", True), other.reason
