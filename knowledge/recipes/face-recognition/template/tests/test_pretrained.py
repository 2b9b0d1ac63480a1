"""Fine-tuning through the optional package timm, with a stand-in for it."""

from __future__ import annotations

import importlib.abc
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.preprocess import synthetic_input
from template_project.models import build_model
from template_project.models.pretrained import build_pretrained
from template_project.utils import CommandError, ConfigError
from template_project.utils.config import load_config

from family import OPTIONAL, stand_in

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[1]


def configure(name: str, *overrides: str) -> Any:
    return load_config(ROOT / "configs/config.yaml", [f"model={name}", *overrides], {})


@pytest.mark.parametrize("name", OPTIONAL)
def test_the_configuration_reaches_timm(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setitem(sys.modules, "timm", stand_in("timm", seen))
    config = configure(name)

    model = build_model(config.model, config.data)
    outputs = model(torch.from_numpy(synthetic_input(config.data, 3)))

    assert outputs.shape == (3, 2)
    assert seen["architecture"] == config.model.architecture
    assert (seen["pretrained"], seen["in_chans"]) == (True, config.data.image.channels)
    assert seen["num_classes"] == config.model.embedding
    assert seen.get("img_size") == config.model.options.get("img_size")


def test_pictures_are_enlarged_to_what_the_network_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timm", stand_in("timm"))
    config = configure("dinov2-small")
    model: Any = build_model(config.model, config.data)
    shapes: list[Any] = []
    model.embedder.register_forward_hook(lambda _, inputs, __: shapes.append(inputs[0].shape))

    model(torch.from_numpy(synthetic_input(config.data, 2)))

    assert shapes == [(2, 1, config.model.side, config.model.side)] * 2


def test_without_weights_the_hub_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setitem(sys.modules, "timm", stand_in("timm", seen))

    build_pretrained(configure("face-vit-tiny", "model.pretrained=false").model)

    assert seen["architecture"] == "vit_tiny_patch16_224"
    assert (seen["img_size"], seen["patch_size"], seen["pretrained"]) == (112, 8, False)


@pytest.mark.parametrize("name", OPTIONAL)
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
        build_pretrained(configure("dinov2-small").model)


def test_a_torchvision_of_another_torch_is_a_known_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "timm":
                raise RuntimeError("operator torchvision::nms does not exist")

    monkeypatch.delitem(sys.modules, "timm", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])

    with pytest.raises(CommandError, match="nms does not exist; install the torchvision"):
        build_pretrained(configure("dinov2-small").model)
