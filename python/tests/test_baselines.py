"""Every kind of task is measured against its cheap answers, and the strongest of them counts."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import write_lines

import evaluate
from plumbline_trusted.baselines_input import kmeans, nearest_places
from plumbline_trusted.door import Refusal
from plumbline_trusted.png_write import grey_png

Rows = list[dict[str, Any]]


def a_request(
    folder: Path, inputs: Rows, labels: list[Any], predictions: list[Any], train: Rows, **over: Any
) -> dict[str, Any]:
    ids = [f"r{i}" for i in range(len(labels))]
    said = [p if isinstance(p, dict) else {"prediction": p} for p in predictions]
    joined = list(zip(ids, inputs, labels, said, strict=True))
    names = ("inputs", "labels", "predictions")
    held = (
        [{"id": i, **row} for i, row, _, _ in joined],
        [{"id": i, "label": label} for i, _, label, _ in joined],
        [{"id": i, **answer} for i, _, _, answer in joined],
    )
    files = {
        n: write_lines(folder / f"{n}.jsonl", rows) for n, rows in zip(names, held, strict=True)
    }
    path = write_lines(folder / "train.jsonl", [{"id": f"t{i}", **r} for i, r in enumerate(train)])
    metrics = [m if isinstance(m, dict) else {"name": m} for m in over.pop("metrics")]
    asked = {**files, "train": path, "train_labels": path, "metrics": metrics}
    return {**asked, "primary": metrics[0]["name"], "bootstrap": {"samples": 200}, **over}


def strengths(answer: dict[str, Any]) -> dict[str, float]:
    return {base["name"]: base["value"] for base in answer["baselines"]}


TRAIN_TEXT = [
    {"text": "open the page", "label": "打开页面"},
    {"text": "close the page", "label": "关闭页面"},
    {"text": "delete a file", "label": "关闭页面"},
]


def test_a_translation_is_measured_against_copying_and_the_nearest_known_one(
    tmp_path: Path,
) -> None:
    inputs = [{"text": "open the page now"}, {"text": "deleted a file"}]
    request = a_request(
        tmp_path,
        inputs,
        ["打开页面", "删除文件"],
        ["打开页面", "删除文件"],
        TRAIN_TEXT,
        metrics=["exact_match", "chrf", "bleu"],
        baselines=["copy", "most_frequent", "nearest"],
    )

    answer = evaluate.answer(request)

    assert strengths(answer) == {"copy": 0.0, "most_frequent": 0.0, "nearest": 0.5}
    assert answer["baseline"] == {"name": "nearest", "value": 0.5}
    assert (answer["metric"]["value"], answer["kind"]) == (1.0, "text")
    assert "tok:zh" in answer["signature"]


def test_the_nearest_text_shares_most_runs_and_the_first_wins_a_tie() -> None:
    assert nearest_places(["abcdef", "abcxyz", "abcdef"], ["abcde", "qqqq"]) == [0, 0]


def a_series(folder: Path, **over: Any) -> dict[str, Any]:
    """Points 0, 10, 0, 12, 0, 14 … by year: one season is two years."""
    values = [0.0 if i % 2 == 0 else 10.0 + i for i in range(20)]

    def row(first: int) -> dict[str, Any]:
        return {
            "history": values[first : first + 4],
            "start": f"{1900 + first}-01-01",
            "series": "s",
        }

    train = [{**row(i), "label": values[i + 4 : i + 6]} for i in range(8)]
    labels = [values[14 + i : 16 + i] for i in (0, 2)]
    request = a_request(
        folder, [row(10), row(12)], labels, labels, train, metrics=["mase", "mae"], **over
    )
    described = {"series": {"step": "year", "season": 2}}
    (folder / "dataset.json").write_text(json.dumps(described))
    return request


def test_a_forecast_is_scaled_by_the_seasonal_error_of_the_training_part(tmp_path: Path) -> None:
    answer = evaluate.answer(a_series(tmp_path, baselines=["seasonal_naive", "naive", "mean"]))

    # the training windows cover 13 points; one season apart, even ones differ by 0, odd ones by 2
    scale = np.mean([0 if i % 2 == 0 else 2 for i in range(2, 13)])
    assert strengths(answer)["seasonal_naive"] == pytest.approx((0 + 2) / 2 / scale)
    assert answer["baseline"]["name"] == "seasonal_naive"
    assert answer["kind"] == "series"


def test_a_season_longer_than_the_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="shorter than one season"):
        evaluate.answer(a_series(tmp_path, season=5))


def test_a_forecast_of_the_wrong_length_is_refused_by_id(tmp_path: Path) -> None:
    request = a_series(tmp_path)
    rows = [{"id": "r0", "prediction": [1.0]}, {"id": "r1", "prediction": [1.0, 2.0]}]
    write_lines(tmp_path / "predictions.jsonl", rows)

    with pytest.raises(Refusal, match="r0"):
        evaluate.answer(request)


def test_an_anomaly_score_is_measured_against_distance_from_the_mean(tmp_path: Path) -> None:
    draw = np.random.default_rng(1)
    train = [{"features": {"x": v}, "label": "normal"} for v in draw.normal(0, 1, 80)]
    odd = [5.0, -6.0, 7.0]
    values = [*draw.normal(0, 1, 30), *odd]
    labels = ["normal"] * 30 + ["anomaly"] * 3
    answers = [{"prediction": "normal", "score": float(abs(v))} for v in values]

    request = a_request(
        tmp_path,
        [{"features": {"x": v}} for v in values],
        labels,
        answers,
        train,
        metrics=["pr_auc", "roc_auc"],
        kind="scores",
        baselines=["prior", "mean_distance"],
    )
    answer = evaluate.answer(request)

    assert answer["positive"] == "anomaly"
    assert strengths(answer) == {"prior": pytest.approx(3 / 33), "mean_distance": 1.0}
    assert answer["metric"]["value"] == 1.0


def test_pairs_of_pictures_are_measured_against_the_cosine_of_their_pixels(tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    (tmp_path / "images").mkdir()

    def picture(name: str, values: Any) -> str:
        path = f"images/{name}.png"
        held = np.clip(values, 0, 255).astype(int).tolist()
        (tmp_path / path).write_bytes(grey_png(held, 4, 4, 255))
        return path

    rows: Rows = []
    for i in range(20):
        face = draw.integers(40, 215, 16)
        other = face + 3 if i % 2 else draw.integers(40, 215, 16)
        pair = {"path_a": picture(f"{i}a", face), "path_b": picture(f"{i}b", other)}
        rows.append({**pair, "label": "same" if i % 2 else "different"})
    test = [{k: v for k, v in row.items() if k != "label"} for row in rows[10:]]
    labels = [row["label"] for row in rows[10:]]
    answers = [{"prediction": "same", "score": 0.5}] * 10

    request = a_request(
        tmp_path,
        test,
        labels,
        answers,
        rows[:10],
        metrics=["roc_auc", {"name": "tar_at_far", "far": 0.1}, "accuracy"],
        baselines=["pixel_cosine"],
    )
    answer = evaluate.answer(request)

    assert answer["baseline_all"] == {"roc_auc": 1.0, "tar_at_far": 1.0, "accuracy": 1.0}
    assert answer["difference"]["value"] == -0.5


def test_clusters_are_measured_against_k_means_on_raw_features(tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    truth = [i % 3 for i in range(60)]
    points = [{"features": {"x": 9.0 * c + draw.normal(), "y": draw.normal()}} for c in truth]
    request = a_request(
        tmp_path,
        points,
        [f"c{c}" for c in truth],
        [str(c) for c in truth],
        points,
        metrics=["ari", "nmi", "silhouette"],
        baselines=["kmeans_raw", "majority"],
    )
    request["metrics"] = request["metrics"][:2]

    answer = evaluate.answer(request)

    assert strengths(answer) == {"kmeans_raw": 1.0, "majority": 0.0}
    assert (answer["kind"], answer["confusion"]["labels"]) == ("clusters", [])


def test_k_means_gives_the_same_clusters_again() -> None:
    points = np.random.default_rng(4).normal(0, 1, (50, 3))

    assert kmeans(points, points, 4).tolist() == kmeans(points, points, 4).tolist()


def test_a_baseline_of_another_kind_of_task_is_refused(tmp_path: Path) -> None:
    request = a_request(
        tmp_path,
        [{"text": "a"}],
        ["b"],
        ["b"],
        TRAIN_TEXT,
        metrics=["chrf"],
        baselines=["copy", "mean"],
    )

    with pytest.raises(Refusal, match="no baseline mean"):
        evaluate.answer(request)


def test_metrics_of_two_kinds_are_refused(tmp_path: Path) -> None:
    request = a_request(
        tmp_path, [{"text": "a"}], ["b"], ["b"], TRAIN_TEXT, metrics=["chrf", "mae"]
    )

    with pytest.raises(Refusal, match="all of one kind"):
        evaluate.answer(request)


def test_rows_of_one_group_are_drawn_together(tmp_path: Path) -> None:
    labels = [float(i // 10) for i in range(40)]
    inputs = [{"features": {"x": 1.0}, "group": f"g{i // 10}"} for i in range(40)]
    request = a_request(
        tmp_path,
        inputs,
        labels,
        [1.5] * 40,
        [{"features": {"x": 1.0}, "label": 0.0}],
        metrics=["mae"],
        bootstrap={"samples": 400, "unit": "row"},
    )
    grouped = {**request, "bootstrap": {"samples": 400, "unit": "group"}}

    row, group = (evaluate.answer(r)["metric"] for r in (request, grouped))

    assert group["value"] == row["value"]
    assert group["high"] - group["low"] > 2 * (row["high"] - row["low"])


def some_words(draw: np.random.Generator, count: int) -> list[str]:
    return ["".join(chr(0x4E00 + c) for c in draw.integers(0, 400, 20)) for _ in range(count)]


@pytest.mark.parametrize("kind", ["text", "clusters", "series"])
def test_a_thousand_rows_and_two_thousand_resamples_are_quick(tmp_path: Path, kind: str) -> None:
    draw = np.random.default_rng(5)
    bootstrap = {"samples": 2000}
    if kind == "text":
        held, said = some_words(draw, 1000), some_words(draw, 1000)
        rows: Rows = [{"text": words} for words in said]
        over: dict[str, Any] = {"metrics": ["bleu", "chrf"], "baselines": ["copy", "nearest"]}
        labels: list[Any] = held
        answers: list[Any] = said
    elif kind == "clusters":
        rows = [{"features": {"x": float(v), "y": 0.1}} for v in draw.normal(0, 1, 1000)]
        labels = [str(i % 10) for i in range(1000)]
        answers = [str(i % 7) for i in range(1000)]
        over = {"metrics": ["silhouette"], "baselines": ["kmeans_raw"]}
    else:
        line = draw.normal(0, 1, (1000, 24)).tolist()
        rows = [
            {"history": v, "start": f"{1000 + i}-01-01", "series": "s"} for i, v in enumerate(line)
        ]
        labels = answers = line
        over = {"metrics": ["mase"], "step": "year", "season": 12}
    train = [{**row, "label": label} for row, label in zip(rows, labels, strict=True)]
    request = a_request(tmp_path, rows, labels, answers, train, bootstrap=bootstrap, **over)

    start = time.process_time()
    evaluate.answer(request)

    assert time.process_time() - start < 10
