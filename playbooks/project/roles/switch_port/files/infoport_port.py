#!/usr/bin/python3
"""A port of a Linux bridge, and its settings at boot.

infoport-port show PORT     what is in force, a line each: bridge, description, vlan, tagged
infoport-port set PORT      put in force what the input says in the same form, and keep it
infoport-port reset PORT    out of its bridge, without a description, and not kept
infoport-port load          put in force what is kept
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

KEPT = Path("/etc/infoport/ports.d")


def asked(*words: str) -> list[dict[str, Any]]:
    """What ip or bridge says in JSON; nothing where it fails."""
    done = subprocess.run([*words], capture_output=True, text=True, check=False)
    found = json.loads(done.stdout or "[]") if done.returncode == 0 else []
    return [each for each in found if each]


def run(*words: str) -> None:
    """Run a command; what it complains of is ours."""
    subprocess.run(words, check=True)


def vlans(port: str) -> tuple[int | None, list[int]]:
    """The untagged VLAN of a port and its tagged ones."""
    found = asked("bridge", "-j", "-compressvlans", "vlan", "show", "dev", port)
    untagged: int | None = None
    tagged: list[int] = []
    for each in found[0].get("vlans", []) if found else []:
        if "PVID" in each.get("flags", []):
            untagged = each["vlan"]
        else:
            tagged += range(each["vlan"], each.get("vlanEnd", each["vlan"]) + 1)
    return untagged, tagged


def show(port: str) -> dict[str, str]:
    """What is in force."""
    link = asked("ip", "-j", "link", "show", "dev", port)
    if not link:
        raise SystemExit(f"there is no port {port}")
    said = {"bridge": link[0].get("master", ""), "description": link[0].get("ifalias", "")}
    untagged, tagged = vlans(port)
    if untagged is not None or tagged:
        said |= {"vlan": str(untagged or ""), "tagged": ",".join(map(str, tagged))}
    return {name: value for name, value in said.items() if value}


def put(port: str, wanted: dict[str, str]) -> None:
    """Put settings in force."""
    have = show(port)
    if wanted.get("bridge") != have.get("bridge"):
        run("ip", "link", "set", "dev", port, *(["master", wanted["bridge"]] if "bridge" in wanted else ["nomaster"]))
    if wanted.get("description") != have.get("description"):
        run("ip", "link", "set", "dev", port, "alias", wanted.get("description", ""))
    if "vlan" in wanted or "tagged" in wanted:
        put_vlans(
            port, int(wanted.get("vlan") or 0), [int(each) for each in wanted.get("tagged", "").split(",") if each]
        )
    run("ip", "link", "set", "dev", port, "up")


def put_vlans(port: str, untagged: int, tagged: list[int]) -> None:
    """Make these the VLANs of a port, and no others. The bridge must filter VLANs."""
    had, carried = vlans(port)
    for each in {*carried, *([had] if had else [])} - {untagged, *tagged}:
        run("bridge", "vlan", "del", "dev", port, "vid", str(each))
    if untagged and untagged != had:
        run("bridge", "vlan", "add", "dev", port, "vid", str(untagged), "pvid", "untagged")
    for each in set(tagged) - set(carried):
        run("bridge", "vlan", "add", "dev", port, "vid", str(each))


def parsed(text: str) -> dict[str, str]:
    """Settings from their lines."""
    pairs = (line.split(" ", 1) for line in text.splitlines() if " " in line)
    return {name: value.strip() for name, value in pairs if value.strip()}


def main() -> int:
    """Do what the command line asks."""
    verb, port = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else "")  # noqa: PLR2004 - words
    if verb == "show":
        sys.stdout.write("".join(f"{name} {value}\n" for name, value in show(port).items()))
    elif verb == "set":
        text = sys.stdin.read()
        put(port, parsed(text))
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / port).write_text(text, encoding="utf-8")
    elif verb == "reset":
        put(port, {})
        (KEPT / port).unlink(missing_ok=True)
    elif verb == "load":
        for file in sorted(KEPT.iterdir()):
            put(file.name, parsed(file.read_text(encoding="utf-8")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
