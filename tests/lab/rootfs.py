"""The root file system the hosts of a lab share: built once for a list of packages, and kept."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SUITE = "bookworm"
MIRROR = os.environ.get("INFOPORT_TESTS_MIRROR", "http://deb.debian.org/debian")
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "openssh-server", "sudo", "python3-minimal", "python3-apt", "iproute2"),
    *(
        "nftables",
        "chrony",
        "snmpd",
        "snmp",
        "nginx-light",
        "postgresql",
        "restic",
        "bind9",
        "bind9-dnsutils",
        "tzdata",
    ),
    *("ca-certificates", "acl"),
)
LEFT_OUT = ("/usr/share/man/*", "/usr/share/doc/*", "/usr/share/locale/*", "/usr/share/info/*")
IDLE = ("nginx", "postgresql", "named", "snmpd", "chrony", "nftables")
"""Services that do not start by themselves: plays start them."""
UNWANTED = (
    *("chrony-wait.service", "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "fstrim.timer"),
    *("e2scrub_all.timer", "e2scrub_reap.service", "systemd-logind.service", "getty.target", "console-getty.service"),
)
VERSION = "2"
SECONDS = 400
NO_MIRROR = ("Temporary failure resolving", "Could not connect", "Could not resolve", "Network is unreachable")
# chronyd must never touch the clock, which is the machine's.
CHRONY = (
    "[Unit]\nConditionCapability=\n"
    "[Service]\nUser=root\nType=simple\nPIDFile=\nExecStart=\nExecStart=/usr/sbin/chronyd -x -d -u root\n"
)
JOURNAL = "[Journal]\nStorage=volatile\nRuntimeMaxUse=8M\n"


def root_file_system() -> Path:
    """The folder of the root file system, built now if it is not there. Never write to it. Skips without a mirror."""
    key = hashlib.sha256("\n".join((SUITE, VERSION, *PACKAGES, *IDLE, *UNWANTED)).encode()).hexdigest()[:12]
    home = Path("/var/tmp/infoport-lab")
    home.mkdir(mode=0o755, exist_ok=True)
    folder = home / f"{SUITE}-{key}"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = Path(tempfile.mkdtemp(prefix="building-", dir=home))
            build(draft / "root")
            (draft / "root").rename(folder)
            shutil.rmtree(draft)
    return folder


def build(folder: Path) -> None:
    options = ['--aptopt=APT::Install-Recommends "false"', '--aptopt=Acquire::Languages "none"']
    options += ["--dpkgopt=force-unsafe-io", *(f"--dpkgopt=path-exclude={each}" for each in LEFT_OUT)]
    command = ["mmdebstrap", "--variant=minbase", "--mode=root", "--format=directory", "--quiet", *options]
    done = subprocess.run(
        [*command, f"--include={','.join(PACKAGES)}", SUITE, folder, MIRROR],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode and any(words in done.stderr for words in NO_MIRROR):
        pytest.skip(f"the Debian mirror {MIRROR} cannot be reached")
    assert done.returncode == 0, done.stderr[-3000:]
    for key in (folder / "etc/ssh").glob("ssh_host_*"):
        key.unlink()
    (folder / "etc/machine-id").write_text("")
    for name, text in {
        "etc/systemd/system/chrony.service.d/lab.conf": CHRONY,
        "etc/systemd/journald.conf.d/lab.conf": JOURNAL,
        "etc/ssh/sshd_config.d/00-lab.conf": "HostKey /etc/ssh/ssh_host_ed25519_key\nUseDNS no\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    subprocess.run(["systemctl", f"--root={folder}", "disable", "--quiet", *IDLE], check=True, capture_output=True)
    subprocess.run(["systemctl", f"--root={folder}", "mask", "--quiet", *UNWANTED], check=True, capture_output=True)
