"""Words of credentials that are kept elsewhere, and keys that change while devices are polled.

The server here speaks the part of Vault's documented HTTP API (KV version 2) that is used: a contract, not Vault.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from infoport import keys
from infoport.cli.keys import keys_command
from infoport.tasks import results

from inventory.declare import write
from inventory.declare.registry import specs
from inventory.reconcile import references
from inventory.reconcile.credentials import opened, resolved, seal
from inventory.reconcile.models import Access, Credential, Poll, Secret
from inventory.reconcile.references import Unresolved
from inventory.reconcile.references import resolved as word
from tests.db.reconcile.lab import Lab

OLD, NEW = "11" * 32, "22" * 32


class Vault(BaseHTTPRequestHandler):
    """`GET /v1/<mount>/data/<path>` with a token."""

    asked = 0
    sealed = False

    def do_GET(self) -> None:
        type(self).asked += 1
        data = {"/v1/city/data/core/switch": {"community": "from-vault", "empty": ""}}
        if self.sealed:
            status, body = 503, {"errors": ["Vault is sealed"]}
        elif self.headers["X-Vault-Token"] != "s.right":
            status, body = 403, {"errors": ["permission denied"]}
        elif self.path in data:
            status, body = 200, {"data": {"data": data[self.path], "metadata": {"version": 3}}}
        elif self.path == "/v1/city/data/odd":
            status, body = 200, {"data": None}
        else:
            status, body = 404, {"errors": []}
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def vault(settings: Any) -> Iterator[type[Vault]]:
    references._answers.clear()
    Vault.asked, Vault.sealed = 0, False
    server = ThreadingHTTPServer(("127.0.0.1", 0), Vault)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.VAULT_ADDRESS, settings.VAULT_TOKEN = f"http://127.0.0.1:{server.server_port}", "s.right"
    yield Vault
    server.shutdown()
    server.server_close()
    references._answers.clear()


def test_a_word_is_read_from_the_environment_a_file_or_vault(
    vault: type[Vault], settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INFOPORT_SECRET_CORE", "from-env")
    (tmp_path / "core").write_text("from-file\n")
    settings.SECRETS_DIRECTORY = tmp_path
    assert [word(each) for each in ("plain", "env:INFOPORT_SECRET_CORE", "file:core")] == [
        "plain",
        "from-env",
        "from-file",
    ]
    assert [word("vault:city/core/switch#community") for _ in range(3)] == ["from-vault"] * 3
    assert vault.asked == 1  # one answer serves all devices for a minute


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("env:PATH", "begins with INFOPORT_SECRET_"),
        ("env:INFOPORT_SECRET_a", "begins with"),
        ("env:INFOPORT_SECRET_NONE", "is not set"),
        ("file:/etc/passwd", "below the folder of secrets"),
        ("file:../x", "below the folder of secrets"),
        ("file:link", "leads out"),
        ("file:none", "No such file"),
        ("file:", "below the folder of secrets"),
        ("file:gbk", "UTF-8"),
        ("vault:city/core/switch", "MOUNT/PATH#KEY"),
        ("vault:city/none#x", "no such secret"),
        ("vault:city/core/switch#x", "no key"),
        ("vault:city/core/switch#empty", "is empty"),
        ("vault:city/odd#x", "no secret of KV version 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_named_with_the_reason(
    vault: type[Vault], settings: Any, tmp_path: Path, reference: str, reason: str
) -> None:
    del vault
    (tmp_path / "link").symlink_to("/etc/hostname")
    (tmp_path / "gbk").write_bytes("机密".encode("gbk"))
    settings.SECRETS_DIRECTORY = tmp_path
    with pytest.raises(Unresolved, match=reason):
        word(reference)


def test_vault_that_refuses_is_sealed_or_away_is_told_apart(vault: type[Vault], settings: Any) -> None:
    name = "vault:city/core/switch#community"
    settings.VAULT_TOKEN = "s.wrong"
    with pytest.raises(Unresolved, match="refuses our token"):
        word(name)
    references._answers.clear()
    vault.sealed = True
    settings.VAULT_TOKEN = "s.right"
    with pytest.raises(Unresolved, match="Vault is sealed"):
        word(name)
    references._answers.clear()
    settings.VAULT_ADDRESS = "http://127.0.0.1:9"
    with pytest.raises(Unresolved, match="does not answer"):
        word(name)


def test_a_device_whose_word_is_missing_is_refused_with_the_reason_and_hinders_no_other(city: Lab) -> None:
    lost = Credential.objects.create(name="lost", kind="community")
    seal(lost.pk, {"community": "env:INFOPORT_SECRET_NONE"})
    Access.objects.filter(device=city.core).update(credential=lost)
    seal(city.credential.pk, {"community": "public"})
    due = results.without_words(results.claim())
    assert city.core.pk not in {each.device for each in due}
    assert {each.words["community"] for each in due} == {"public"}
    poll = Poll.objects.get(access__device=city.core)
    assert (poll.state, poll.error) == (
        "refused", "env:INFOPORT_SECRET_NONE: the variable is not set where the collectors run",
    )  # fmt: skip


def test_a_malformed_reference_is_refused_when_it_is_written(db: None) -> None:
    del db
    for given in ("vault:x", "env:HOME", "file:/etc/shadow"):
        with pytest.raises(ValidationError, match="expected"):
            write.save(specs["reconcile.credential"], Credential(name="v2"), {"kind": "community", "community": given})
    assert not Credential.objects.exists()


def test_the_key_is_changed_while_both_open_and_then_the_old_one_goes(db: None, settings: Any, tmp_path: Path) -> None:
    del db
    ring = tmp_path / "keys"
    ring.write_text(f"{OLD}\n")
    settings.CREDENTIALS_KEYS, settings.CREDENTIALS_KEY_FILE = (), str(ring)
    made = [Credential.objects.create(name=f"c{at}", kind="community") for at in range(5)]
    for each in made:
        seal(each.pk, {"community": each.name})
    ring.write_text(f"{NEW}\n{OLD}\n")  # no process is started again
    everything = {each.pk: {"community": each.name} for each in made}
    assert opened(everything) == everything
    (half,) = list(keys.rotate(dry=True))
    assert (half.renewed, half.current) == (5, 0)
    (done,) = list(keys.rotate())
    assert (done.renewed, done.current, done.lost) == (5, 0, [])
    (again,) = list(keys.rotate())
    assert (again.renewed, again.current) == (0, 5)
    ring.write_text(f"{NEW}\n# one more\n")
    assert "key 2 has not 64 hex digits" in resolved(everything)[1][made[0].pk]
    ring.write_text(f"{NEW}\n")
    assert opened(everything) == everything
    ring.write_text(f"{OLD}\n")
    assert len(list(keys.rotate())[-1].lost) == 5
    assert len({bytes(each.sealed)[:12] for each in Secret.objects.all()}) == 5  # a nonce is used once


def test_a_new_key_is_made_of_64_hex_digits() -> None:
    made = CliRunner().invoke(keys_command, ["new"]).output.strip()
    assert len(bytes.fromhex(made)) == 32
