"""Fine-tuning through the optional package timm, with a stand-in for it."""

from __future__ import annotations

import importlib.abc
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from template_project.models import build_model
from template_project.models.pretrained import build_pretrained
from template_project.utils import CommandError, ConfigError
from template_project.utils.config import load_config

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("resnet18", "convnextv2-atto")


def configure(name: str) -> Any:
    return load_config(ROOT / "configs/config.yaml", [f"model={name}"], {})


@pytest.mark.parametrize("name", NAMES)
def test_the_configuration_reaches_timm(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def create_model(architecture: str, **options: Any) -> Any:
        asked.update(options, architecture=architecture)
        return torch.nn.Linear(2, options["num_classes"])

    monkeypatch.setitem(sys.modules, "timm", types.SimpleNamespace(create_model=create_model))
    config = configure(name)

    model: Any = build_model(config.model, config.data)

    assert model.network.out_features == len(config.data.classes)
    assert asked["architecture"].startswith(name.replace("-", "_"))
    assert (asked["pretrained"], asked["in_chans"]) == (True, config.data.image.channels)


def test_small_pictures_are_enlarged_and_large_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes: list[Any] = []

    class Watched(torch.nn.Module):
        def forward(self, pictures: Any) -> Any:
            shapes.append(tuple(pictures.shape))
            return pictures

    def create_model(architecture: str, **_: Any) -> Any:
        return Watched()

    monkeypatch.setitem(sys.modules, "timm", types.SimpleNamespace(create_model=create_model))
    for height, width in ((8, 8), (80, 28)):
        config = configure("convnextv2-atto")
        config.data.image.update({"height": height, "width": width})
        build_model(config.model, config.data)(torch.zeros(2, 1, height, width))

    assert shapes == [(2, 1, 64, 64), (2, 1, 80, 64)]


@pytest.mark.parametrize("name", NAMES)
def test_without_timm_the_error_names_the_package(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "timm", None)

    with pytest.raises(ConfigError, match="needs the package 'timm'"):
        build_pretrained(configure(name).model)


def test_a_failing_download_is_a_known_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def create_model(architecture: str, **_: Any) -> Any:
        raise OSError("no network")

    monkeypatch.setitem(sys.modules, "timm", types.SimpleNamespace(create_model=create_model))

    with pytest.raises(CommandError, match="no network"):
        build_pretrained(configure("resnet18").model)


def test_a_torchvision_of_another_torch_is_a_known_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "timm":
                raise RuntimeError("operator torchvision::nms does not exist")

    monkeypatch.delitem(sys.modules, "timm", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])

    with pytest.raises(CommandError, match="nms does not exist; install the torchvision"):
        build_pretrained(configure("resnet18").model)
