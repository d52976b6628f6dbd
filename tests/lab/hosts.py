"""A lab: hosts on one switch, each a booted Debian; reached from here through `Doors`."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from playbooks.orders import Target
from tests.lab.doors import Doors
from tests.lab.rootfs import root_file_system

PREFIX = "ipl"
NETWORK = "10.66.0"
BOOT_SECONDS = 60
PROGRAMS = ("mmdebstrap", "systemd-nspawn", "ip", "nsenter", "setpriv", "ssh", "ssh-keygen", "ssh-agent")


def need_namespaces() -> None:
    """Skip where hosts cannot be made, saying why."""
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        pytest.skip(f"hosts need programs that are not installed: {', '.join(missing)}; .ci/packages installs them")
    if os.geteuid():
        pytest.skip("hosts in namespaces need root")
    tried = subprocess.run(
        ["unshare", "-m", "-n", "-u", "-p", "-f", "true"], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"namespaces are not permitted here: {tried.stderr.strip()}")


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


class Host:
    """A booted host. `root` is its file system, `target` what plays know of it."""

    def __init__(self, lab: "Lab", name: str, number: int) -> None:
        self.lab, self.name, self.address = lab, name, f"{NETWORK}.{number}"
        self.folder, self.namespace = lab.folder / name, f"{lab.name}-{number}"
        self.root = self.folder / "root"
        for each in ("upper", "work", "root"):
            (self.folder / each).mkdir(parents=True)
        layers = f"lowerdir={lab.lower},upperdir={self.folder}/upper,workdir={self.folder}/work"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, self.root], check=True)
        self._personalise()
        self._plug(number)
        self.boot()

    def _personalise(self) -> None:
        key = self.root / "etc/ssh/ssh_host_ed25519_key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        self.host_key = " ".join(key.with_suffix(".pub").read_text().split()[:2])
        (self.root / "root/.ssh").mkdir(mode=0o700, exist_ok=True)
        (self.root / "root/.ssh/authorized_keys").write_text(self.lab.public)
        (self.root / "etc/hostname").write_text(f"{self.name}\n")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost\n127.0.1.1 {self.name}\n")

    def _plug(self, number: int) -> None:
        ip("netns", "add", self.namespace)
        ip("-n", self.lab.name, "link", "add", f"p{number}", "type", "veth", "peer", "eth0", "netns", self.namespace)
        ip("-n", self.lab.name, "link", "set", f"p{number}", "master", "br0", "up")
        ip("-n", self.namespace, "addr", "add", f"{self.address}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            ip("-n", self.namespace, "link", "set", device, "up")

    def boot(self) -> None:
        """Start it; `ready` waits for it."""
        options = ["--quiet", "--register=no", "--keep-unit", "--resolv-conf=off", "--timezone=off", "--boot"]
        options += ["--console=read-only", "--capability=CAP_NET_ADMIN", "-D", str(self.root), "-M", self.name]
        options += [f"--network-namespace-path=/run/netns/{self.namespace}"]
        with (self.folder / "console").open("ab") as console:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "systemd-nspawn", *options],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )

    def ready(self) -> "Host":
        """Wait until sshd answers. Skips where booting is not permitted."""
        begun = time.monotonic()
        while True:
            with contextlib.suppress(OSError), self.lab.doors.connect(self.address, 22) as connection:
                if connection.recv(4) == b"SSH-":
                    return self
            if self.process.poll() is not None:
                said = (self.folder / "console").read_text(errors="replace").strip()
                if "not permitted" in said or "Permission denied" in said:
                    pytest.skip(f"hosts cannot be booted here: {said[-500:]}")
                raise AssertionError(f"{self.name} has stopped: {said[-3000:]}")
            assert time.monotonic() - begun < BOOT_SECONDS, f"{self.name} does not answer"
            time.sleep(0.05)

    @property
    def target(self) -> Target:
        return Target(name=self.name, address="127.0.0.1", port=self.port(22), host_keys=(self.host_key,))

    def port(self, number: int) -> int:
        """The port of 127.0.0.1 that leads to one of the host's."""
        return self.lab.doors.to(self.address, number)

    def run(self, *words: str, check: bool = True) -> str:
        """What a command says that is run on the host as root."""
        first = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()[0]
        enter = ["nsenter", "-t", first, "-m", "-u", "-i", "-n", "-p", "--"]
        done = subprocess.run([*enter, *words], capture_output=True, text=True, check=False, timeout=60)
        assert not check or done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def stop(self) -> None:
        """Cut its power."""
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):  # it was switched off already
            for child in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
                os.kill(int(child), signal.SIGKILL)
            self.process.kill()
        self.process.wait()

    def remove(self) -> None:
        self.stop()
        subprocess.run(["umount", "-l", self.root], check=True)
        ip("netns", "del", self.namespace)


class Lab:
    """Hosts on one switch. `key` is the private SSH key that each lets in as root."""

    def __init__(self) -> None:
        need_namespaces()
        clear()
        self.lower = root_file_system()
        self.name = f"{PREFIX}{os.getpid()}"
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-", dir="/var/tmp"))
        self.folder.chmod(0o755)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / "key"], check=True)
        self.key = (self.folder / "key").read_text()
        self.public = (self.folder / "key.pub").read_text()
        ip("netns", "add", self.name)
        ip("-n", self.name, "link", "add", "br0", "type", "bridge")
        ip("-n", self.name, "addr", "add", f"{NETWORK}.1/24", "dev", "br0")
        for device in ("lo", "br0"):
            ip("-n", self.name, "link", "set", device, "up")
        self.doors = Doors(self.name)
        self.hosts: dict[str, Host] = {}

    def host(self, name: str) -> Host:
        """The host of that name, booted when it is first asked for."""
        if name not in self.hosts:
            self.hosts[name] = Host(self, name, len(self.hosts) + 10)
        return self.hosts[name]

    def close(self) -> None:
        self.doors.close()
        for host in self.hosts.values():
            host.remove()
        ip("netns", "del", self.name)
        shutil.rmtree(self.folder)


def clear() -> None:
    """Remove what labs have left whose process was killed; their hosts died with it."""
    for folder in Path("/var/tmp").glob(f"{PREFIX}[0-9]*-*"):
        name = folder.name.partition("-")[0]
        if Path(f"/proc/{name.removeprefix(PREFIX)}").exists():
            continue
        for root in folder.glob("*/root"):
            subprocess.run(["umount", "-l", root], capture_output=True, check=False)
        for namespace in Path("/run/netns").glob(f"{name}*"):
            ip("netns", "del", namespace.name)
        shutil.rmtree(folder)


@contextlib.contextmanager
def opened() -> Iterator[Lab]:
    """A lab for as long as it is used."""
    lab = Lab()
    try:
        yield lab
    finally:
        lab.close()
