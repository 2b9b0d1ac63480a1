"""Fine-tuning through the optional package chronos-forecasting, with a stand-in for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from template_project.models import build_model
from template_project.models.pretrained import build_chronos
from template_project.utils import CommandError, ConfigError
from template_project.utils.config import load_config

from family import stand_in

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[1]


def configure(*overrides: str) -> Any:
    return load_config(ROOT / "configs/config.yaml", ["model=chronos-bolt", *overrides], {})


def test_the_named_weights_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    package = stand_in("chronos")
    monkeypatch.setitem(sys.modules, "chronos", package)
    config = configure()

    build_model(config.model, config.data)

    assert package.ChronosBoltPipeline.asked == "amazon/chronos-bolt-small"


def test_a_horizon_of_many_blocks_is_rolled_out_on_top_of_the_median(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "chronos", stand_in("chronos"))
    config = configure("model.horizon=20", "data.history=24")
    model: Any = build_model(config.model, config.data)
    windows = torch.randn(3, config.data.history)

    found = model(windows)

    first = model.network(context=windows).quantile_preds[:, 4]
    second = model.network(context=torch.cat([windows, first], dim=1)).quantile_preds[:, 4]
    assert found.shape == (3, 20)
    assert torch.allclose(found[:, :16], torch.cat([first, second], dim=1))


def test_without_the_package_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chronos", None)

    with pytest.raises(ConfigError, match=r"needs the package 'chronos' .*chronos-forecasting"):
        build_chronos(configure().model)


def test_a_failing_download_is_a_known_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    package = stand_in("chronos")

    def fail(name: str) -> None:
        raise OSError("no network")

    package.ChronosBoltPipeline.from_pretrained = fail
    monkeypatch.setitem(sys.modules, "chronos", package)

    with pytest.raises(CommandError, match="no network"):
        build_chronos(configure().model)


def test_the_untrained_network_of_the_package_forecasts_at_a_reduced_size() -> None:
    pytest.importorskip("chronos")
    config = configure(
        *("model.pretrained=false", "model.width=32", "model.mixing=64", "model.heads=2"),
        "model.blocks=1",
    )

    model = build_model(config.model, config.data)

    assert model(torch.randn(2, config.data.history)).shape == (2, config.data.horizon)
