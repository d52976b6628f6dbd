"""Each play on a real host: check mode changes nothing, it does its work, a second run changes nothing, undo removes.

The journeys of the three hosts go on at once; each test waits for its own.
"""

import json
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from playbooks import authority
from tests.lab.hosts import Host, Lab
from tests.playbooks.doing import Journey, all_files, changes

PASSWORD = "p'ss {{ 6 * 7 }} \\ \"word"
SNMP_AUTH, SNMP_PRIV, REPOSITORY = "snmp-auth-Planted1", "snmp-priv-Planted2", "repository-Planted3"
ZONE_FILE = "/var/lib/bind/city.test.zone"
ZONE_CONFIGURATION = f'zone "city.test" {{ type primary; file "{ZONE_FILE}"; update-policy local; }};\n'
ZONE = (
    "$TTL 3600\n@ IN SOA ns.city.test. root.city.test. 1 3600 600 86400 300\n@ IN NS ns.city.test.\nns IN A 10.66.0.1\n"
)
TITLE = "{{ 7 * 7 }} 气象局 <b>&"
CITY = authority.make("City CA")
LEAF = CITY.issue("weather.city.test", ["www.weather.city.test"])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def hosts(lab: Lab) -> dict[str, Host]:
    made = {name: lab.host(name) for name in ("server", "data", "store")}
    for host in made.values():
        host.ready()
    store, data = made["store"], made["data"]
    store.write("/etc/bind/named.conf.local", ZONE_CONFIGURATION)
    store.write(ZONE_FILE, ZONE)
    store.run("chown", "-R", "bind:bind", "/var/lib/bind")
    store.run("systemctl", "start", "named")
    store.run("ip", "link", "add", "br0", "type", "bridge")
    store.run("ip", "link", "add", "port1", "type", "veth", "peer", "name", "port1p")
    data.write("/srv/papers/notice.txt", "第一号通知\n" * 5000)
    data.write("/srv/papers/deep/plan.bin", "x" * 200_000)
    return made


def all_the_way(journey: Journey, look: Callable[[Journey], None], gone: Callable[[Host], None]) -> Journey:
    """A journey with a look at the host when the play has been done, and when it has been taken back."""
    before = changes(journey.host)
    journey.done("check", check=True)
    assert changes(journey.host) == before, f"check mode of {journey.play.name} changed the host"
    journey.done("apply")
    look(journey)
    journey.done("again")
    journey.done("undo")
    gone(journey.host)
    if journey.play.name in UNDONE_TWICE:
        journey.done("undo again")
    return journey


@pytest.fixture(scope="module")
def journeys(hosts: dict[str, Host], kept: Path) -> Iterator[dict[str, Future[Journey]]]:
    server, data, store = hosts["server"], hosts["data"], hosts["store"]
    pools = {host.name: ThreadPoolExecutor(1) for host in hosts.values()}

    def begin(play: str, host: Host, look: Any, gone: Any, *others: Host, **given: Any) -> Future[Journey]:
        return pools[host.name].submit(all_the_way, Journey(kept, play, host, given, *others), look, gone)

    yield {
        "dns-record": begin(
            "dns-record", store, named, unnamed,
            zone="city.test", name="weather", type="A", values=["10.66.0.10", "10.66.0.11"],
        ),
        "switch-port": begin(
            "switch-port", store, plugged, unplugged,
            interface="port1", bridge="br0", description="weather, rack A03 U12",
        ),
        "firewall-rule": begin(
            "firewall-rule", store, fenced, unfenced,
            rule="dns-over-tcp", ports=[53], sources=[f"{data.address}/32", "fd00::/8"],
        ),
        "database": begin(
            "database", data, connects, refuses,
            database="weather", owner="weather", password=PASSWORD, networks=["10.66.0.0/24"], readers=["reporting"],
        ),
        "backup": begin(
            "backup", data, restores, stopped, store,
            job="papers", store="store", paths=["/srv/papers"], databases=["postgres"], password=REPOSITORY,
            store_address=store.address, store_keys=[store.host_key], erase=True,
        ),
        "web-site": begin(
            "web-site", server, served, unserved,
            site="weather", domain="weather.city.test", aliases=["www.weather.city.test"], title=TITLE,
            certificate=LEAF.certificate, key=LEAF.key,
        ),
        "linux-server": begin(
            "linux-server", server, hardened, softened,
            hostname="weather-1.city.test", users=[{"name": "wang", "keys": [server.lab.public.strip()], "sudo": True}],
            snmp_auth=SNMP_AUTH, snmp_priv=SNMP_PRIV, snmp_location="机房 A", time_servers=["ntp.city.test"],
        ),
    }  # fmt: skip
    for pool in pools.values():
        pool.shutdown()


