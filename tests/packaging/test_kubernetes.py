"""The Kubernetes example: valid by its schemas; its commands, settings and probes run as processes."""

from pathlib import Path
from typing import Any

import httpx
import kubernetes_validate
import pytest
import yaml

from app import __version__
from tests.fixtures.cli import ROOT, SAMPLE_CONTENT, run_cli, running_server
from tests.fixtures.postgres import free_port

EXAMPLE = (ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8")
KINDS = {"Job", "Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler"}
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    """Return the resources of the example by their kind."""
    return {resource["kind"]: resource for resource in yaml.safe_load_all(EXAMPLE)}


def container_of(resource: dict[str, Any]) -> dict[str, Any]:
    [container] = resource["spec"]["template"]["spec"]["containers"]
    found: dict[str, Any] = container
    return found


def test_kubernetes_example_is_valid_by_schema(resources: dict[str, Any]) -> None:
    assert set(resources) == KINDS
    for resource in resources.values():
        kubernetes_validate.validate(resource, kubernetes_validate.latest_version(), strict=True)
    broken = {**resources["Deployment"], "spec": {**resources["Deployment"]["spec"], "selektor": {}}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, kubernetes_validate.latest_version(), strict=True)


def test_kubernetes_example_runs_the_version_of_this_checkout(resources: dict[str, Any]) -> None:
    images = {container_of(resources["Deployment"])["image"]}
    images |= {one["image"] for one in resources["Job"]["spec"]["template"]["spec"]["containers"]}
    assert images == {f"gutbone:{__version__}"}


def test_kubernetes_selectors_name_the_pods(resources: dict[str, Any]) -> None:
    deployment = resources["Deployment"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == labels
    assert resources["Service"]["spec"]["selector"] == labels
    assert resources["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    target = resources["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", deployment["metadata"]["name"])
    ports = {port["name"] for port in container_of(deployment)["ports"]}
    assert resources["Service"]["spec"]["ports"][0]["targetPort"] in ports


def test_kubernetes_pods_run_with_least_privilege(resources: dict[str, Any]) -> None:
    for kind in ("Job", "Deployment"):
        pod = resources[kind]["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        security = container_of(resources[kind])["securityContext"]
        assert security["readOnlyRootFilesystem"] is True
        assert security["allowPrivilegeEscalation"] is False
        assert security["capabilities"] == {"drop": ["ALL"]}


def test_kubernetes_commands_settings_and_probes_work_as_processes(
    resources: dict[str, Any], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/gutbone.db"
    job, server = container_of(resources["Job"]), container_of(resources["Deployment"])
    commands = [part.split()[-1] for part in job["command"][-1].split("&&")]
    for command in commands:
        assert run_cli(command, database_url=url, content_dir=SAMPLE_CONTENT).code == 0
    named = {setting["name"].removeprefix("GUTBONE_").lower(): setting for setting in server["env"]}
    assert "valueFrom" in named.pop("database_url")
    settings = {name: setting["value"] for name, setting in named.items()}
    ports = {port["name"]: port["containerPort"] for port in server["ports"]}
    assert settings.pop("metrics_port") == str(ports["metrics"])
    metrics_port = free_port()
    assert server["command"][-1] == "serve"
    with (
        running_server(database_url=url, port=0, metrics_port=metrics_port, **settings) as running,
        httpx.Client(base_url=running.address, trust_env=False) as client,
    ):
        for probe in PROBES:
            assert client.get(server[probe]["httpGet"]["path"]).status_code == 200
        assert httpx.get(f"http://127.0.0.1:{metrics_port}/metrics", trust_env=False).status_code == 200
        assert running.stop() == 0
    pod = resources["Deployment"]["spec"]["template"]["spec"]
    spent = server["lifecycle"]["preStop"]["sleep"]["seconds"] + 10
    assert pod["terminationGracePeriodSeconds"] > spent
