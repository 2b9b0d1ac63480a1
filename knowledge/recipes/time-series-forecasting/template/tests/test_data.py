"""Windows on their way to the model: histories, units, dates, scales, augmentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from omegaconf import DictConfig, OmegaConf

from template_project.datasets.preprocess import (
    Preprocess,
    augment,
    in_own_units,
    input_shape,
    own_units,
    synthetic_input,
)
from template_project.utils import ConfigError, InputError

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
WEEKLY = Preprocess(history=4, horizon=2, season=3, step="week")


@pytest.fixture
def data() -> DictConfig:
    config = OmegaConf.load(ROOT / "configs" / "data" / "mini.yaml")
    assert isinstance(config, DictConfig)
    return config


def a_record(start: str, history: list[float], label: list[float], series: str = "a") -> Any:
    return {"id": start, "history": history, "start": start, "series": series, "label": label}


def fitted(records: list[dict[str, Any]], step: str = "week") -> Preprocess:
    preprocess = Preprocess(history=4, horizon=2, season=3, step=step)
    return preprocess.fitted([preprocess.read(record, ROOT) for record in records], records)


def test_the_sample_agrees_with_the_declared_contract(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)

    histories = [preprocess.read(record, SAMPLE) for record in sample]

    assert all(history.shape == input_shape(data) for history in histories)
    assert all(len(record["label"]) == data.horizon for record in sample)


@pytest.mark.parametrize("value", ["1", None, True, float("nan"), float("inf")])
def test_a_point_that_is_no_finite_number_is_refused(
    data: DictConfig, sample: list[dict[str, Any]], value: Any
) -> None:
    record = {**sample[0], "history": [*sample[0]["history"][1:], value]}

    with pytest.raises(InputError, match="field 'history'"):
        Preprocess.declared(data).read(record, SAMPLE)


@pytest.mark.parametrize("history", [None, "1,2,3,4", [1.0, 2.0, 3.0], [1.0] * 5])
def test_a_history_of_another_length_is_refused(history: Any) -> None:
    with pytest.raises(InputError, match="a list of 4 numbers"):
        WEEKLY.read({"id": "x", "history": history}, SAMPLE)


def test_a_history_is_brought_into_its_own_units_whatever_its_size() -> None:
    history = np.array([1.0, 3.0, 1.0, 3.0])

    for factor in (1.0, 1e-6, 1e9):
        assert own_units(history * factor) == pytest.approx((2 * factor, factor))
        assert in_own_units(history * factor).tolist() == pytest.approx([-1, 1, -1, 1])


def test_a_history_that_does_not_move_is_only_centred() -> None:
    assert own_units(np.full(4, 7.0)) == (7.0, 1.0)
    assert own_units(np.full(4, 1e12)) == (1e12, 1.0)


def test_the_scale_is_the_mean_change_over_one_season_of_the_joined_windows() -> None:
    windows = [
        a_record("2024-01-01", [1.0, 2.0, 3.0, 2.0], [4.0, 6.0]),
        a_record("2024-01-08", [2.0, 3.0, 2.0, 4.0], [6.0, 3.0]),
        a_record("2024-01-01", [5.0, 5.0, 5.0, 5.0], [8.0, 5.0], series="b"),
    ]

    scales = fitted(windows).scales

    # the line is 1 2 3 2 4 6 3 from the first week on: |2-1|, |4-2|, |6-3|, |3-2|
    assert scales == {"a": pytest.approx(7 / 4), "b": pytest.approx(1.0)}


def test_weeks_that_no_training_window_holds_are_left_out_of_the_scale() -> None:
    windows = [
        a_record("2024-01-01", [1.0, 2.0, 3.0, 2.0], [4.0, 6.0]),
        a_record("2025-01-06", [9.0, 9.0, 9.0, 9.0], [9.0, 9.0]),
    ]

    assert fitted(windows).scales["a"] == pytest.approx((1 + 2 + 3 + 0 * 3) / 6)


@pytest.mark.parametrize(
    ("step", "first", "second", "apart"),
    [
        ("hour", "2024-02-29T23:00:00", "2024-03-01T00:00:00", 1),
        ("day", "2024-02-28", "2024-03-01", 2),
        ("weekday", "2024-03-01", "2024-03-04", 1),
        ("week", "2024-12-30", "2025-01-13", 2),
        ("month", "2023-12-01", "2024-02-01", 2),
        ("quarter", "2023-10-01", "2024-01-01", 1),
        ("year", "1999-01-01", "2001-01-01", 2),
    ],
)
def test_dates_are_numbered_by_the_step_of_the_series(
    step: str, first: str, second: str, apart: int
) -> None:
    preprocess = Preprocess(history=4, horizon=2, season=3, step=step)

    places = [preprocess.place({"start": day}) for day in (first, second)]

    assert places[1] - places[0] == apart


@pytest.mark.parametrize("start", ["soon", "", None, 20240101])
def test_a_start_that_is_no_date_is_named(start: Any) -> None:
    with pytest.raises(InputError, match="field 'start'"):
        WEEKLY.read({"id": "x", "history": [1.0] * 4, "start": start}, SAMPLE)


def test_a_history_alone_is_enough_for_a_forecast() -> None:
    assert WEEKLY.read({"id": "x", "history": [1.0, 2, 3, 4]}, SAMPLE).tolist() == [1, 2, 3, 4]


def test_what_is_fitted_can_be_saved_and_read() -> None:
    known = fitted([a_record("2024-01-01", [1.0, 2.0, 3.0, 2.0], [4.0, 6.0])])

    assert Preprocess.from_dict(json.loads(json.dumps(known.to_dict()))) == known


@pytest.mark.parametrize("change", [{"step": "fortnight"}, {"season": 0}, {"horizon": 0}])
def test_a_declaration_that_makes_no_sense_is_refused(
    data: DictConfig, change: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError, match=f"data.{next(iter(change))}"):
        Preprocess.declared(OmegaConf.merge(data, change))


def test_noise_is_off_at_zero_and_follows_its_generator(data: DictConfig) -> None:
    history = np.linspace(300.0, 301.0, data.history)
    assert augment(history, np.random.default_rng(1), data) is history

    data.augment.noise = 0.1
    first, again = (augment(history, np.random.default_rng(1), data) for _ in range(2))

    assert first.tolist() == again.tolist()
    assert 0 < np.abs(first - history).max() < 0.2


def test_made_up_inputs_look_like_prepared_ones(
    data: DictConfig, sample: list[dict[str, Any]]
) -> None:
    preprocess = Preprocess.declared(data)
    prepared = preprocess.apply(preprocess.read(sample[0], SAMPLE))

    made_up = synthetic_input(data, 3)

    assert (made_up.shape, made_up.dtype) == ((3, *prepared.shape), prepared.dtype)
    assert np.array_equal(made_up, synthetic_input(data, 3))
