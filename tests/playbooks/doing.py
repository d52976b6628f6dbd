"""Runs plays on hosts of the lab."""

from pathlib import Path
from typing import Any

from playbooks import catalog, runner
from playbooks.orders import Access, Event, Order, Result
from tests.lab.hosts import Host


def order(folder: Path, play: str, host: Host, given: dict[str, Any], *others: Host, **more: Any) -> Order:
    ident = runner.new_ident()
    return Order(
        ident=ident,
        play=play,
        targets=(host.target,),
        others=tuple(each.target for each in others),
        parameters=given,
        folder=str(folder / ident),
        **{"access": Access(keys=(host.lab.key,)), **more},
    )


class Journey:
    """A play all its way: foreseen, done, done again, taken back, taken back again."""

    def __init__(self, folder: Path, play: str, host: Host, given: dict[str, Any], *others: Host) -> None:
        self.folder, self.play, self.host, self.given, self.others = folder, catalog.find(play), host, given, others
        self.events: dict[str, list[Event]] = {}
        self.results: dict[str, Result] = {}

    def step(self, name: str, **more: Any) -> Result:
        play, given = self.play.name, self.given
        if name.startswith("undo"):
            back = self.play.undo_of(self.play.validated(given))
            assert back is not None
            play, given = back[0].name, {each: getattr(back[1], each) for each in back[0].parameters.__struct_fields__}
        asked = order(self.folder, play, self.host, given, *self.others, **more)
        self.events[name] = []
        self.results[name] = result = runner.run(asked, on_event=self.events[name].append)
        return result

    def done(self, name: str, **more: Any) -> Result:
        result = self.step(name, **more)
        assert result.state == "done", f"{self.play.name}, {name}: {result.reason}\n{result.failures}"
        return result


def changes(host: Host) -> dict[str, float]:
    """The files of a host that differ from those it was born with, outside of what a running system writes."""
    upper = host.folder / "upper"
    quiet = ("var/log", "var/tmp", "tmp", "root/.ansible", "var/cache", "var/lib/postgresql", "var/lib/systemd")
    return {
        name: path.lstat().st_mtime
        for path in sorted(upper.rglob("*"))
        if not path.is_dir()
        and not (name := str(path.relative_to(upper))).startswith(quiet)
        and not name.startswith("var/lib/apt")
    }


def all_files(folder: Path) -> str:
    """The texts of all files of a folder, one after the other."""
    return "\n".join(path.read_text(errors="replace") for path in sorted(folder.rglob("*")) if path.is_file())
