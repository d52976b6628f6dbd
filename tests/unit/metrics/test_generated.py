"""What is written from the registry, judged by the programs that read it."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from infoport.cli import docs

from monitoring.metrics.registry import METRICS

ROOT = Path(__file__).resolve().parents[3]
GENERATED = ROOT / "monitoring" / "generated"


def run(program: str, *words: str, cwd: Path) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([program, *words], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_are_those_the_registry_writes() -> None:
    pytest.importorskip("grafana_foundation_sdk", reason="the tools of developers are not installed")
    found = docs.monitored()
    assert [name for name, text in found.items() if (ROOT / name).read_text(encoding="utf-8") != text] == []
    dashboards = {str(path.relative_to(ROOT)) for path in GENERATED.glob("grafana/dashboards/*/*.json")}
    assert dashboards == {name for name in found if name.endswith(".json")}


def test_every_alert_fires_at_its_example_and_says_who_is_responsible() -> None:
    run("promtool", "check", "rules", "infoport.rules.yml", cwd=GENERATED / "prometheus")
    run("promtool", "test", "rules", "infoport.rules.test.yml", cwd=GENERATED / "prometheus")
    tested = yaml.safe_load((GENERATED / "prometheus" / "infoport.rules.test.yml").read_text(encoding="utf-8"))["tests"]
    assert {each["name"] for each in tested} == {each.name for metric in METRICS.values() for each in metric.alerts}


def test_deployed_configuration_is_well_formed(tmp_path: Path) -> None:
    text = (ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")
    (tmp_path / "token").write_text("nbt_x.y", encoding="utf-8")
    text = text.replace("/etc/prometheus/token", str(tmp_path / "token"))
    text = text.replace("/etc/prometheus/infoport", str(GENERATED / "prometheus"))
    (tmp_path / "prometheus.yml").write_text(text, encoding="utf-8")
    run("promtool", "check", "config", "prometheus.yml", cwd=tmp_path)
    run("amtool", "check-config", str(ROOT / "deploy" / "alertmanager" / "alertmanager.yml"), cwd=tmp_path)


def test_containers_mount_what_there_is_and_need_what_is_named() -> None:
    deploy = ROOT / "deploy"
    composed = yaml.safe_load((deploy / "compose.yaml").read_text(encoding="utf-8"))
    made = {"./token", "./alerts-token"}  # by whoever installs
    for name, service in composed["services"].items():
        assert set(service.get("depends_on", {})) <= composed["services"].keys(), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            known = (deploy / source).exists() or source in made if "/" in source else source in composed["volumes"]
            assert known, volume
    grafana = ROOT / "monitoring" / "generated" / "grafana"
    provided = yaml.safe_load((grafana / "provisioning" / "dashboards" / "infoport.yaml").read_text(encoding="utf-8"))
    mounted = next(each for each in composed["services"]["grafana"]["volumes"] if "generated" in each).split(":")[1]
    for each in provided["providers"]:
        assert list((grafana / Path(each["options"]["path"]).relative_to(mounted)).glob("*.json"))


def test_units_are_well_formed(tmp_path: Path) -> None:
    for path in (ROOT / "deploy" / "systemd").glob("*.service"):
        text = path.read_text(encoding="utf-8").replace("/opt/infoport/.venv/bin/infoport", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
        run("systemd-analyze", "verify", "--man=no", str(tmp_path / path.name), cwd=tmp_path)
