"""The other probes: predictions, data folders, tables, curves, notebooks, pictures."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import write_lines

import probe
from plumbline_trusted.door import Refusal
from plumbline_trusted.png_write import chunk, grey_png


def asked(name: str, **more: Any) -> dict[str, Any]:
    return probe.answer({"probe": name, **more})


@pytest.mark.parametrize(("values", "constant", "entropy"), [("aaaa", True, 0), ("abab", False, 1)])
def test_predictions_that_never_vary_are_constant(
    tmp_path: Path, values: str, constant: bool, entropy: float
) -> None:
    rows = [{"id": str(i), "prediction": value} for i, value in enumerate(values)]

    answer = asked("constant", predictions=write_lines(tmp_path / "p.jsonl", rows))

    assert (answer["constant"], answer["entropy"]) == (constant, entropy)


def test_a_row_without_a_prediction_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        asked("constant", predictions=write_lines(tmp_path / "p.jsonl", [{"id": "a"}]))


def a_folder(folder: Path, **parts: list[dict[str, Any]]) -> Path:
    names = {"train": "train.jsonl", "val": "val.jsonl", "test": "test_inputs.jsonl"}
    for part, name in names.items():
        write_lines(folder / name, parts.get(part, []))
    return folder


def row(name: str, value: float, **more: Any) -> dict[str, Any]:
    return {"id": name, "features": {"x": value}, **more}


def test_a_shared_input_is_found_whatever_its_id_and_label(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        train=[row("a", 1.0, label="yes"), row("b", 2.0, label="no")],
        val=[row("c", 3.0, label="no")],
        test=[row("d", 2.0), row("e", 4.0)],
    )

    answer = asked("overlap", folder=str(folder))

    assert answer["pairs"] == {"train_val": 0, "train_test": 1, "val_test": 0}
    assert answer["examples"] == [{"parts": ["train", "test"], "ids": ["b", "d"]}]


def test_the_same_pixels_under_other_bytes_are_the_same_input(tmp_path: Path) -> None:
    picture = grey_png(range(4), 2, 2, 4)
    note = chunk(b"tEXt", b"made\x00later")
    (tmp_path / "a.png").write_bytes(picture)
    (tmp_path / "b.png").write_bytes(picture[:33] + note + picture[33:])
    folder = a_folder(
        tmp_path, train=[{"id": "a", "path": "a.png"}], test=[{"id": "b", "path": "b.png"}]
    )

    assert asked("overlap", folder=str(folder))["pairs"]["train_test"] == 1


def test_a_group_on_both_sides_is_counted(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        train=[row("a", 1.0, patient=7)],
        val=[row("b", 2.0, patient=8)],
        test=[row("c", 3.0, patient=7)],
    )

    answer = asked("overlap", folder=str(folder), group="patient")

    assert (answer["total"], answer["groups"]["total"]) == (0, 1)
    assert answer["groups"]["pairs"]["train_test"] == 1


def test_a_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "data", train=[{"id": "a", "path": "../secret.png"}])

    with pytest.raises(Refusal) as refusal:
        asked("overlap", folder=str(folder))

    assert refusal.value.code == "E_PATH"


@pytest.mark.parametrize(("declared", "equal"), [(2, True), (3, False)])
def test_declared_rows_are_counted(tmp_path: Path, declared: int, equal: bool) -> None:
    folder = a_folder(tmp_path, train=[row("a", 1.0), row("b", 2.0)])
    splits = {"train": {"rows": declared}, "val": {"rows": 0}, "test": {"rows": 0}}
    (folder / "dataset.json").write_text(json.dumps({"splits": splits}))

    answer = asked("rows", folder=str(folder))

    assert (answer["equal"], answer["total"]) == (equal, 2)
    assert answer["parts"]["train"]["declared"] == declared


def test_a_feature_that_tells_the_label_is_named(tmp_path: Path) -> None:
    rows = [
        {
            "id": str(i),
            "label": "yes" if i % 2 else "no",
            "features": {"copy": -float(i % 2), "code": "ab"[i % 2], "noise": (i * 7) % 5},
        }
        for i in range(40)
    ]

    answer = asked("giveaway", rows=write_lines(tmp_path / "t.jsonl", rows))

    assert answer["over"] == ["copy"]
    assert answer["exact"] == ["copy", "code"]
    assert {f["name"]: f["auc"] < 0.7 for f in answer["features"]}["noise"]


def test_a_feature_that_ranks_like_a_number_is_named(tmp_path: Path) -> None:
    rows = [
        {"id": str(i), "label": float(i), "features": {"copy": -3.0 * i, "noise": (i * 7) % 11}}
        for i in range(44)
    ]

    answer = asked("giveaway", rows=write_lines(tmp_path / "t.jsonl", rows))

    assert answer["over"] == ["copy"]
    assert {f["name"]: f["auc"] < 0.7 for f in answer["features"]} == {"copy": False, "noise": True}


def test_rows_without_labels_give_nothing_away(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "t.jsonl", [{"id": "a", "features": {"x": 1.0}}])

    assert asked("giveaway", rows=path)["applies"] is False


def test_scores_that_vary_are_no_constant_answer(tmp_path: Path) -> None:
    rows = [{"id": str(i), "prediction": "normal", "score": i / 7} for i in range(5)]
    path = write_lines(tmp_path / "p.jsonl", rows)

    assert asked("constant", predictions=path)["constant"] is True
    assert asked("constant", predictions=path, by="score")["constant"] is False


def test_a_give_away_does_not_apply_to_pictures(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "t.jsonl", [{"id": "a", "path": "a.png", "label": "1"}])

    assert asked("giveaway", rows=path)["applies"] is False


def a_curve(path: Path, losses: list[Any]) -> str:
    lines = [f"{step},train,{loss}\n{step},val,9" for step, loss in enumerate(losses)]
    path.write_text("step,split,loss\n" + "\n".join(lines) + "\n")
    return str(path)


@pytest.mark.parametrize(
    ("losses", "finite", "falling"),
    [
        ([4, 3, 2, 1], True, True),
        ([1, 2, 3, 4], True, False),
        ([2, 2], True, False),
        ([3, "nan", 1], False, True),
        ([3, "-inf", 1], False, True),
        ([], False, False),
    ],
)
def test_the_loss_curve_is_finite_and_falls_or_not(
    tmp_path: Path, losses: list[Any], finite: bool, falling: bool
) -> None:
    answer = asked("curve", metrics=a_curve(tmp_path / "metrics.csv", losses))

    assert (answer["finite"], answer["falling"]) == (finite, falling)


def test_a_curve_without_a_loss_names_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    path.write_text("step,accuracy\n1,0.5\n")

    with pytest.raises(Refusal, match="step, accuracy"):
        asked("curve", metrics=str(path))


def a_notebook(path: Path, *cells: dict[str, Any]) -> str:
    path.write_text(json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5}))
    return str(path)


def a_cell(count: int | None, *outputs: dict[str, Any]) -> dict[str, Any]:
    shape = {"cell_type": "code", "source": ["print(1)"], "metadata": {}}
    return {**shape, "execution_count": count, "outputs": list(outputs)}


def a_picture(values: list[int]) -> dict[str, Any]:
    data = base64.b64encode(grey_png(values, 2, 2, 4)).decode()
    return {"output_type": "display_data", "data": {"image/png": data + "\n"}, "metadata": {}}


def test_a_notebook_that_ran_shows_its_pictures(tmp_path: Path) -> None:
    path = a_notebook(
        tmp_path / "n.ipynb",
        {"cell_type": "markdown", "source": "words"},
        a_cell(1),
        a_cell(2, a_picture([0, 1, 2, 3])),
    )

    answer = asked("notebook", notebook=path)

    assert (answer["code_cells"], answer["executed"], answer["errors"]) == (2, 2, 0)
    assert (answer["images"], answer["in_order"]) == (1, True)


def test_cells_that_failed_or_never_ran_and_blank_pictures_do_not_count(tmp_path: Path) -> None:
    error = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
    path = a_notebook(
        tmp_path / "n.ipynb", a_cell(2, error), a_cell(1, a_picture([1, 1, 1, 1])), a_cell(None)
    )

    answer = asked("notebook", notebook=path)

    assert (answer["executed"], answer["errors"], answer["error_names"]) == (2, 1, ["ValueError"])
    assert (answer["images"], answer["broken_images"], answer["in_order"]) == (0, 1, False)


def test_pictures_are_opened_and_measured(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    good.write_bytes(grey_png([0, 1, 2, 3, 4, 0], 2, 3, 4))
    bad.write_bytes(b"\x89PNG")

    answer = asked("png", files=[str(good), str(bad)])

    assert [picture["ok"] for picture in answer["pictures"]] == [True, False]
    assert (answer["pictures"][0]["width"], answer["pictures"][0]["height"]) == (3, 2)
    assert answer["ok"] is False
