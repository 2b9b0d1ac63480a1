"""The data program: one split for one seed, files whose bytes are fixed, faults that are seen."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, write_lines

import data
from plumbline_trusted.door import Refusal
from plumbline_trusted.sources import Table, Value
from plumbline_trusted.split import Sampling, draw_split

DIGITS = {"provider": "package", "loader": "sklearn.datasets.load_digits"}
CANCER = {"provider": "package", "loader": "sklearn.datasets.load_breast_cancer"}


def a_request(do: str, folder: Path, source: dict[str, Any], **over: Any) -> dict[str, Any]:
    out = folder / ("sample" if do == "draw" else "mini")
    return {
        "do": do,
        "source": source,
        "sampling": {"seed": 42},
        "out": str(out),
        "sealed": str(folder / "sealed"),
        **over,
    }


def a_table(folder: Path, rows: int = 40) -> dict[str, Any]:
    """A small CSV of two classes in which the last row repeats the first."""
    lines = [f"{i}.5,{i % 3},{'yes' if i % 4 else 'no'}" for i in range(rows - 1)]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "table.csv"
    path.write_text("\n".join(["size,kind,label", *lines, lines[0]]) + "\n")
    return {"provider": "csv", "path": str(path)}


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_digits_split_is_the_published_one(run: Run, tmp_path: Path) -> None:
    code, answer = run("data.py", a_request("draw", tmp_path, DIGITS))

    assert code == 0
    assert {part: said["rows"] for part, said in answer["splits"].items()} == {
        "train": 1259,
        "val": 179,
        "test": 359,
    }
    assert answer["splits"]["test"]["index_sha256"] == (
        "473cecaa469b7654de6b31a649d51e00a17c04ddd0e168ca28c490b271a655fa"
    )
    assert answer["duplicates_removed"] == 0
    assert len(list((tmp_path / "sample" / "images").iterdir())) == 64


def test_the_files_of_the_digits_have_the_published_bytes(tmp_path: Path) -> None:
    answer = data.answer(a_request("materialise", tmp_path, DIGITS))

    assert answer["files"]["train.jsonl"] == (
        "8e37894442257d9860774d7d8fc3dd563692a7751d9ed95869cd64b0423d1d9c"
    )
    assert answer["images"] == {
        "count": 1797,
        "sha256": "cd166f5f8cd87924a91c59ccf3cd11672424280b23d959ed269c6bf2b56b961c",
    }
    assert answer["sealed"]["rows"] == 359


def test_the_breast_cancer_table_has_named_features_and_labels(tmp_path: Path) -> None:
    answer = data.answer(a_request("materialise", tmp_path, CANCER))
    first = read(tmp_path / "mini" / "train.jsonl")[0]

    assert answer["classes"] == {"benign": 357, "malignant": 212}
    assert list(first) == ["id", "features", "label"]
    assert next(iter(first["features"])) == "mean_radius"
    assert answer["files"]["train.jsonl"] == (
        "69c5d94c6610f92df9b983e683734ad736e98a30f23312fb67fd797315e4419b"
    )


def test_test_labels_lie_in_the_sealed_file_alone_and_only_the_owner_reads_it(
    tmp_path: Path,
) -> None:
    os.umask(0)
    data.answer(a_request("materialise", tmp_path, a_table(tmp_path)))
    sealed = tmp_path / "sealed" / "test_labels.jsonl"
    inputs = read(tmp_path / "mini" / "test_inputs.jsonl")

    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert [row["id"] for row in read(sealed)] == [row["id"] for row in inputs]
    assert all(set(row) == {"id", "features"} for row in inputs)


def test_a_repeated_input_is_kept_once_and_counted(tmp_path: Path) -> None:
    answer = data.answer(a_request("draw", tmp_path, a_table(tmp_path)))

    assert (answer["source_rows"], answer["rows"], answer["duplicates_removed"]) == (40, 39, 1)
    assert sum(part["rows"] for part in answer["splits"].values()) == 39


def test_the_split_follows_the_written_algorithm() -> None:
    seed = 7
    values: list[list[Value]] = [[float(i)] for i in range(10)]
    table = Table("t", "k", {}, "l", values, ["a"] * 10, ("x",))
    shares = {"train": 0.7, "val": 0.1, "test": 0.2}
    keys = {i: hashlib.sha256(f"[{i}.0]".encode()).hexdigest() for i in range(10)}
    order = sorted(keys, key=lambda i: hashlib.sha256(f"{seed}:{keys[i]}".encode()).hexdigest())

    split = draw_split(table, Sampling(seed, shares, "label", True, 64))

    assert {row.index for row in split.parts["test"]} == set(order[:2])
    assert {row.index for row in split.parts["val"]} == set(order[2:3])
    ids = [hashlib.sha256(f"{seed}:id:{key}".encode()).hexdigest()[:16] for key in keys.values()]
    assert {row.id for rows in split.parts.values() for row in rows} == set(ids)


def test_half_a_row_is_rounded_up() -> None:
    values: list[list[Value]] = [[i] for i in range(15)]
    table = Table("t", "k", {}, "l", values, ["a"] * 15, ("x",))
    shares = {"train": 0.8, "val": 0.1, "test": 0.1}

    split = draw_split(table, Sampling(42, shares, "label", True, 64))

    assert {part: len(rows) for part, rows in split.parts.items()} == {
        "train": 11,
        "val": 2,
        "test": 2,
    }


def test_another_seed_draws_another_split(tmp_path: Path) -> None:
    source = a_table(tmp_path)
    first = data.answer(a_request("draw", tmp_path, source))
    second = data.answer(a_request("draw", tmp_path, source, sampling={"seed": 43}))

    assert first["index_sha256"] == second["index_sha256"]
    assert first["splits"]["test"]["index_sha256"] != second["splits"]["test"]["index_sha256"]


def test_writing_twice_gives_the_same_bytes_and_verifies(tmp_path: Path) -> None:
    source = a_table(tmp_path)
    first = data.answer(a_request("materialise", tmp_path / "a", source))
    second = data.answer(a_request("materialise", tmp_path / "b", source))

    assert first == second
    assert data.answer(a_request("verify", tmp_path / "a", source))["verified"]["ok"] is True


def _drop_row(mini: Path) -> None:
    lines = (mini / "train.jsonl").read_text().splitlines(keepends=True)
    (mini / "train.jsonl").write_text("".join(lines[1:]))


def _change_label(mini: Path) -> None:
    path = mini / "train.jsonl"
    path.write_text(path.read_text().replace('"label":"yes"', '"label":"perhaps"', 1))


def _leave_range(mini: Path) -> None:
    path = mini / "val.jsonl"
    path.write_text(path.read_text().replace('"size":', '"size":9', 1))


def _copy_test_row(mini: Path) -> None:
    row = read(mini / "test_inputs.jsonl")[0] | {"id": "0" * 16, "label": "yes"}
    with (mini / "train.jsonl").open("a") as stream:
        stream.write(json.dumps(row) + "\n")


def _show_labels(mini: Path) -> None:
    rows = [row | {"label": "yes"} for row in read(mini / "test_inputs.jsonl")]
    write_lines(mini / "test_inputs.jsonl", rows)


def _add_file(mini: Path) -> None:
    (mini / "answers.txt").write_text("yes")


def _declare_more(mini: Path) -> None:
    described = json.loads((mini / "dataset.json").read_text())
    described["splits"]["train"]["rows"] += 1
    (mini / "dataset.json").write_text(json.dumps(described))


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (_drop_row, ("rows", "train", "actual")),
        (_change_label, ("contract", "counts", "label")),
        (_leave_range, ("contract", "counts", "range")),
        (_copy_test_row, ("overlap", "pairs", "train_test")),
        (_show_labels, ("contract", "counts", "leak")),
        (_add_file, ("hashes", "counts", "extra")),
        (_declare_more, ("dataset_json", "differing")),
    ],
)
def test_a_spoiled_folder_does_not_verify_and_the_fault_is_named(
    tmp_path: Path, spoil: Any, where: tuple[str, ...]
) -> None:
    source = a_table(tmp_path)
    data.answer(a_request("materialise", tmp_path, source))
    before: Any = data.answer(a_request("verify", tmp_path, source))["verified"]

    spoil(tmp_path / "mini")
    after: Any = data.answer(a_request("verify", tmp_path, source))["verified"]

    assert (before["ok"], after["ok"]) == (True, False)
    for step in where:
        before, after = before[step], after[step]
    assert before != after


def test_a_damaged_picture_does_not_verify(tmp_path: Path) -> None:
    data.answer(a_request("materialise", tmp_path, DIGITS))
    picture = next(iter((tmp_path / "mini" / "images").iterdir()))
    picture.write_bytes(picture.read_bytes()[:-20])

    verified = data.answer(a_request("verify", tmp_path, DIGITS))["verified"]

    assert verified["ok"] is False
    assert verified["hashes"]["differing"] == [f"images/{picture.name}"]
    assert verified["contract"]["counts"]["input"] == 1


def test_a_second_draw_leaves_no_picture_of_the_first_and_nothing_else_is_removed(
    tmp_path: Path,
) -> None:
    images = tmp_path / "mini" / "images"
    images.mkdir(parents=True)
    (images / f"{'a' * 16}.png").write_bytes(b"old")
    (images / "mine.png").write_bytes(b"kept")

    data.answer(a_request("materialise", tmp_path, DIGITS))

    assert not (images / f"{'a' * 16}.png").exists()
    assert (images / "mine.png").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"do": "guess"}, "E_REQUEST"),
        ({"source": {"provider": "package", "loader": "os.system"}}, "E_REQUEST"),
        ({"source": {"provider": "csv", "path": "/nowhere/table.csv"}}, "E_FILE"),
        ({"sampling": {"fractions": {"train": 0.7, "val": 0.1, "test": 0.1}}}, "E_REQUEST"),
        ({"sampling": {"seed": 1.5}}, "E_REQUEST"),
    ],
)
def test_a_wrong_request_is_refused(run: Run, tmp_path: Path, change: Any, code: str) -> None:
    status, answer = run("data.py", {**a_request("draw", tmp_path, DIGITS), **change})

    assert (status, answer["error"]["code"]) == (3, code)
    assert answer["error"]["message"]["zh"]


@pytest.mark.parametrize("cell", ["nan", "inf", ""])
def test_a_cell_that_is_no_finite_value_is_refused_with_its_row(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"size,label\n1,a\n{cell},b\n")

    with pytest.raises(Refusal) as refusal:
        data.answer(a_request("draw", tmp_path, {"provider": "csv", "path": str(path)}))

    assert refusal.value.at == "table.csv:2"


def test_json_lines_are_a_source_too(tmp_path: Path) -> None:
    rows = [{"text": f"word {i}", "label": str(i % 2)} for i in range(20)]
    source = {"provider": "jsonl", "path": write_lines(tmp_path / "rows.jsonl", rows)}

    answer = data.answer(a_request("materialise", tmp_path, source))

    assert answer["columns"] == ["text"]
    assert {part: said["rows"] for part, said in answer["splits"].items()} == {
        "train": 14,
        "val": 2,
        "test": 4,
    }
