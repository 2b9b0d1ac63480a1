"""What the pictures of a report show: figures of a data folder, of a run and of its answers."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, write_lines

import evaluate
from plumbline_trusted.door import Refusal
from plumbline_trusted.figures.curve import learning
from plumbline_trusted.figures.portrait import portrait
from plumbline_trusted.png_read import read_png
from plumbline_trusted.png_write import grey_png

PARTS = {"train": "train.jsonl", "val": "val.jsonl", "test": "test_inputs.jsonl"}
DRAW = ROOT / "in_project/draw.py"


def a_row(form: str, place: int) -> dict[str, Any]:
    """One row of each form, with its label."""
    two = "b" if place % 2 else "a"
    held: dict[str, dict[str, Any]] = {
        "text": {"text": "word " * (1 + place % 9), "label": two},
        "pair of texts": {"text": "x" * (1 + place % 9), "label": "y" * (1 + place % 7)},
        "table": {"features": {"size": place * 1.5, "kind": "k"}, "label": two},
        "words": {"features": {"kind": "kx"[place % 2], "from": "here"}, "label": place * 2.0},
        "numbers": {"features": {"size": place * 1.5, "gap": None}, "label": place * 2.0},
        "picture": {"path": f"images/{place}.png", "label": two},
        "pair": {"path_a": f"images/{place}.png", "path_b": "images/0.png", "label": two},
        "window": {
            **{"history": [math.sin(place + k) for k in range(6)], "series": "s"},
            **{"start": f"2020-01-{1 + place % 28:02d}", "label": [1.0 + place, 2.0]},
        },
    }
    return {"id": f"r{place}", **held[form]}


def a_folder(form: str, folder: Path, rows: int = 40) -> Path:
    made = [a_row(form, place) for place in range(rows)]
    parts = {
        "train": made[: rows // 2],
        "val": made[rows // 2 : -rows // 4],
        "test": made[-rows // 4 :],
    }
    for part, name in PARTS.items():
        hidden = [{k: v for k, v in row.items() if k != "label"} for row in parts[part]]
        write_lines(folder / name, hidden if part == "test" else parts[part])
    (folder / "images").mkdir(exist_ok=True)
    for place in range(rows):
        levels = [min(15, place % 12 + k % 4) for k in range(16)]
        (folder / f"images/{place}.png").write_bytes(grey_png(levels, 4, 4, 16))
    told: dict[str, Any] = {"series": {"step": "day"}} if form == "window" else {}
    if form in ("window", "pair of texts"):
        told["target"] = "series" if form == "window" else "text"
    (folder / "dataset.json").write_text(json.dumps(told))
    return folder


NAMES = {
    "text": ["data-labels", "data-sizes"],
    "pair of texts": ["data-labels", "data-sizes"],
    "table": ["data-labels", "data-sizes"],
    "words": ["data-labels", "data-sizes"],
    "numbers": ["data-labels", "data-sizes"],
    "picture": ["data-labels", "data-sizes", "data-samples"],
    "pair": ["data-labels", "data-sizes", "data-samples"],
    "window": ["data-labels", "data-series", "data-samples"],
}
FORMS = list(NAMES)


@pytest.mark.parametrize("form", FORMS)
def test_a_data_folder_of_each_form_has_its_figures(form: str, tmp_path: Path) -> None:
    found = portrait({"folder": str(a_folder(form, tmp_path))})

    assert [one["name"] for one in found["figures"]] == NAMES[form]
    assert all(one["alt"]["zh"] and one["alt"]["en"] for one in found["figures"])
    assert bool(found["samples"]) == (form not in ("picture", "pair", "window"))


def test_no_sample_is_of_the_test_part(tmp_path: Path) -> None:
    folder = a_folder("text", tmp_path)
    write_lines(folder / "test_inputs.jsonl", [{"id": "t", "text": "sealed words"}])

    assert "sealed" not in json.dumps(portrait({"folder": str(folder)}))


def test_the_class_balance_is_told_by_part(tmp_path: Path) -> None:
    (rows, balance) = portrait({"folder": str(a_folder("text", tmp_path))})["figures"][0]["panels"]

    assert rows["series"][0]["values"] == [20.0, 10.0, 10.0]
    assert balance["names"] == ["a", "b"]
    assert [one["values"] for one in balance["series"]] == [[0.5, 0.5], [0.5, 0.5]]


def test_a_learning_curve_has_a_line_a_part_and_leaves_out_what_is_no_number(
    tmp_path: Path,
) -> None:
    table = tmp_path / "metrics.csv"
    rows = [
        "1,1,train,1000,",
        "1,2,train,nan,",
        "1,3,train,2.5,",
        "1,3,val,3.5,0.5",
        "2,6,val,3,0.6",
    ]
    table.write_text("\n".join(["epoch,step,split,loss,metric", *rows]))

    (figure,) = learning({"metrics": str(table), "metric": "mae"})["figures"]

    loss, metric = figure["panels"]
    assert [one["x"] for one in loss["series"]] == [[1.0, 3.0], [3.0, 6.0]]
    assert loss["log"] is True
    assert metric["title"]["en"] == "mae"
    assert metric["series"][0]["y"] == [0.5, 0.6]


def test_a_run_without_losses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_text("epoch,step\n1,2\n")

    with pytest.raises(Refusal, match="no column loss"):
        learning({"metrics": str(tmp_path / "metrics.csv")})


def answers(
    form: str, kind: str, metric: str, folder: Path, rows: int = 100
) -> list[dict[str, Any]]:
    """The figures of predictions on the validation part: every third of them wrong."""
    a_folder(form, folder, rows)
    held = [json.loads(line) for line in (folder / "val.jsonl").read_text().splitlines()]
    given = []
    for place, row in enumerate(held):
        label, odd = row["label"], place % 3 == 0
        wrong = {"a": "b", "b": "a"}.get(label, "z") if isinstance(label, str) else label
        if isinstance(label, float):
            wrong = label + 3
        if isinstance(label, list):
            wrong = [value + 1 for value in label]
        score = {"score": 0.9 - 0.01 * place} if kind == "scores" else {}
        given.append({"id": row["id"], "prediction": wrong if odd else label, **score})
    answer = evaluate.answer(
        {
            "predictions": write_lines(folder / "predictions.jsonl", given),
            **dict.fromkeys(("labels", "inputs"), str(folder / "val.jsonl")),
            **dict.fromkeys(("train_labels", "train"), str(folder / "train.jsonl")),
            **{"kind": kind, "metrics": [{"name": metric}], "primary": metric, "figures": True},
            "baseline": {"numbers": "mean", "series": "naive", "text": "copy"}.get(
                kind, "majority"
            ),
            "bootstrap": {"samples": 100, "seed": 1},
        }
    )
    figures: list[dict[str, Any]] = answer["figures"]
    return figures


KINDS = [
    ("text", "classes", "macro_f1", {"By class", "By length of the text (characters)"}),
    ("table", "classes", "accuracy", {"By class", "By size"}),
    ("table", "scores", "roc_auc", {"By class", "By size"}),
    ("picture", "classes", "accuracy", {"By class", "By mean brightness"}),
    ("pair", "scores", "roc_auc", {"By class", "By difference in brightness"}),
    ("numbers", "numbers", "mae", {"By size"}),
    ("words", "numbers", "mae", {"By the true value"}),
    ("window", "series", "mae", {"By steps ahead", "By time, early to late"}),
    ("pair of texts", "text", "chrf", {"By length of the text (characters)"}),
]


@pytest.mark.parametrize(("form", "kind", "metric", "slices"), KINDS)
def test_every_kind_of_answer_is_drawn_beside_the_truth_and_on_slices(
    form: str, kind: str, metric: str, slices: set[str], tmp_path: Path
) -> None:
    result, sliced = answers(form, kind, metric, tmp_path)

    assert result["name"] == "result-answers"
    assert result["panels"]
    assert {panel["title"]["en"] for panel in sliced["panels"]} == slices


def test_a_confusion_matrix_counts_every_validation_row(tmp_path: Path) -> None:
    (matrix,) = answers("text", "classes", "accuracy", tmp_path)[0]["panels"]

    assert matrix["rows"] == matrix["columns"] == ["a", "b"]
    assert sum(map(sum, matrix["values"])) == 25


def test_slices_have_the_metric_of_their_rows_between_the_ends_of_its_interval(
    tmp_path: Path,
) -> None:
    (size,) = answers("numbers", "numbers", "mae", tmp_path)[1]["panels"]

    assert sum(row["n"] for row in size["rows"]) == 25
    assert all(row["low"] <= row["value"] <= row["high"] for row in size["rows"])
    mean = sum(row["value"] * row["n"] for row in size["rows"]) / 25
    assert mean == pytest.approx(size["mark"], abs=1e-4)


@pytest.mark.parametrize("rows", [8, 16, 40])
def test_few_validation_rows_still_have_their_figures(rows: int, tmp_path: Path) -> None:
    for place, (form, kind, metric, _) in enumerate(KINDS):
        figures = answers(form, kind, metric, tmp_path / str(place), rows)

        assert [one["name"] for one in figures] == ["result-answers", "result-slices"], form


def test_figures_are_told_only_when_asked(tmp_path: Path) -> None:
    rows = [{"id": f"r{i}", "label": "ab"[i % 2]} for i in range(4)]
    path = write_lines(tmp_path / "labels.jsonl", rows)
    said = [{"id": row["id"], "prediction": "a"} for row in rows]
    request = {
        "predictions": write_lines(tmp_path / "said.jsonl", said),
        **{"labels": path, "train_labels": path, "metrics": [{"name": "accuracy"}]},
        **{"primary": "accuracy", "baseline": "majority", "bootstrap": {"samples": 100}},
    }

    assert "figures" not in evaluate.answer(request)


def drawn(folder: Path, figures: list[dict[str, Any]], lang: str = "en") -> dict[str, Any]:
    pytest.importorskip("matplotlib")
    out = folder / "out"
    out.mkdir(exist_ok=True)
    request = folder / "request.json"
    request.write_text(json.dumps({"lang": lang, "root": str(folder), "figures": figures}))
    command = [sys.executable, "-I", str(DRAW), str(request), str(out)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_what_every_kind_of_data_and_answer_tells_can_be_drawn_small_and_twice_the_same(
    tmp_path: Path,
) -> None:
    figures = []
    for place, form in enumerate(FORMS):
        folder = tmp_path if form == "picture" else tmp_path / str(place)
        for one in portrait({"folder": str(a_folder(form, folder))})["figures"]:
            if not (form == "pair" and one["name"] == "data-samples"):
                figures.append({**one, "name": f"{one['name']}-{place}"})
    for place, (form, kind, metric, _) in enumerate(KINDS):
        for one in answers(form, kind, metric, tmp_path / f"k{place}"):
            figures.append({**one, "name": f"{one['name']}-{place}"})

    drawn(tmp_path, figures)
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.png")}
    drawn(tmp_path, figures)
    second = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.png")}

    assert len(first) == len(figures)
    assert first == second
    assert max(map(len, first.values())) <= 150_000
    assert all(read_png(content).width > 100 for content in first.values())


def test_a_name_that_no_font_can_write_is_numbered_and_told(tmp_path: Path) -> None:
    bars = {
        **{"kind": "bars", "title": {"zh": "", "en": ""}, "x": "", "y": ""},
        **{"names": ["plain $ name", "\U0001f984"], "series": [{"name": "", "values": [1, 2]}]},
    }
    figure = {"name": "data-labels", "alt": {"zh": "", "en": ""}, "panels": [bars]}

    (one,) = drawn(tmp_path, [figure])["drawn"]

    assert one["numbered"] == {"\U0001f984": "#1"}
