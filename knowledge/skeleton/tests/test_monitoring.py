"""Prometheus and Grafana: they ask the service for metrics that it really has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from service.telemetry import Telemetry

DOCKER = Path(__file__).resolve().parents[1] / "deploy" / "docker"
SUFFIXES = ("_bucket", "_sum", "_count")


def load(*parts: str) -> Any:
    return yaml.safe_load(DOCKER.joinpath(*parts).read_text(encoding="utf-8"))


def dashboard() -> Any:
    text = (DOCKER / "grafana/dashboards/service.json").read_text(encoding="utf-8")
    return json.loads(text)


def known_metrics() -> set[str]:
    names = set()
    for metric in Telemetry().registry.collect():
        names |= {metric.name, f"{metric.name}_total"}
        names |= {metric.name + suffix for suffix in SUFFIXES}
    return names


def test_every_panel_asks_for_metrics_that_the_service_has() -> None:
    known = known_metrics()
    expressions = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]

    asked = {
        name
        for expression in expressions
        for name in re.findall(r"\b(?:http|ml|process)_\w+", expression)
    }
    assert len(asked) >= 8
    assert asked <= known


def test_the_panels_have_places_of_their_own() -> None:
    panels = dashboard()["panels"]

    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len({panel["id"] for panel in panels}) == len(panels)


def test_the_dashboard_uses_the_provisioned_source() -> None:
    sources = load("grafana", "provisioning", "datasources", "prometheus.yaml")["datasources"]
    uids = {source["uid"] for source in sources}

    assert {panel["datasource"]["uid"] for panel in dashboard()["panels"]} <= uids


def test_prometheus_scrapes_the_service_of_the_compose_file() -> None:
    services = load("compose.yaml")["services"]
    job = load("prometheus", "prometheus.yml")["scrape_configs"][0]
    host, _, port = job["static_configs"][0]["targets"][0].partition(":")

    assert job["metrics_path"] == "/metrics"
    assert services[host]["ports"][0].endswith(f":{port}")


def test_the_mounted_folders_hold_what_is_provisioned() -> None:
    services = load("compose.monitoring.yaml")["services"]
    mounts = {
        target: DOCKER / source
        for service in services.values()
        for source, target in (volume.split(":")[:2] for volume in service["volumes"])
        if source.startswith(".")
    }
    provider = load("grafana", "provisioning", "dashboards", "service.yaml")["providers"][0]

    assert (mounts["/etc/prometheus"] / "prometheus.yml").is_file()
    assert (mounts["/etc/grafana/provisioning"] / "datasources").is_dir()
    assert list(mounts[provider["options"]["path"]].glob("*.json"))


def test_no_password_is_written_down() -> None:
    grafana = load("compose.monitoring.yaml")["services"]["grafana"]

    assert grafana["environment"]["GF_SECURITY_ADMIN_PASSWORD"].startswith("${GRAFANA_PASSWORD:?")
