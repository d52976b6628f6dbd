"""Data sources: a folder and a real git repository over https, and what follows their files."""

from __future__ import annotations

import ipaddress
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ValidationError
from extras_city import make

from inventory.core.models import DataFile, DataSource
from inventory.extras import syncing
from inventory.extras.models import ConfigContext, ConfigTemplate


@pytest.fixture
def data(settings: Any, folder: Path) -> Path:
    settings.DATA_DIRECTORY = folder
    (folder / "sources" / "templates" / "sub").mkdir(parents=True)
    return folder / "sources" / "templates"


def local(**values: Any) -> Any:
    return make("core.datasource", **({"name": "local", "type": "local", "source_url": "templates"} | values))


def read(source: Any) -> Any:
    syncing.sync(source.pk)
    return DataSource.objects.get(pk=source.pk)


def test_a_folder_is_read_and_what_follows_a_file_takes_it_over(db: None, data: Path) -> None:
    (data / "base.j2").write_text("hostname {{ device.name }}")
    (data / "sub" / "ntp.yaml").write_text("ntp: 10.0.0.1\n")
    (data / "old.bak").write_text("x")
    source = read(local(ignore_rules="*.bak"))
    assert (source.status, source.message) == ("completed", "") and source.last_synced is not None
    assert list(DataFile.objects.values_list("path", flat=True)) == ["base.j2", "sub/ntp.yaml"]
    template = make(
        "extras.configtemplate", name="base", template_code="-", auto_sync_enabled=True,
        data_file=DataFile.objects.get(path="base.j2"),
    )  # fmt: skip
    context = make(
        "extras.configcontext", name="ntp", data={"x": 1}, data_file=DataFile.objects.get(path="sub/ntp.yaml")
    )
    assert (template.template_code, template.data_source_id) == ("hostname {{ device.name }}", source.pk)
    assert (context.data, context.data_path) == ({"ntp": "10.0.0.1"}, "sub/ntp.yaml")
    (data / "base.j2").write_text("changed")
    (data / "sub" / "ntp.yaml").unlink()
    read(source)
    assert ConfigTemplate.objects.get().template_code == "changed"
    kept = ConfigContext.objects.get()
    assert kept.data == {"ntp": "10.0.0.1"} and kept.data_file is None


@pytest.mark.parametrize("url", ["../", "/etc", "nowhere", "templates/../../"])
def test_only_folders_below_the_sources_are_read(db: None, data: Path, url: str) -> None:
    (data.parent.parent / "secret.key").write_text("key")
    source = read(local(source_url=url))
    assert source.status == "failed" and source.message and not DataFile.objects.exists()


def test_links_are_not_followed_and_large_files_are_refused(db: None, data: Path) -> None:
    (data / "link").symlink_to("/etc/passwd")
    source = read(local())
    assert source.status == "completed" and not DataFile.objects.exists()
    (data / "large").write_bytes(bytes(syncing.FILE_OCTETS + 1))
    assert "large" in read(source).message


def test_yaml_that_stands_for_gigabytes_is_refused(db: None, data: Path) -> None:
    (data / "bomb.yaml").write_text("a: &a [1]\nb: [*a, *a]\n")
    read(local())
    with pytest.raises(ValidationError, match="aliases"):
        make("extras.configcontext", name="x", data={"x": 1}, data_file=DataFile.objects.get())


def test_a_source_is_queued_for_the_worker(city: Any, api: Any, data: Path) -> None:
    source = local()
    for _twice in range(2):
        answer = api.post(f"/api/core/data-sources/{source.pk}/sync/", {}, content_type="application/json")
        assert answer.status_code == 200 and answer.json()["status"]["value"] == "queued"
    made = api.post("/api/core/data-sources/", {"name": "g", "type": "git", "source_url": "git://x/y"},
                    content_type="application/json")  # fmt: skip
    assert made.status_code == 400 and "source_url" in made.json()


class Backend(BaseHTTPRequestHandler):
    """`git http-backend` behind TLS."""

    server: Any
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.server.asked.append(self.headers.get("Authorization"))
        path, _mark, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.server.root), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""), "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=environment, check=False)
        head, _blank, rest = done.stdout.partition(b"\r\n\r\n")
        self.send_response(200)
        for line in head.decode().splitlines():
            name, _colon, value = line.partition(": ")
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    do_GET = answer  # noqa: N815 - the name http.server looks for
    do_POST = answer  # noqa: N815 - the same

    def log_message(self, *_: Any) -> None:
        pass


def certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "server.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def repository(folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    work = folder / "work"
    work.mkdir()
    (work / "base.j2").write_text("from git")
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=work, check=True)
    subprocess.run(["git", "add", "."], cwd=work, check=True)
    subprocess.run(["git", *identity, "commit", "-q", "-m", "first"], cwd=work, check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(folder / "repo.git")], cwd=work, check=True)
    file = certificate(folder)
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
    server.root, server.asked = folder, []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("GIT_SSL_CAINFO", str(file))
    settings.OUTGOING_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_repository_is_fetched_by_https_with_its_password(db: None, repository: Any, settings: Any) -> None:
    url = f"https://127.0.0.1:{repository.server_port}/repo.git"
    source = make(
        "core.datasource", name="git", type="git", source_url=url, password="pass", parameters={"branch": "main"}
    )
    found = read(source)
    assert (found.status, found.message) == ("completed", "")
    assert bytes(DataFile.objects.get(path="base.j2").data) == b"from git"
    assert any(header and header.startswith("Basic ") for header in repository.asked)
    assert b"pass" not in bytes(found.secret)
    settings.OUTGOING_NETWORKS = []
    refused = read(source)
    assert refused.status == "failed" and "INFOPORT_OUTGOING" in refused.message
