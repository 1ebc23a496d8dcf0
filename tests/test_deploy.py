"""What config/deploy/ ships starts: its configurations load, its databases serve a gateway."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.app import open_store
from gateway.errors import StorageFailed
from gateway.settings import Settings, load_settings
from tests.postgres import binary, cluster

CONFIG = Path(__file__).parents[1] / "config"
DEPLOY = CONFIG / "deploy"
KEY = base64.b64encode(bytes(range(32))).decode()
# The cluster of the tests has a role of this name already.
RENAMED = {"discreet_owner": "shipped_owner", "discreet": "shipped"}


def documents(name: str) -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text()))


def settings_from(text: str, tmp_path: Path) -> Settings:
    """A configuration with the shipped policies and notices beside it."""
    for each in ("policies", "notices"):
        shutil.copytree(CONFIG / each, tmp_path / each, dirs_exist_ok=True)
    path = tmp_path / "gateway.yaml"
    path.write_text(text.replace("/data", str(tmp_path / "data")))
    return load_settings(path, {})


def test_the_two_configurations_of_compose_differ_in_the_owner_only(tmp_path: Path) -> None:
    gateway, schema = (
        yaml.safe_load((DEPLOY / "compose" / name).read_text())
        for name in ("gateway.yaml", "schema.yaml")
    )
    assert {schema["storage"].pop(f"{name}owner_url_env") for name in ("", "keys_")} == {
        "DISCREET_OWNER_URL",
        "DISCREET_KEYS_OWNER_URL",
    }
    assert schema == gateway
    loaded = settings_from((DEPLOY / "compose" / "gateway.yaml").read_text(), tmp_path)
    assert list(loaded.tenants) == ["main"]


def test_compose_gives_every_variable_that_is_named_and_the_owner_to_the_schema_only() -> None:
    (compose,) = documents("docker-compose.yaml")
    services = compose["services"]
    for service, name in (("gateway", "gateway.yaml"), ("schema", "schema.yaml")):
        storage = yaml.safe_load((DEPLOY / "compose" / name).read_text())["storage"]
        named = {value for key, value in storage.items() if key.endswith("_env")}
        assert named <= set(services[service]["environment"])
        assert services[service]["read_only"] is True
        assert services[service]["cap_drop"] == ["ALL"]
        # A mount point inside of a read-only mount cannot be made.
        targets = [Path(each.split(":")[1]) for each in services[service]["volumes"]]
        assert not any(one in other.parents for one in targets for other in targets)
    assert "owner" not in str(services["gateway"]["environment"]).lower()
    # Nobody reaches the database over a network, nor the gateway from outside.
    assert "listen_addresses=" in services["postgres"]["command"]
    assert "ports" not in services["postgres"]
    assert all(port.startswith("127.0.0.1:") for port in services["gateway"]["ports"])
    text = (DEPLOY / "docker-compose.yaml").read_text()
    assert not re.search(r"(PASSWORD|KEY): +[A-Za-z0-9]", text), "a secret stands in the file"


def test_the_sidecar_is_reached_by_its_pod_only(tmp_path: Path) -> None:
    config, *claims, deployment = documents("kubernetes-sidecar.yaml")
    loaded = settings_from(config["data"]["gateway.yaml"], tmp_path)
    pod = deployment["spec"]["template"]["spec"]
    (sidecar,) = pod["initContainers"]
    env = {each["name"]: each for each in sidecar["env"]}
    assert env["DISCREET_HOST"]["value"] == "127.0.0.1"
    assert env[str(loaded.storage.master_key_env)]["valueFrom"]["secretKeyRef"]
    named = {each.api_key_env for each in loaded.recipients.values() if each.api_key_env}
    assert named <= set(env)
    assert sidecar["restartPolicy"] == "Always"
    assert "ports" not in sidecar
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert sidecar["securityContext"]["readOnlyRootFilesystem"] is True
    volumes = {each["name"]: each for each in pod["volumes"]}
    assert {each["name"] for each in sidecar["volumeMounts"]} == set(volumes)
    (projected,) = (each["projected"] for each in pod["volumes"] if "projected" in each)
    items = projected["sources"][1]["configMap"]["items"]
    assert {each["path"] for each in items} == {
        str(path.relative_to(CONFIG / "policies"))
        for path in (CONFIG / "policies").glob("*/*.yaml")
    }
    # The root of a volume belongs to somebody else: the store makes its own directory in it.
    mounted = {each["mountPath"] for each in sidecar["volumeMounts"]}
    assert str(loaded.storage.ledger_directory) not in mounted
    assert "directory: /data/store" in config["data"]["gateway.yaml"]
    claimed = {
        each["persistentVolumeClaim"]["claimName"]
        for each in volumes.values()
        if "persistentVolumeClaim" in each
    }
    assert claimed == {each["metadata"]["name"] for each in claims}
    # Two pods on one SQLite file would be two writers on one volume.
    assert deployment["spec"]["replicas"] == 1
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}


def renamed(text: str) -> str:
    return re.sub(r"discreet_owner|discreet", lambda found: RENAMED[found[0]], text)


def create_databases(tmp_path: Path) -> None:
    script = tmp_path / "create-databases.sh"
    head, sql = (DEPLOY / "compose" / script.name).read_text().split("<<'SQL'\n")
    script.write_text(f"{head}<<'SQL'\n{renamed(sql)}")
    environment = {
        "PATH": f"{Path(binary('psql')).parent}:{os.environ['PATH']}",
        "PGHOST": str(cluster().directory),
        "DISCREET_OWNER_PASSWORD": "it's an \"owner's\" $(word)",
        "DISCREET_DB_PASSWORD": "another; one",
    }
    subprocess.run(["sh", str(script)], env=environment, check=True, capture_output=True)


def opened(settings: Settings, env: Mapping[str, str]) -> int:
    async def run() -> int:
        store = open_store(settings, env)
        await store.open()
        try:
            return len(await store.api_keys())
        finally:
            await store.close()

    return asyncio.run(run())


def test_the_shipped_databases_serve_a_gateway_once_the_owner_made_the_tables(
    tmp_path: Path,
) -> None:
    create_databases(tmp_path)
    made = cluster()
    env = {
        "DISCREET_MASTER_KEY": KEY,
        "DISCREET_LEDGER_KEY": KEY,
        "DISCREET_DATABASE_URL": made.url("shipped", "shipped"),
        "DISCREET_KEYS_URL": made.url("shipped_keys", "shipped"),
        "DISCREET_OWNER_URL": made.url("shipped", "shipped_owner"),
        "DISCREET_KEYS_OWNER_URL": made.url("shipped_keys", "shipped_owner"),
    }
    gateway, schema = (
        settings_from((DEPLOY / "compose" / name).read_text(), tmp_path)
        for name in ("gateway.yaml", "schema.yaml")
    )
    with pytest.raises(StorageFailed):
        opened(gateway, env)
    assert opened(schema, env) == 0
    assert opened(gateway, env) == 0
