"""The alert rules and the dashboard: what they ask for exists, and promtool evaluates it as it is meant."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest

from tests.docs.markdown_pages import tables
from tests.fixtures.cli import ROOT

RULES, RULES_TEST, DASHBOARD = (
    ROOT / "deploy" / name
    for name in ("prometheus-alerts.yml", "prometheus-alerts.test.yml", "grafana-dashboard.json")
)
PROMTOOL = shutil.which("promtool")
METRIC = re.compile(r"\b(?:gutbone|process)_[a-z_]+")
OF_HISTOGRAM = re.compile(r"_(?:bucket|sum|count)$")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="this machine has no promtool")


def dashboard() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DASHBOARD.read_text("utf-8"))
    return read


def expressions() -> list[str]:
    """Return the queries of the dashboard, with Grafana's variables replaced."""
    found = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    return [text.replace("$__rate_interval", "5m").replace("$instance", ".*") for text in found]


def documented() -> set[str]:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    return {row[0].strip("`") for row in tables(page)["metric"]}


def test_alerts_and_dashboard_use_documented_metrics() -> None:
    text = RULES.read_text("utf-8") + " ".join(expressions())
    used = {OF_HISTOGRAM.sub("", name) for name in METRIC.findall(text)}
    assert {name for name in used if name.startswith("gutbone_")} <= documented()
    assert len(used) > 10


@needs_promtool
def test_promtool_accepts_the_alert_rules_and_their_tests() -> None:
    for command in (["check", "rules", str(RULES)], ["test", "rules", str(RULES_TEST)]):
        done = subprocess.run(["promtool", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert RULES.read_text("utf-8").count("- alert:") == 9


@needs_promtool
def test_promtool_accepts_every_query_of_the_dashboard(tmp_path: Any) -> None:
    rules = [{"record": f"panel:{number}", "expr": text} for number, text in enumerate(expressions())]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}), encoding="utf-8")
    done = subprocess.run(["promtool", "check", "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dashboard_panels_do_not_overlap() -> None:
    panels = dashboard()["panels"]
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert len({panel["id"] for panel in panels}) == len(panels)