UNDONE_TWICE = ("dns-record", "switch-port", "firewall-rule", "web-site")
PLAYS = ("dns-record", "switch-port", "firewall-rule", "web-site", "database", "linux-server", "backup")


@pytest.mark.parametrize("name", PLAYS)
def test_a_play_is_foreseen_done_repeated_and_taken_back(journeys: dict[str, Future[Journey]], name: str) -> None:
    journey = journeys[name].result()
    told = {
        step: {event.task for event in events if event.kind == "changed"} for step, events in journey.events.items()
    }
    assert journey.results["apply"].changed > 0
    assert told["check"] <= told["apply"] | {"Keep everybody else out"}, "check mode foresaw what was not done"
    assert journey.results["again"].changed == 0, told["again"]
    assert journey.results["undo"].changed > 0
    if name in UNDONE_TWICE:
        assert journey.results["undo again"].changed == 0, told["undo again"]
    assert any(event.diff for event in journey.events["check"])


def test_no_artefact_of_any_play_holds_a_secret(journeys: dict[str, Future[Journey]], kept: Path, lab: Lab) -> None:
    for journey in journeys.values():
        journey.result()
    text = all_files(kept)
    assert len(text) > 50_000
    lines = [line for key in (LEAF.key, lab.key) for line in key.splitlines() if not line.startswith("-----")]
    for secret in (PASSWORD, json.dumps(PASSWORD)[1:-1], SNMP_AUTH, SNMP_PRIV, REPOSITORY, *lines):
        assert secret not in text


def fetched(host: Host, name: str) -> str:
    """The page a browser would get, with the certificate checked against the authority."""
    context = ssl.create_default_context(cadata=CITY.pair.certificate)
    with (
        socket.create_connection(("127.0.0.1", host.port(443)), 5) as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        secure.sendall(f"GET / HTTP/1.0\r\nHost: {name}\r\n\r\n".encode())
        answer = b""
        while more := secure.recv(65536):
            answer += more
    return answer.decode()


def served(journey: Journey) -> None:
    for name in ("weather.city.test", "www.weather.city.test"):
        page = fetched(journey.host, name)
        assert page.startswith("HTTP/1.1 200"), page
        assert "<h1>{{ 7 * 7 }} 气象局 &lt;b&gt;&amp;</h1>" in page  # data, and no template


def unserved(host: Host) -> None:
    with pytest.raises((ConnectionError, ssl.SSLError)):
        fetched(host, "weather.city.test")
    assert not (host.root / "srv/www/weather").exists()
    assert list((host.root / "etc/nginx/infoport").iterdir()) == []


def connected(host: Host, user: str = "weather", password: str = PASSWORD) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host="127.0.0.1", port=host.port(5432), dbname="weather", user=user, password=password, sslmode="require",
        connect_timeout=5,
    )  # fmt: skip


