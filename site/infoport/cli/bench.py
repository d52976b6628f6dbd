"""`infoport bench`."""

import subprocess
import sys
from pathlib import Path

import click

import infoport

SUITES = Path(infoport.__file__).resolve().parents[2] / "tests" / "perf"


@click.command("bench")
@click.argument("names", nargs=-1)
def bench_command(names: tuple[str, ...]) -> None:
    """Measure the speed: every suite of tests/perf, or those of NAMES, each beside its yardstick.

    Needs a checkout, and the tools of developers (`make bench` installs them).
    """
    found = {path.parent.name: path for path in sorted(SUITES.glob("*/bench.py"))}
    if not found:
        raise click.ClickException(f"there are no suites in {SUITES}; run it in a checkout")
    for name in names or found:
        if name not in found:
            raise click.ClickException(f"there is no suite {name!r}; there are: {', '.join(found)}")
    failed = [name for name in names or found if not passed(name, found[name])]
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")


def passed(name: str, script: Path) -> bool:
    """Run a suite with its output on ours; true when it met its budgets."""
    click.echo(f"== {name}")
    return subprocess.run([sys.executable, str(script)], check=False, cwd=SUITES.parents[1]).returncode == 0
