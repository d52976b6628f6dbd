"""House rules that no linter states."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from infoport import environment
from infoport.cli import docs

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("inventory", "collectors", "playbooks", "monitoring", "site/infoport", "tests")
FILE_LINES = 500
FUNCTION_LINES = 60
TYPE_LINES = 40
LARGER_TYPES = {
    *("cable.py", "cable_path.py", "interface.py", "virtual_chassis.py", "config_context.py"),
    *("device.py", "device_type.py", "rack.py", "virtual_machine.py", "application_service.py"),
    "custom_field.py",  # twenty-four fields on the wire
}
IGNORES = 20
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}


def sources(*folders: str) -> Iterator[Path]:
    """Our Python files, without migrations, which are written by Django."""
    for folder in folders or PACKAGES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "node_modules" not in path.parts:
                yield path


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_500_lines() -> None:
    assert {relative(path): len(lines(path)) for path in sources() if len(lines(path)) > FILE_LINES} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    long[f"{relative(path)}:{node.name}"] = length
    assert long == {}


def test_an_object_type_is_one_file_of_40_lines() -> None:
    long = {}
    for path in sources("inventory"):
        if path.parent.name == "models" and path.name not in {"__init__.py", *LARGER_TYPES}:
            text = path.read_text(encoding="utf-8")
            if "class Inventory" in text and len(lines(path)) > TYPE_LINES:
                long[relative(path)] = len(lines(path))
    assert long == {}


@pytest.mark.parametrize("folder", sorted(ROOT.glob("inventory/*/models")), ids=lambda path: path.parent.name)
def test_models_are_imported_exactly_as_the_folder_has_them(folder: Path) -> None:
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    imported = {
        (node.module or "").rsplit(".", 1)[-1]
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(f"inventory.{folder.parent.name}.models.")
    }
    declaring = {path.stem for path in folder.glob("*.py") if path.name != "__init__.py" and declares_a_table(path)}
    assert declaring <= imported
    assert imported <= {path.stem for path in folder.glob("*.py")}


def declares_a_table(path: Path) -> bool:
    """Whether a class of the file is a model that is not abstract."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            inner = [each for each in node.body if isinstance(each, ast.ClassDef)]
            names = {each.name for each in inner}
            abstract = any("abstract = True" in ast.unparse(each) for each in inner if each.name == "Meta")
            if "Inventory" in names and not abstract:
                return True
    return False


def test_modules_are_named_after_their_idea() -> None:
    assert [relative(path) for path in sources() if path.stem in FORBIDDEN_NAMES] == []


def test_site_is_a_source_root_and_no_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()


def test_type_ignores_carry_a_code_and_a_reason_and_are_few() -> None:
    found = []
    bare = []
    for path in sources(*PACKAGES[:-1]):
        for number, line in enumerate(lines(path), 1):
            if "# type: ignore" in line:
                found.append(f"{relative(path)}:{number}")
                if not re.search(r"# type: ignore\[[\w, -]+\]\s+# \S", line):
                    bare.append(f"{relative(path)}:{number}")
    assert bare == []
    assert len(found) <= IGNORES, found


def test_broad_exceptions_are_caught_at_the_task_boundary_alone() -> None:
    found = {relative(path) for path in sources(*PACKAGES[:-1]) if any(swallowed(path))}
    # A forked child may not return into its parent's code, whatever went wrong; a template may raise anything.
    boundaries = {"site/infoport/supervisor/children.py", "site/infoport/tasks/boundary.py"}
    assert found <= boundaries | {"inventory/extras/renderer.py"}


def swallowed(path: Path) -> Iterator[ast.ExceptHandler]:
    """Handlers of whatever may come that do not raise it again."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            names = (
                {each.id for each in ast.walk(node.type) if isinstance(each, ast.Name)} if node.type else {"Exception"}
            )
            last = node.body[-1]
            raised = isinstance(last, ast.Raise) and last.exc is None
            if names & {"Exception", "BaseException"} and not raised:
                yield node


def test_every_setting_is_documented_with_type_and_default() -> None:
    text = (ROOT / "docs" / "generated" / "settings.md").read_text(encoding="utf-8")
    names = [f"`{environment.PREFIX}{name.upper()}`" for name in environment.Environment.__struct_fields__]
    assert [name for name in names if name not in text] == []


def test_generated_documents_are_those_the_code_writes() -> None:
    assert (ROOT / "docs" / "generated" / "settings.md").read_text(encoding="utf-8") == docs.settings()


def test_no_file_names_a_path_of_one_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout: cannot tell the project's files from others")
    kept = [
        path for name in tracked if (path := ROOT / name).suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".html"}
    ]
    pattern = re.compile(r"/(home|Users)/[a-z]+/|/root/")
    found = [
        relative(path)
        for path in kept
        if path.is_file() and path != Path(__file__) and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
