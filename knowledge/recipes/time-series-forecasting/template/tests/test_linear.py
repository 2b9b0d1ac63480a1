"""The linear forecasters: what they take apart, and what they leave as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

torch = pytest.importorskip("torch")

from template_project.models.linear import DLinear, NLinear  # noqa: E402

CONFIGS = Path(__file__).resolve().parents[1] / "configs" / "model"


def test_the_average_continues_both_ends_by_their_last_value() -> None:
    model = DLinear(history=5, horizon=1, kernel=3)

    slow = model.average(torch.tensor([[3.0, 6.0, 0.0, 3.0, 9.0]]))

    assert slow.tolist() == [[4.0, 3.0, 3.0, 4.0, 7.0]]


def test_a_line_is_all_trend_away_from_its_ends() -> None:
    line = torch.arange(20.0)[None]

    slow = DLinear(history=20, horizon=1, kernel=5).average(line)

    assert torch.allclose(slow[:, 2:-2], line[:, 2:-2])


def test_trend_and_rest_add_up_where_both_maps_are_the_same() -> None:
    model = DLinear(history=8, horizon=3, kernel=3)
    model.season.load_state_dict(model.trend.state_dict())
    windows = torch.randn(4, 8)

    expected = model.trend(windows) + model.trend.bias

    assert torch.allclose(model(windows), expected, atol=1e-5)


def test_a_forecast_moves_with_the_level_of_its_history() -> None:
    model = NLinear(history=8, horizon=3)
    windows = torch.randn(4, 8)

    assert torch.allclose(model(windows + 5), model(windows) + 5, atol=1e-5)


@pytest.mark.parametrize("name", ["dlinear", "nlinear"])
def test_the_windows_of_a_configuration_are_those_of_the_data(name: str) -> None:
    config = yaml.safe_load((CONFIGS / f"{name}.yaml").read_text(encoding="utf-8"))

    assert (config["history"], config["horizon"]) == ("${data.history}", "${data.horizon}")
    assert config.get("kernel", 1) % 2 == 1