def connects(journey: Journey) -> None:
    with connected(journey.host) as connection:
        connection.execute("CREATE TABLE reading (at timestamptz, degrees numeric)")
        found = connection.execute("SELECT has_table_privilege('reporting', 'reading', 'SELECT')").fetchone()
        assert found == (True,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connected(journey.host, password="another-password")


def refuses(host: Host) -> None:
    with pytest.raises(psycopg.OperationalError):
        connected(host)
    assert "weather" not in host.run("runuser", "-u", "postgres", "--", "psql", "-lqtA")


def restores(journey: Journey) -> None:
    checking = Journey(journey.folder, "backup-check", journey.host, {"job": "papers"})
    assert checking.done("whole").changed == 0
    told = next(json.loads(event.message) for event in checking.events["whole"] if event.message.startswith("{"))
    assert (told["files"], told["differences"], told["restorable"]) == (3, [], ["postgres"])
    assert told["octets"] > 200_000
    notice = journey.host.root / "srv/papers/notice.txt"
    was, text = notice.stat(), notice.read_text()
    notice.write_text("别的内容")
    os.utime(notice, ns=(was.st_atime_ns, was.st_mtime_ns))
    result = checking.step("differing")
    assert result.state == "failed"
    assert "/srv/papers/notice.txt: differs" in result.reason
    notice.write_text(text)
    os.utime(notice, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert "infoport-backup-papers.timer" in journey.host.run("systemctl", "list-timers", "--no-pager")


def stopped(host: Host) -> None:
    assert "infoport-backup" not in host.run("systemctl", "list-timers", "--all", "--no-pager")
    assert list((host.root / "etc/infoport/backup").iterdir()) == []
    assert not (host.lab.hosts["store"].root / "srv/backup/data/papers").exists()
    keys = host.lab.hosts["store"].root / "srv/backup/data/.ssh/authorized_keys"
    assert keys.read_text() == ""


def asked(host: Host, name: str) -> list[str]:
    return sorted(host.run("dig", "+short", "@127.0.0.1", name, "A").split())


def named(journey: Journey) -> None:
    assert asked(journey.host, "weather.city.test") == ["10.66.0.10", "10.66.0.11"]


def unnamed(host: Host) -> None:
    assert asked(host, "weather.city.test") == []
    assert asked(host, "ns.city.test") == ["10.66.0.1"]


def plugged(journey: Journey) -> None:
    link = json.loads(journey.host.run("ip", "-j", "link", "show", "dev", "port1"))[0]
    assert (link["master"], link["ifalias"]) == ("br0", "weather, rack A03 U12")


def unplugged(host: Host) -> None:
    link = json.loads(host.run("ip", "-j", "link", "show", "dev", "port1"))[0]
    assert "master" not in link and "ifalias" not in link


def reaches(source: Host, host: Host) -> bool:
    """Whether port 53 of a host can be reached from another."""
    attempt = f"import socket; socket.create_connection(('{host.address}', 53), 2)"
    try:
        source.run("python3", "-c", attempt)
    except AssertionError:
        return False
    return True


def fenced(journey: Journey) -> None:
    hosts = journey.host.lab.hosts
    assert reaches(hosts["data"], journey.host)
    assert not reaches(hosts["server"], journey.host)
    assert "dns-over-tcp" in journey.host.run("nft", "list", "table", "inet", "infoport")
    assert "infoport-firewall-rollback" not in journey.host.run("systemctl", "list-timers", "--no-pager")


def unfenced(host: Host) -> None:
    assert reaches(host.lab.hosts["server"], host)


def hardened(journey: Journey) -> None:
    host = journey.host
    settings = host.run("/usr/sbin/sshd", "-T").splitlines()
    assert {"passwordauthentication no", "x11forwarding no", "maxauthtries 4"} <= set(settings)
    assert host.run("hostname").strip() == "weather-1.city.test"
    walk = ["snmpget", "-v3", "-u", "infoport", "-l", "authPriv", "-a", "SHA-256", "-A", SNMP_AUTH, "-x", "AES"]
    assert "weather-1.city.test" in host.run(*walk, "-X", SNMP_PRIV, "127.0.0.1", "1.3.6.1.2.1.1.5.0")
    assert "ntp.city.test" in (host.root / "etc/chrony/sources.d/infoport.sources").read_text()
    assert host.run("runuser", "-u", "wang", "--", "sudo", "-n", "id", "-u").strip() == "0"


def softened(host: Host) -> None:
    assert "wang" not in (host.root / "etc/passwd").read_text()
    assert "passwordauthentication yes" in host.run("/usr/sbin/sshd", "-T")
    assert "infoport" not in (host.root / "etc/snmp/snmpd.conf").read_text()
