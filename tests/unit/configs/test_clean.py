"""Configurations written by hand: «…» is a secret, `~` begins a line that changes by itself."""

import re
from pathlib import Path

import pytest

from collectors.configs.clean import HIDDEN, Incomplete, clean
from collectors.configs.platform import ANY, BadPlatform, known, platforms, read

TEXTS = Path(__file__).parent / "texts"
SECRET = re.compile(r"«(.*?)»", re.DOTALL)
KEYS = sorted(path.stem for path in TEXTS.glob("*.txt"))


def marked(platform: str) -> str:
    return (TEXTS / f"{platform}.txt").read_text(encoding="utf-8")


def printed(platform: str) -> str:
    """As the device prints it."""
    return re.sub(r"^~", "", SECRET.sub(r"\1", marked(platform)), flags=re.MULTILINE)


def unquoted(text: str) -> str:
    """Whether a device quotes its secrets is no matter."""
    return text.replace(f'"{HIDDEN}"', HIDDEN)


def test_every_platform_has_a_configuration_of_its_own():
    assert sorted(platforms().keys() - {ANY}) == KEYS


@pytest.mark.parametrize("platform", KEYS)
def test_secrets_are_hidden_and_all_else_stays(platform: str):
    expected = [line for line in SECRET.sub(HIDDEN, marked(platform)).strip("\n").split("\n") if line[:1] != "~"]
    found = clean(printed(platform), platform, ended=True)
    assert unquoted(found.text).strip("\n") == unquoted("\n".join(expected)).strip("\n")
    assert found.secrets >= len(SECRET.findall(marked(platform)))
    for secret in SECRET.findall(marked(platform)):
        assert secret not in found.text


@pytest.mark.parametrize("platform", KEYS)
def test_cleaning_twice_changes_nothing(platform: str):
    once = clean(printed(platform), platform, ended=True).text
    assert clean(once, platform, ended=True).text == once


@pytest.mark.parametrize("platform", KEYS)
def test_a_text_cut_anywhere_is_no_version(platform: str):
    """Cut after any line, as a dropped connection does; the session then did not see the prompt."""
    lines = printed(platform).rstrip("\n").split("\n")
    for at in range(1, len(lines)):
        with pytest.raises(Incomplete):
            clean("\n".join(lines[:at]), platform, ended=False)


@pytest.mark.parametrize("platform", [key for key in KEYS if platforms()[key].end])
def test_the_end_is_recognised_without_a_session(platform: str):
    lines = printed(platform).rstrip("\n").split("\n")
    assert clean("\n".join(lines), platform).mark
    for at in range(1, len(lines)):
        if lines[at - 1] not in {"end", "return", ": end"}:
            with pytest.raises(Incomplete):
                clean("\n".join(lines[:at]), platform)


def test_a_platform_without_an_end_needs_the_prompt():
    with pytest.raises(Incomplete, match="no session saw the prompt"):
        clean(printed("cisco-nxos"), "cisco-nxos")


@pytest.mark.parametrize(
    ("text", "platform", "reason"),
    [
        ("Error: Unrecognized command found at '^' position.\n<sw>\nreturn\n", "huawei-vrp", "refused: Error"),
        ("#\nsysname x\n  ---- More ----\n#\nreturn\n", "huawei-vrp", "line 3 is a paging prompt"),
        ("version 1\n --More-- \nend\n", "cisco-ios", "line 2 is a paging prompt"),
        ("return\n", "huawei-vrp", "has 1 lines"), ("", "huawei-vrp", "has 0 lines"),
        ("a\nb\n-----BEGIN RSA PRIVATE KEY-----\nAAAA\nend\n", "cisco-ios", "begins in line 3"),
        ("% Invalid input detected at '^' marker.\na\nb\nend", "cisco-ios", "refused: % Invalid"),
    ],
)  # fmt: skip
def test_what_is_no_configuration_says_why(text: str, platform: str, reason: str):
    with pytest.raises(Incomplete, match=re.escape(reason)):
        clean(text, platform, ended=True)


def test_terminal_sequences_and_line_ends_are_no_difference():
    plain = "#\nsysname x\n#\nreturn\n"
    assert (
        clean("\x1b[16D#\r\nsysname x   \r\n#\r\nreturn\r\n\r\n", "huawei-vrp").text == clean(plain, "huawei-vrp").text
    )


def test_platforms_are_found_by_the_names_of_inventories():
    assert known("huawei-vrp") == known("HUAWEI") == "huawei-vrp"
    assert known("cisco-iosxe") == "cisco-ios"
    assert known("oceanstor") is known(None) is known("any") is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("secrets: [{match: 'password (\\S+)'}]", "no group called secret"), ("secrets: [{match: '('}]", "no regular"),
        ("end: '('", "no regular"), ("colour: red", "colour"),
    ],
)  # fmt: skip
def test_a_file_that_contradicts_the_schema_is_named(tmp_path: Path, content: str, reason: str):
    keys = "".join(f"{key}: []\n" for key in ("slugs", "errors", "volatile", "secrets") if not content.startswith(key))
    path = tmp_path / "broken.yaml"
    path.write_text(f"name: Broken\n{keys}{content}\n", encoding="utf-8")
    with pytest.raises(BadPlatform, match=rf"broken\.yaml: .*{reason}"):
        read(path)
