"""The leak gate on data sets that leak in a known way and on clean ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import write_lines
from leak_sets import CLEAN, LEAKING, asked

import probe
from plumbline_trusted.leaks.near_rows import twins
from plumbline_trusted.probes.giveaway import giveaway_of

CHANCE = 0.01


def found(name: str) -> set[str]:
    """What the rules of t2 would name; a share of near rows that chance may bring is none."""
    told = asked(name, 7)
    kinds = {
        leak["kind"] for leak in told["leaks"] if leak["kind"] != "near" or leak["share"] > CHANCE
    }
    return kinds | ({"overlap"} if told["overlap"] else set()) | set(told["giveaway"])


@pytest.mark.parametrize("name", LEAKING)
def test_a_set_that_leaks_is_named_with_its_kind(name: str) -> None:
    assert LEAKING[name][0] in found(name)


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_set_raises_nothing(name: str) -> None:
    assert found(name) == set()


def leaks(folder: Path, **parts: Any) -> list[dict[str, Any]]:
    names = {"train": "train.jsonl", "val": "val.jsonl", "test": "test_inputs.jsonl"}
    for part, name in names.items():
        write_lines(folder / name, parts.get(part, []))
    answer = probe.answer({"probe": "leaks", "folder": str(folder), "sealed": str(folder)})
    return list(answer["leaks"])


def rows(count: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(3)
    return [
        {
            "id": f"a{at}",
            "features": {"x": float(rng.normal()), "patient": f"p{at // 4}"},
            "label": "ab"[at // 4 % 2],
        }
        for at in range(count)
    ]


def test_the_score_falls_once_the_torn_group_is_whole(tmp_path: Path) -> None:
    every = rows(200)
    labels = [{"id": row["id"], "label": row["label"]} for row in every[::4]]
    test = [{"id": row["id"], "features": row["features"]} for row in every[::4]]
    write_lines(tmp_path / "test_labels.jsonl", labels)

    found = leaks(tmp_path, train=[row for at, row in enumerate(every) if at % 4], test=test)

    group = next(leak for leak in found if leak["kind"] == "group")
    assert (group["at"], group["count"], group["metric"]) == ("patient", 50, "accuracy")
    assert group["before"] == 1.0
    assert group["after"] < 0.8


def test_without_the_sealed_labels_no_score_is_claimed(tmp_path: Path) -> None:
    every = rows(200)
    test = [{"id": row["id"], "features": row["features"]} for row in every[::4]]

    found = leaks(tmp_path, train=[row for at, row in enumerate(every) if at % 4], test=test)

    assert {leak["metric"] for leak in found} == {""}


def test_an_empty_folder_and_too_few_rows_find_nothing(tmp_path: Path) -> None:
    assert leaks(tmp_path) == []
    assert leaks(tmp_path, train=rows(5)[:3], test=rows(5)[3:]) == []


def test_a_column_that_sets_one_of_three_classes_apart_does_not_tell_the_others() -> None:
    rng = np.random.default_rng(5)
    labels = ["abc"[at % 3] for at in range(150)]
    apart = [float(rng.normal(9 if label == "a" else 0)) for label in labels]
    code = ["abc".index(label) + float(rng.normal(0, 0.05)) for label in labels]

    assert not giveaway_of(apart, labels)
    assert giveaway_of(code, labels)


def test_rows_of_a_coarse_grid_are_no_copies() -> None:
    rng = np.random.default_rng(5)
    held = np.concatenate([rng.integers(0, 4, (600, 4)), rng.exponential(1, (600, 1))], axis=1)

    assert twins(held[:500], held[500:]) == {}
