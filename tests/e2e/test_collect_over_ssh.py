"""Debian's own sshd on a Linux host and on an FRRouting router, each in a network namespace; asked from a third."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SSHD, ZEBRA = Path("/usr/sbin/sshd"), Path("/usr/lib/frr/zebra")
INFOPORT = Path(sys.executable).with_name("infoport")
HOST, ROUTER = "10.250.7.2", "10.250.8.2"
CONFIGURATION = """
import asyncio, sys
from pathlib import Path
from collectors.sessions.cli import CliSession
from collectors.sessions.configuration import running_config
from collectors.target import Login, Target

async def main():
    login = Login(name="root", private_key=Path(sys.argv[2]).read_text(), platform="frr")
    async with CliSession(Target(key="r1", address=sys.argv[1], port=22, timeout=15, credentials=login)) as session:
        config = await running_config(session)
        print(config.complete, config.reason)
        print(config.text)

asyncio.run(main())
"""


def run(*command: str | Path, **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, check=False, **options)


def must(*command: str | Path) -> str:
    done = run(*command)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


@dataclass
class Lab:
    """Three namespaces; `asker` reaches the two others, and nothing else does."""

    folder: Path
    name: str
    running: ExitStack

    def space(self, node: str) -> str:
        return f"ip-{self.name}-{node}"

    def link(self, node: str, network: str) -> None:
        """Join a node to the asker by a pair of interfaces that never exist outside the two."""
        must("ip", "netns", "add", self.space(node))
        self.running.callback(run, "ip", "netns", "del", self.space(node))
        must("ip", "-n", self.space("asker"), "link", "add", f"to-{node}", "type", "veth", "peer", "name", "eth0",
             "netns", self.space(node))  # fmt: skip
        for space, interface, address in (("asker", f"to-{node}", "1"), (node, "eth0", "2")):
            must("ip", "-n", self.space(space), "address", "add", f"{network}.{address}/24", "dev", interface)
            must("ip", "-n", self.space(space), "link", "set", interface, "up")
            must("ip", "-n", self.space(space), "link", "set", "lo", "up")

    def start(self, node: str, *command: str | Path) -> "subprocess.Popen[bytes]":
        log = self.running.enter_context((self.folder / f"{node}-{Path(command[0]).name}.log").open("ab"))
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.space(node), *map(str, command)], stdout=log, stderr=log
        )
        self.running.callback(process.wait, 10)
        self.running.callback(process.kill)
        return process

    def sshd(self, node: str, *lines: str) -> "subprocess.Popen[bytes]":
        key = self.folder / f"{node}-host"
        key.unlink(missing_ok=True)
        must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        (self.folder / f"{node}.conf").write_text("\n".join([
            f"HostKey {key}", "UsePAM no", "PermitRootLogin prohibit-password", "StrictModes no", "PrintMotd yes",
            f"AuthorizedKeysFile {self.folder}/user.pub", f"PidFile {self.folder}/{node}.pid", *lines, "",
        ]))  # fmt: skip
        process = self.start(node, SSHD, "-D", "-e", "-f", self.folder / f"{node}.conf")
        address = HOST if node == "host" else ROUTER
        until = time.monotonic() + 10
        while time.monotonic() < until:
            if "SSH" in run("ip", "netns", "exec", self.space("asker"), "ssh-keyscan", "-t", "ed25519", address).stderr:
                return process
            time.sleep(0.1)
        raise AssertionError(f"{address} has no SSH server")

    def ask(self, *options: str | Path) -> "subprocess.CompletedProcess[str]":
        return run("ip", "netns", "exec", self.space("asker"), INFOPORT, "collect", *options)

    def pin(self, node: str) -> str:
        return " ".join((self.folder / f"{node}-host.pub").read_text().split()[:2])


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    for needed in ("ip", "ssh-keygen", SSHD, ZEBRA):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed (Debian: iproute2, openssh-server, frr)")
    with ExitStack() as running:
        folder = Path(tempfile.mkdtemp(prefix="infoport-ssh-"))
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)  # the router's daemon runs as a user of its own
        made = Lab(folder, str(os.getpid()), running)
        first = run("ip", "netns", "add", made.space("asker"))
        if first.returncode:
            pytest.skip(f"network namespaces are not permitted here: {first.stderr.strip()}")
        running.callback(run, "ip", "netns", "del", made.space("asker"))
        Path("/run/sshd").mkdir(exist_ok=True)
        made.link("host", "10.250.7")
        made.link("router", "10.250.8")
        must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "user")
        made.sshd("host")
        router(made)
        yield made


def router(lab: Lab) -> None:
    """Routing daemons beside an SSH server whose shell is vtysh."""
    home = lab.folder / "frr"
    home.mkdir()
    (home / "zebra.conf").write_text(
        "interface lo\n ip address 10.250.255.1/32\n!\ninterface eth0\n description 至核心\n"
    )
    shutil.chown(home, "frr", "frr")
    lab.start("router", ZEBRA, "-f", home / "zebra.conf", "-i", home / "pid", "-z", home / "api",
              "--vty_socket", home, "-u", "frr", "-g", "frr")  # fmt: skip
    lab.sshd("router", f"ForceCommand /usr/bin/vtysh --vty_socket {home}")


def test_a_linux_host_is_found_out_and_read(lab: Lab) -> None:
    done = lab.ask("--ssh", f"root@{HOST}", "--key", lab.folder / "user", "--json")
    assert done.returncode == 0, done.stderr
    assert f"its host key is {lab.pin('host')}" in done.stderr
    facts = json.loads(done.stdout)
    assert (facts["os"], facts["version"]) == ("linux", os.uname().release)
    assert facts["sysName"] == os.uname().nodename
    links = {each["name"].partition("@")[0]: each for each in facts["interfaces"]}
    stated = json.loads(must("ip", "-n", lab.space("host"), "-j", "link", "show"))
    assert {each["ifname"]: (each["ifindex"], each["mtu"]) for each in stated if each["ifname"] in {"lo", "eth0"}} == {
        name: (links[name]["index"], links[name]["mtu"]) for name in ("lo", "eth0")
    }
    assert links["eth0"]["mac"] == next(each["address"] for each in stated if each["ifname"] == "eth0")
    assert {"address": HOST, "prefixlen": 24, "if_index": links["eth0"]["index"], "version": 4,
            "local_port": links["eth0"]["name"]} in facts["ip_addresses"]  # fmt: skip
    assert any(each["address"] == "10.250.7.1" for each in facts["arp"])


def test_a_router_is_found_out_and_read(lab: Lab) -> None:
    done = lab.ask("--ssh", f"root@{ROUTER}", "--key", lab.folder / "user", "--host-key", lab.pin("router"), "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert (facts["os"], facts["vendor"]) == ("frr", "FRRouting")
    assert facts["sysDescr"].startswith(f"FRRouting {facts['version']}")
    ports = {each["name"]: each for each in facts["interfaces"]}
    assert (ports["eth0"]["alias"], ports["eth0"]["oper"], ports["eth0"]["admin"]) == ("至核心", "up", "up")
    assert {(each["address"], each["prefixlen"]) for each in facts["ip_addresses"]} >= {
        ("10.250.255.1", 32),
        (ROUTER, 24),
    }


def test_the_running_configuration_of_a_router_is_whole(lab: Lab) -> None:
    done = run("ip", "netns", "exec", lab.space("asker"), sys.executable, "-c", CONFIGURATION, ROUTER,
               lab.folder / "user")  # fmt: skip
    assert done.returncode == 0, done.stderr
    verdict, *lines = done.stdout.rstrip().split("\n")
    assert verdict.strip() == "True"
    assert lines[-1] == "end"
    assert " ip address 10.250.255.1/32" in lines
    assert " description 至核心" in lines


def test_napalm_that_says_nothing_of_a_router_is_a_failure(lab: Lab) -> None:
    options = ("--key", lab.folder / "user", "--platform", "cisco_ios", "--napalm")
    done = lab.ask("--ssh", f"root@{ROUTER}", *options)
    assert done.returncode == 1
    assert "expected model, version or serial of a cisco_ios" in done.stderr


def test_another_key_is_not_let_in(lab: Lab) -> None:
    must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", lab.folder / "stranger")
    done = lab.ask("--ssh", f"root@{HOST}", "--key", lab.folder / "stranger")
    assert done.returncode == 1
    assert "user 'root' with this key is not let in" in done.stderr


def test_a_replaced_host_is_an_alarm(lab: Lab) -> None:
    before = lab.pin("host")
    os.kill(int((lab.folder / "host.pid").read_text()), 15)
    time.sleep(0.3)
    lab.sshd("host")
    done = lab.ask("--ssh", f"root@{HOST}", "--key", lab.folder / "user", "--host-key", before)
    assert done.returncode == 1
    assert "shows host key ssh-ed25519 SHA256:" in done.stderr
    assert "pinned is ssh-ed25519 SHA256:" in done.stderr
