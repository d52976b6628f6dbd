"""The command line: what each command does, and what it says when it cannot."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from infoport.cli import infoport as command

from inventory.core.models import ObjectChange
from inventory.dcim.models import RackRole
from inventory.users.models import Token, User

INFOPORT = Path(sys.executable).parent / "infoport"
ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "snmp"
Command = Callable[..., Result]


@pytest.fixture
def infoport(db: None, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command in this process, on the tests' database; it must succeed unless told otherwise."""
    del db
    monkeypatch.setenv("INFOPORT_DATA", os.environ["INFOPORT_TESTS"])

    def run(*arguments: str, status: int = 0) -> Result:
        done = CliRunner().invoke(command, arguments)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == status, done.output
        return done

    return run


@pytest.fixture
def admin(db: None) -> User:
    del db
    return User.objects.create(username="admin", is_superuser=True)


@pytest.fixture
def roles(db: None) -> None:
    del db
    RackRole.objects.create(name="核心 Core", slug="core", color="ff0000")
    RackRole.objects.create(name="=Storage", slug="storage", color="00ff00", description="looks like a formula")


def called(data: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person does, in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INFOPORT_")}
    return subprocess.run(
        [INFOPORT, *arguments],
        env={**kept, "INFOPORT_DATA": str(data), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_token_prints_a_token_alone_and_refuses_an_unknown_user(infoport: Command, admin: User) -> None:
    text = infoport("token", "admin", "--read-only", "--days", "1").stdout
    assert text.startswith("nbt_")
    assert len(text.split()) == 1
    token = Token.objects.get(user=admin)
    assert not token.write_enabled
    assert token.expires is not None
    assert "there is no user 'nobody'" in infoport("token", "nobody", status=1).stderr


def test_describe_tells_every_type_and_names_an_unknown_one(infoport: Command) -> None:
    assert "dcim.device" in infoport("describe").stdout
    told = json.loads(infoport("describe", "dcim/racks", "--json").stdout)
    assert told["type"] == "dcim.rack"
    assert told["api"] == "/api/dcim/racks/"
    assert "site_id" in told["filters"]
    assert {"name", "kind", "label"} <= set(told["fields"][0])
    assert "there is no type 'dcim.spaceship'" in infoport("describe", "dcim.spaceship", status=1).stderr


@pytest.mark.usefixtures("roles")
def test_what_is_exported_is_imported_without_a_change(infoport: Command, tmp_path: Path) -> None:
    for form in ("csv", "json", "yaml"):
        file = tmp_path / f"dcim.rackrole.{form}"
        infoport("export", "dcim.rackrole", "--format", form, "--output", str(file))
        told = infoport("import", str(file)).stdout
        assert told.strip() == "0 new, 0 changed, 2 same, 0 refused"


@pytest.mark.usefixtures("roles")
def test_export_takes_the_filters_of_the_api(infoport: Command) -> None:
    every = list(csv.DictReader(io.StringIO(infoport("export", "dcim.rackrole").stdout.lstrip("\ufeff"))))
    assert {each["slug"] for each in every} == {"core", "storage"}
    one = infoport("export", "dcim.rackrole", "slug=core", "--format", "json").stdout
    assert [each["name"] for each in json.loads(one)] == ["核心 Core"]
    assert "Unknown filter" in infoport("export", "dcim.rackrole", "colour=red", status=1).stderr


@pytest.mark.usefixtures("admin")
def test_import_reports_refused_rows_and_writes_the_others_as_the_user(infoport: Command, tmp_path: Path) -> None:
    file = tmp_path / "roles.csv"
    file.write_text("name,slug,color\nTest role,test-role,ff0000\nBad role,bad role,ff0000\n", encoding="utf-8")
    dry = infoport("import", str(file), "--type", "dcim.rackrole", "--dry-run", status=1)
    assert "1 new" in dry.stdout
    assert "nothing written" in dry.stdout
    done = infoport("import", str(file), "--type", "dcim.rackrole", "--user", "admin", status=1)
    assert "1 new, 0 changed, 0 same, 1 refused" in done.stdout
    assert "row 2, slug" in done.stderr
    change = ObjectChange.objects.latest("id")
    assert (change.user_name, change.action, change.message) == ("admin", "create", "infoport import roles.csv")
    assert (
        "there is no user 'nobody'"
        in infoport("import", str(file), "--type", "dcim.site", "--user", "nobody", status=1).stderr
    )


def test_import_names_what_is_wrong_with_a_file(infoport: Command, tmp_path: Path) -> None:
    file = tmp_path / "dcim.site.json"
    file.write_text("{", encoding="utf-8")
    assert "Not a JSON file" in infoport("import", str(file), status=1).stderr


def test_audit_of_a_city_never_polled_finds_nothing(infoport: Command) -> None:
    assert json.loads(infoport("audit", "--json").stdout) == []
    assert infoport("audit").stdout.strip() == "0 differences"


def test_planted_deviations_are_listed(infoport: Command) -> None:
    planted = json.loads(infoport("demo", "planted", "--json").stdout)
    assert planted
    assert infoport("demo", "planted").stdout.splitlines()[-1] == f"{len(planted)} planted"


def test_check_masks_secrets_and_names_a_misspelt_setting(infoport: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFOPORT_SECRET_KEY", "very-secret")
    monkeypatch.setenv("INFOPORT_PROT", "8001")
    shown = infoport("check", status=1).output
    assert "very-secret" not in shown
    assert "INFOPORT_SECRET_KEY" in shown
    assert "INFOPORT_PROT is set but is no setting" in shown


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of recordings is not beside the checkout")
def test_collect_prints_the_facts_of_a_recording(tmp_path: Path) -> None:
    recording = CORPUS / "ios_2960x.snmprec"
    done = called(tmp_path / "var", "collect", "--recording", str(recording), "--json")
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["sysObjectID"].startswith("1.3.6.1.4.1.9.")
    assert facts["interfaces"]


def test_collect_explains_which_profile_fits_and_how_each_fact_is_known(tmp_path: Path) -> None:
    recording = ROOT / "tests" / "recordings" / "cisco-iosxe" / "synthesised" / "walk.snmprec"
    done = called(tmp_path / "var", "collect", "--recording", str(recording), "--explain")
    assert done.returncode == 0, done.stderr
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert any(line.startswith("profile cisco-iosxe (40): sysObjectID 1.3.6.1.4.1.9.1.2494 is under") for line in lines)
    assert any(line.startswith("or cisco-ios (35):") for line in lines)
    assert {"vendor derived", "hardware stated", "version derived"} <= set(lines)


def test_collect_names_what_is_wrong_with_a_recording(tmp_path: Path) -> None:
    recording = tmp_path / "broken.snmprec"
    recording.write_text("this is no recording\n", encoding="utf-8")
    done = called(tmp_path / "var", "collect", "--recording", str(recording), "--json")
    assert done.returncode == 1
    assert "broken.snmprec line 1" in done.stderr
    assert "Traceback" not in done.stderr


def test_collect_of_a_silent_address_says_so(tmp_path: Path) -> None:
    done = called(tmp_path / "var", "collect", "127.0.0.1", "--port", "9", "--timeout", "0.2", "--retries", "0")
    assert done.returncode == 1
    assert "127.0.0.1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_fits_the_data_directory_of_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = called(tmp_path / "file" / "var", "check")
    assert done.returncode == 2
    assert "cannot use the data directory" in done.stderr


def test_a_server_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    done = called(tmp_path / "var", "audit", INFOPORT_DATABASE_URL="postgresql://nobody@127.0.0.1:1/city")
    assert done.returncode == 2
    assert "cannot use the database of INFOPORT_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_without_tables_says_what_makes_them(folder: Path) -> None:
    done = called(folder / "var", "audit")
    assert done.returncode == 2
    assert "`infoport manage migrate` makes them" in done.stderr
    assert "Traceback" not in done.stderr
