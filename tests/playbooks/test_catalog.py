"""The catalogue: what plays are told, and what is refused before anything runs."""

from typing import Any

import pytest
import yaml

from playbooks import authority, catalog
from playbooks.catalog import CATALOG, Unfit
from playbooks.connecting import plain
from playbooks.masking import MASK, Mask

SITE = {"site": "weather", "domain": "weather.city.test", "title": "气象"}


@pytest.mark.parametrize("play", CATALOG.values(), ids=CATALOG)
def test_every_play_has_a_file_tasks_and_an_undo_told_no_secret(play: catalog.Play) -> None:
    assert play.file.exists()
    assert play.tasks > 0
    assert play.schema["$defs"]
    if play.undo is None:
        assert play.reads or play.name.endswith("-undo")
    else:
        back = catalog.find(play.undo)
        assert back.secrets == frozenset()
        assert set(back.parameters.__struct_fields__) <= set(play.parameters.__struct_fields__)


def test_undo_is_told_what_the_play_was() -> None:
    play = catalog.find("web-site")
    leaf = authority.make("CA").issue("weather.city.test")
    given = play.validated({**SITE, "certificate": leaf.certificate, "key": leaf.key})
    back = play.undo_of(given)
    assert back is not None
    assert (back[0].name, back[0].shown(back[1])) == ("web-site-undo", {"site": "weather", "erase": True})
    assert "key" not in play.shown(given)
    assert "PRIVATE KEY" not in repr(given)
    assert play.shown(given)["domain"] == "weather.city.test"


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("dns-record", {"values": ["10.0.0.300"]}, "10.0.0.300"),
        ("dns-record", {"values": ["fd00::1"]}, "no address of an A record"),
        ("dns-record", {"values": ["10.0.0.1\nsend"]}, "values"),
        ("dns-record", {"name": "x\n"}, "name"),
        ("dns-record", {"extra": 1}, "extra"),
        ("firewall-rule", {"sources": ["10.0.0.1/8"]}, "has host bits set"),
        ("firewall-rule", {"ports": [22], "sources": []}, "nobody could log in again"),
        ("firewall-rule", {"ports": [70000]}, "ports"),
        ("database", {"owner": "postgres"}, "keeps for itself"),
        ("database", {"database": 'x"; DROP'}, "database"),
        ("database", {"password": "short"}, "password"),
        ("linux-server", {"users": [{"name": "root", "keys": []}]}, "not a person's account"),
        ("linux-server", {"users": [{"name": "a", "keys": ["ssh-ed25519 AAAA\nssh-rsa BBBB"]}]}, "keys"),
    ],
)
def test_parameters_that_do_not_fit_are_refused_with_field_and_reason(
    name: str, change: dict[str, Any], words: str
) -> None:
    good: dict[str, dict[str, Any]] = {
        "dns-record": {"zone": "city.test", "name": "a", "type": "A", "values": ["10.0.0.1"]},
        "firewall-rule": {"rule": "r", "ports": [53], "sources": ["10.0.0.0/8"]},
        "database": {"database": "d", "owner": "o", "password": "long enough"},
        "linux-server": {"hostname": "h", "snmp_auth": "long enough", "snmp_priv": "long enough"},
    }
    catalog.find(name).validated(good[name])
    with pytest.raises(Unfit, match=f"^{name}: .*{words}"):
        catalog.find(name).validated({**good[name], **change})


def test_a_play_that_is_not_there_is_told() -> None:
    with pytest.raises(catalog.NoSuchPlay, match="there is no play 'format-disks'"):
        catalog.find("format-disks")


def test_texts_for_ansible_are_data_whatever_they_hold() -> None:
    value = {
        "a": "{{ 7 * 7 }}",
        "b": ["x: y", "- z", 'q"\\\n\t', "气象 😀", "\u2028", ""],
        "c": {"d": None, "e": [True, 3]},
        "f": [],
    }

    class Loader(yaml.SafeLoader):
        pass

    marked: list[str] = []

    def unsafe(loader: Any, node: Any) -> Any:
        marked.append(node.value)
        return node.value

    Loader.add_constructor("!unsafe", unsafe)
    assert yaml.load(plain(value), Loader) == value
    assert "{{ 7 * 7 }}" in marked


def test_secrets_are_masked_in_every_form_they_are_written_in() -> None:
    import base64
    import json
    from urllib.parse import quote

    secret = "pa'ss \"wörd\\ {{x}}"
    mask = Mask([secret, "-----BEGIN KEY-----\nfirst-line-of-key\nsecond-line-of-key\n-----END KEY-----\n"])
    for text in (secret, json.dumps(secret), repr(secret), quote(secret, safe=""), json.dumps(json.dumps(secret))):
        assert secret not in mask.text(f"before {text} after")
        assert MASK in mask.text(f"before {text} after"), text
    for prefix in ("", "a", "ab", "user:"):
        coded = base64.b64encode((prefix + secret + ":tail").encode()).decode()
        assert MASK in mask.text(coded), prefix
    assert mask.value({"k": ["xx second-line-of-key"]}) == {"k": [f"xx {MASK}"]}
    assert mask.text("BEGIN KEY is no secret") == "BEGIN KEY is no secret"


def test_an_authority_signs_for_names_and_not_beyond_its_own_end() -> None:
    city = authority.make("City CA", years=1)
    with pytest.raises(ValueError, match="outlasts the authority"):
        city.issue("a.test")
    leaf = city.issue("a.test", ["b.test"], days=30)
    assert leaf.certificate.endswith(city.pair.certificate)
    with pytest.raises(ValueError, match="does not belong"):
        authority.Authority(authority.Pair(city.pair.certificate, leaf.key))
