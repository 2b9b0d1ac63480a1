"""The image recipes, read as text: what they copy exists, who they run as, how they are asked."""

from __future__ import annotations

import ast
import fnmatch
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DOCKER = ROOT / "deploy" / "docker"
MADE_LATER = {"checkpoints"}


def instructions(profile: str) -> list[tuple[str, str]]:
    text = (DOCKER / f"Dockerfile.{profile}").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines()]
    parts = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in parts]


def compose(*names: str) -> dict[str, Any]:
    services: dict[str, Any] = {}
    for name in names:
        content = yaml.safe_load((DOCKER / name).read_text(encoding="utf-8"))
        assert "version" not in content
        for service, values in content["services"].items():
            services.setdefault(service, {}).update(values)
    return services


@pytest.mark.parametrize("profile", ["cpu", "gpu"])
def test_the_image_is_built_in_stages_on_a_base_that_can_be_chosen(profile: str) -> None:
    found = instructions(profile)
    bases = [rest for name, rest in found if name == "FROM"]

    assert found[0][1].startswith("BASE_IMAGE=")
    assert len(bases) == 2
    assert all(base.startswith("${BASE_IMAGE}") for base in bases)
    assert not [rest for name, rest in found if name == "RUN" and "--mount" in rest]


@pytest.mark.parametrize("profile", ["cpu", "gpu"])
def test_the_service_runs_without_root_and_is_asked_for_its_health(profile: str) -> None:
    found = dict(instructions(profile))
    check = json.loads(found["HEALTHCHECK"].partition("CMD ")[2])

    assert int(found["USER"].partition(":")[0]) > 0
    assert check[:2] == ["python", "-c"]
    assert "urllib.request" in ast.unparse(ast.parse(check[2]))
    assert json.loads(found["CMD"]) == ["python", "-m", "service.app"]


@pytest.mark.parametrize("profile", ["cpu", "gpu"])
def test_what_is_copied_exists_and_is_not_ignored(profile: str) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    kept = [line[1:] for line in lines if line.startswith("!")]

    copied = [rest.split()[0] for name, rest in instructions(profile) if name == "COPY"]
    sources = [source for source in copied if not source.startswith("--from")]

    assert lines[0] == "*"
    for source in sources:
        assert source in kept
        assert source in MADE_LATER or (ROOT / source).exists()


@pytest.mark.parametrize("profile", ["cpu", "gpu"])
def test_the_image_installs_the_versions_the_project_was_tested_with(profile: str) -> None:
    project = (ROOT / f"requirements-{profile}.txt").read_text(encoding="utf-8").splitlines()
    image = (DOCKER / f"requirements-{profile}.txt").read_text(encoding="utf-8").splitlines()

    pins = [line for line in image if re.match(r"\w", line)]
    assert pins
    assert set(pins) <= set(project)


def test_secrets_and_training_state_stay_out_of_the_image() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    kept = [line[1:] for line in lines if line.startswith("!")]

    assert "checkpoints/trainer_state.pt" in lines
    for path in (".env", ".git/config", "data/mini/train.jsonl", "tests/conftest.py"):
        assert not any(fnmatch.fnmatch(path, f"{name}*") for name in kept)


def test_the_service_is_confined_and_published_on_this_machine_only() -> None:
    api = compose("compose.yaml")["api"]

    assert api["read_only"] is True
    assert api["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in api["ports"])
    assert (DOCKER / api["build"]["context"]).resolve() == ROOT
    assert (ROOT / api["build"]["dockerfile"]).is_file()


def test_the_gpu_file_swaps_the_image_and_reserves_a_device() -> None:
    api = compose("compose.yaml", "compose.gpu.yaml")["api"]
    devices = api["deploy"]["resources"]["reservations"]["devices"]

    assert api["build"]["dockerfile"].endswith("Dockerfile.gpu")
    assert devices[0]["capabilities"] == ["gpu"]
