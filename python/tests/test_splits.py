"""Splits by group and by time, and texts that are nearly the same."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from conftest import write_lines

import data
import probe
from plumbline_trusted.door import Refusal
from plumbline_trusted.near import near_duplicates
from plumbline_trusted.sampling import Row, Sampling, Split
from plumbline_trusted.split import draw_split, near_apart
from plumbline_trusted.table import Table

SHARES = {"train": 0.6, "val": 0.2, "test": 0.2}


def a_table(count: int, **over: Any) -> Table:
    values: Any = [[float(i)] for i in range(count)]
    labels = ["ab"[i % 2] for i in range(count)]
    return Table("t", "tabular-classification", {}, "l", values, labels, ("x",), **over)


def drawn(table: Table, **over: Any) -> Split:
    return draw_split(table, Sampling(7, SHARES, "label", True, 64, **over))


def places(split: Split) -> dict[str, set[int]]:
    return {part: {row.index for row in rows} for part, rows in split.parts.items()}


@pytest.mark.parametrize("size", [2, 5, 9])
def test_a_group_lies_in_one_part_and_the_shares_are_near(size: int) -> None:
    groups = [(f"g{i // size}",) for i in range(180)]

    found = places(drawn(a_table(180, groups={"owner": groups}), method="group", group="owner"))

    held = {part: {groups[i] for i in rows} for part, rows in found.items()}
    assert not held["train"] & held["test"]
    assert not held["train"] & held["val"]
    assert not held["val"] & held["test"]
    assert abs(len(found["test"]) - 36) <= size
    assert sum(map(len, found.values())) == 180


def test_a_row_of_two_groups_in_two_parts_is_dropped() -> None:
    groups = [(str(i), str((i + 1) % 50)) for i in range(50)]

    split = drawn(a_table(50, groups={"face": groups}), method="group", group="face")

    kept = sum(map(len, split.parts.values()))
    assert split.dropped == {"straddling": 50 - kept}
    held = {p: {g for i in rows for g in groups[i]} for p, rows in places(split).items()}
    assert not held["train"] & held["test"]


def test_the_latest_rows_are_the_test_part_and_one_moment_stays_together() -> None:
    times = [f"2020-01-{1 + i // 4:02d}" for i in range(100)]

    found = places(drawn(a_table(100, times={"day": times}), method="time", time="day"))

    held = {part: {times[i] for i in rows} for part, rows in found.items()}
    assert max(held["train"]) < min(held["val"])
    assert max(held["val"]) < min(held["test"])
    assert len(found["test"]) == 20


def test_a_field_that_the_data_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(Refusal, match="owner"):
        drawn(a_table(9, groups={"owner": [("a",)] * 9}), method="group", group="patient")


def test_a_file_is_split_by_its_group_column_which_is_no_feature(tmp_path: Path) -> None:
    rows = [{"x": float(i), "patient": f"p{i // 3}", "label": "ab"[i % 2]} for i in range(90)]
    source = {"provider": "jsonl", "path": write_lines(tmp_path / "rows.jsonl", rows)}
    request = {"source": source, "sampling": {"method": "group", "group": "patient"}}
    folders = {"out": str(tmp_path / "mini"), "sealed": str(tmp_path / "sealed")}

    answer = data.answer({**request, **folders, "do": "materialise"})
    verified = data.answer({**request, **folders, "do": "verify"})["verified"]
    shared = probe.answer({"probe": "overlap", "folder": folders["out"]})["groups"]

    assert (answer["columns"], verified["ok"]) == (["x"], True)
    assert (shared["column"], shared["total"]) == ("group", 0)


def test_data_too_small_for_a_test_part_is_refused() -> None:
    with pytest.raises(Refusal, match="no rows for test"):
        drawn(a_table(2))


MAIL = "Dear friend, we offer you the very best prices on printers, cartridges and paper this week"


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        ([MAIL, MAIL.upper() + "!!", "Something else altogether, about the minutes"], [0, 0, 2]),
        ([MAIL, f"{MAIL} 4711", MAIL.replace("friend", "fiend")], [0, 0, 0]),
        ([MAIL, MAIL[:40]], [0, 1]),
        (["甲乙丙丁戊己庚辛", "甲乙丙丁戊己庚辛。", "甲乙"], [0, 0, 2]),
        (["", " ", "！"], [0, 1, 2]),
        ([], []),
    ],
)
def test_nearly_equal_texts_are_one_group(texts: list[str], groups: list[int]) -> None:
    assert near_duplicates(texts) == groups


def test_near_duplicates_across_parts_are_counted_and_dropped_when_asked(tmp_path: Path) -> None:
    texts = [hashlib.sha512(word.encode()).hexdigest() for word in "abcdefghij"]
    rows = [
        {"text": f"{text} {copy}", "label": "spam" if i % 2 else "ham"}
        for i, text in enumerate(texts)
        for copy in range(4)
    ]
    source = {"provider": "jsonl", "path": write_lines(tmp_path / "rows.jsonl", rows)}
    source |= {"task": "text-classification"}

    def overlap(**sampling: Any) -> tuple[int, int]:
        folders = {"out": str(tmp_path / "mini"), "sealed": str(tmp_path / "sealed")}
        request = {"do": "materialise", "source": source, "sampling": sampling, **folders}
        answer = data.answer(request)
        found = probe.answer({"probe": "overlap", "folder": folders["out"]})
        return answer["rows"], found["near"]["total"]

    kept, shared = overlap()
    fewer, none = overlap(near_duplicates=True)

    assert (kept, shared > 0) == (40, True)
    assert (fewer, none) == (10, 0)


def test_texts_that_are_nearly_the_same_in_two_parts_stay_in_the_later_one() -> None:
    texts = ["Show changes on linked pages", "show changes on linked, pages", "Log in", "Log out"]
    table = Table("t", "translation", {}, "", inputs=texts, labels=texts)
    rows = [Row(index, str(index), str(index), "") for index in range(4)]

    kept, dropped = near_apart({"train": [rows[0], rows[2]], "val": [], "test": rows[1::2]}, table)

    assert kept == {"train": [rows[2]], "val": [], "test": rows[1::2]}
    assert dropped == {"near_in_two_parts": 1}
