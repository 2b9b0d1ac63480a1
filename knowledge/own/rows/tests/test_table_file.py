"""A person's file row by row: gaps, numbers, dates, spellings of labels, and a cap on rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.table_file import (
    Kept,
    TableError,
    number,
    spelled,
    table,
)

OWN: dict[str, Any] = {
    "format": "csv",
    "encoding": "utf-8",
    "delimiter": ",",
    "quote": '"',
    "header": True,
    "names": ["size", "colour", "kind", "when"],
    "inputs": [{"name": "size", "kind": "number"}, {"name": "colour", "kind": "category"}],
    "label": "kind",
    "target": "class",
    "classes": ["cat", "dog"],
    "labels": {"Cat": "cat"},
    "group": "",
    "time": "when",
    "style": "ymd",
    "cap": 100,
}


def test_the_file_is_read_as_it_was_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        'size,colour,kind,when\n"1,200", red ,Cat,2024/1/5\nn/a,blue,dog,2024-02-06\n'
        "3,,bird,2024-03-07\n4,red,,2024-03-07\n",
        encoding="utf-8",
    )

    rows = table(path, OWN)

    assert rows == [
        Kept([1200.0, "red"], "cat", "", "2024-01-05"),
        Kept([None, "blue"], "dog", "", "2024-02-06"),
    ]
    path.write_text("size,colour,kind,when\n1,red\n", encoding="utf-8")
    with pytest.raises(TableError, match="line 2 has 2 cells"):
        table(path, OWN)


def test_texts_have_one_spelling_and_longer_pairs_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a,b\nＯＫ ,好\nnone,无\n,空\nlonger text,长\n", encoding="utf-8")
    pair = {"names": ["a", "b"], "inputs": [{"name": "a", "kind": "text"}], "label": "b"}

    rows = table(path, {**OWN, **pair, "target": "text", "time": "", "longest": 6})

    assert rows == [Kept(["OK"], "好", "", ""), Kept(["none"], "无", "", "")]


def test_of_many_rows_the_same_ones_are_taken_whatever_their_order(tmp_path: Path) -> None:
    lines = [f"{size},red,cat,2024-01-01" for size in range(50)]
    found = []
    for order in (lines, lines[::-1]):
        path = tmp_path / "own.csv"
        path.write_text("\n".join(["size,colour,kind,when", *order]), encoding="utf-8")
        found.append({str(one.values) for one in table(path, {**OWN, "cap": 7})})

    assert found[0] == found[1]
    assert len(found[0]) == 7


def test_cells_are_read_by_what_they_say() -> None:
    assert [number(cell) for cell in ("1,234.5", "-3e2", "1_000", "inf", "x")] == [
        *(1234.5, -300.0, None, None, None)
    ]
    assert spelled("5/1/2024 7:30", "dmy") == "2024-01-05T07:30"
    assert spelled("2024年3月", "chinese") == "2024-03-01"
    assert spelled("2024-02-30", "ymd") is None
