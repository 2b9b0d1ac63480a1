"""The evaluator: true figures with a baseline and an interval, or a refusal that names the row."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, write_lines

import evaluate
from plumbline_trusted.door import Refusal


def a_request(tmp_path: Path, predictions: list[dict[str, Any]], **over: Any) -> dict[str, Any]:
    labels = over.pop("labels", ["a", "a", "b", "b", "b", "a"])
    train = over.pop("train", ["b", "b", "a"])
    rows = [{"id": f"r{i}", "label": label} for i, label in enumerate(labels)]
    return {
        "predictions": write_lines(tmp_path / "predictions.jsonl", predictions),
        "labels": write_lines(tmp_path / "labels.jsonl", rows),
        "train_labels": write_lines(tmp_path / "train.jsonl", [{"label": name} for name in train]),
        "metrics": [{"name": "accuracy"}],
        "primary": "accuracy",
        "baseline": "majority",
        "bootstrap": {"samples": 200, "seed": 1, "level": 0.95},
        **over,
    }


def guesses(values: str, score: Any = None) -> list[dict[str, Any]]:
    rows = [{"id": f"r{i}", "prediction": value} for i, value in enumerate(values)]
    return rows if score is None else [{**row, "score": score} for row in rows]


def test_the_program_gives_metric_baseline_and_paired_difference(run: Run, tmp_path: Path) -> None:
    code, answer = run("evaluate.py", a_request(tmp_path, guesses("aabbba")))

    assert code == 0
    assert answer["metric"] == {"name": "accuracy", "value": 1.0, "low": 1.0, "high": 1.0}
    assert answer["baseline"] == {"name": "majority", "value": 0.5}
    assert answer["difference"]["value"] == 0.5
    assert answer["difference"]["low"] < 0.5 < answer["difference"]["high"]
    assert answer["confusion"] == {"labels": ["a", "b"], "matrix": [[3, 0], [0, 3]]}


def test_a_model_that_equals_the_baseline_gains_nothing_in_any_resample(tmp_path: Path) -> None:
    answer = evaluate.answer(a_request(tmp_path, guesses("bbbbbb")))

    assert answer["difference"] == {"value": 0.0, "low": 0.0, "high": 0.0}


def test_a_metric_that_should_fall_has_a_positive_difference_when_it_falls(tmp_path: Path) -> None:
    good = [{**row, "score": {"a": 0.9, "b": 0.1}} for row in guesses("a" * 3)]
    request = a_request(
        tmp_path, good, labels=["a"] * 3, metrics=[{"name": "log_loss"}], primary="log_loss"
    )

    answer = evaluate.answer(request)

    assert answer["direction"] == "min"
    gain = math.log(0.9) - math.log(1 / 3)
    assert answer["difference"] == {
        "value": pytest.approx(gain),
        "low": pytest.approx(gain),
        "high": pytest.approx(gain),
    }


def test_a_constant_score_ranks_like_chance(tmp_path: Path) -> None:
    request = a_request(
        tmp_path, guesses("bbbbbb", score=0.7), metrics=[{"name": "roc_auc"}], primary="roc_auc"
    )

    answer = evaluate.answer(request)

    assert answer["metric"]["value"] == answer["baseline"]["value"] == 0.5


def test_a_bare_score_belongs_to_the_named_positive_class(tmp_path: Path) -> None:
    rows = [
        {**row, "score": 0.9 if i in (0, 1, 5) else 0.1} for i, row in enumerate(guesses("aabbba"))
    ]
    metric = {"name": "roc_auc", "positive": "a"}

    answer = evaluate.answer(a_request(tmp_path, rows, metrics=[metric], primary="roc_auc"))

    assert answer["metric"]["value"] == 1.0
    assert answer["positive"] == "a"


def test_regression_is_measured_against_the_mean_of_the_training_part(tmp_path: Path) -> None:
    rows = [{"id": f"r{i}", "prediction": value} for i, value in enumerate([1.0, 2.5, 3.0])]
    request = a_request(
        tmp_path,
        rows,
        labels=[1, 2, 3],
        train=[0, 4],
        metrics=[{"name": "mae"}, {"name": "rmse"}, {"name": "r2"}],
        primary="mae",
        baseline="mean",
    )

    answer = evaluate.answer(request)

    assert answer["metric"]["value"] == pytest.approx(1 / 6)
    assert answer["baseline"] == {"name": "mean", "value": pytest.approx(2 / 3)}
    assert answer["difference"]["value"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("predictions", "code", "named"),
    [
        (guesses("aabbb"), "E_ID_MISSING", "r5"),
        (guesses("aabbbab"), "E_ID_EXTRA", "r6"),
        ([*guesses("aabbba"), {"id": "r2", "prediction": "a"}], "E_ID_DUPLICATE", "r2"),
        (guesses("aabbbz"), "E_LABEL", "r5='z'"),
        ([*guesses("aabbb"), {"id": "r5"}], "E_LABEL", "r5"),
        ([*guesses("aabbb", 0.5), {"id": "r5", "prediction": "a"}], "E_SCORE", "r0"),
        (guesses("aabbba", {"a": 1.0}), "E_SCORE", "r0"),
    ],
)
def test_predictions_that_do_not_fit_are_refused_by_name(
    tmp_path: Path, predictions: list[dict[str, Any]], code: str, named: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        evaluate.answer(a_request(tmp_path, predictions))

    assert refusal.value.code == code
    assert named in refusal.value.en
    assert named in refusal.value.zh


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_score_that_is_not_finite_is_refused_with_its_line(
    run: Run, tmp_path: Path, word: str
) -> None:
    request = a_request(tmp_path, guesses("aabbba"))
    Path(request["predictions"]).write_text(f'{{"id":"r0","prediction":"a","score":{word}}}\n')

    code, answer = run("evaluate.py", request)

    assert (code, answer["error"]["code"]) == (3, "E_JSON")
    assert answer["error"]["at"] == "predictions.jsonl:1"


def test_a_metric_that_needs_scores_says_so(tmp_path: Path) -> None:
    request = a_request(tmp_path, guesses("aabbba"), metrics=[{"name": "pr_auc"}], primary="pr_auc")

    with pytest.raises(Refusal, match="pr_auc needs a score"):
        evaluate.answer(request)


def test_one_class_of_many_must_be_named(tmp_path: Path) -> None:
    metric = {"name": "recall", "average": "binary"}
    request = a_request(
        tmp_path, guesses("aabbba"), train=["a", "b", "c"], metrics=[metric], primary="recall"
    )

    with pytest.raises(Refusal, match="needs a positive class"):
        evaluate.answer(request)
    metric["positive"] = "a"

    assert evaluate.answer(request)["metric"]["value"] == 1.0


def test_a_metric_undefined_on_the_rows_is_refused_not_nan(tmp_path: Path) -> None:
    rows = guesses("aaa", score=0.2)
    request = a_request(
        tmp_path, rows, labels=["a"] * 3, metrics=[{"name": "roc_auc"}], primary="roc_auc"
    )

    with pytest.raises(Refusal, match="not defined"):
        evaluate.answer(request)


def test_the_same_request_gives_the_same_bytes_and_two_thousand_resamples_are_quick(
    tmp_path: Path,
) -> None:
    labels = [str(i % 10) for i in range(400)]
    rows = [{"id": f"r{i}", "prediction": str((i + (i % 7 == 0)) % 10)} for i in range(400)]
    bootstrap = {"samples": 2000, "seed": 3, "level": 0.95}
    request = a_request(
        tmp_path,
        rows,
        labels=labels,
        train=labels,
        bootstrap=bootstrap,
        metrics=[{"name": "macro_f1"}, {"name": "accuracy"}],
        primary="macro_f1",
    )

    start = time.perf_counter()
    first = evaluate.answer(request)
    seconds = time.perf_counter() - start

    assert first == evaluate.answer(request)
    assert first["metric"]["low"] < first["metric"]["value"] < first["metric"]["high"]
    assert seconds < 5
