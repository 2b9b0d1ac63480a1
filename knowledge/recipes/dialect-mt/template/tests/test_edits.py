"""Edits between two texts, and texts that are nearly the same."""

from __future__ import annotations

from typing import Any

import pytest

from template_project.datasets.edits import SELF, edited, edits_of, vocabulary
from template_project.datasets.near import near_duplicates


@pytest.mark.parametrize(
    ("source", "target", "edits"),
    [
        ("你好", "你好", [SELF, SELF]),
        ("唔係", "不是", ["不", "是"]),
        ("我嘅貓", "我貓", [SELF, "", SELF]),
        ("貓", "我的貓", ["我的" + SELF]),
        ("呢個係貓", "這是貓", ["這是", "", "", SELF]),
        ("加入", "加入到", [SELF, SELF + "到"]),
    ],
)
def test_edits_tell_each_pair_exactly(source: str, target: str, edits: list[str]) -> None:
    assert edits_of(source, target) == edits
    assert edited(source, edits) == target


def test_every_pair_of_the_sample_is_told_by_its_edits(sample: list[dict[str, Any]]) -> None:
    for record in sample:
        assert edited(record["text"], edits_of(record["text"], record["label"])) == record["label"]


def test_a_text_of_which_nothing_is_left_is_left_alone() -> None:
    assert edited("嘅", [""]) == "嘅"


def test_what_lies_beyond_the_declared_length_stays() -> None:
    assert edited("唔係貓", ["不"]) == "不係貓"


def test_the_commonest_edits_are_known_and_leaving_alone_is_the_first() -> None:
    pairs = [("唔好", "不好"), ("唔係", "不是"), ("我嘅", "我的")]

    assert vocabulary(pairs, 8, 1) == (SELF, "不", "是", "的")
    assert vocabulary(pairs, 8, 2) == (SELF, "不")
    assert vocabulary(pairs, 1, 1) == (SELF,)


def test_the_first_of_nearly_equal_texts_leads_the_others() -> None:
    texts = ["呢一版已經畀人刪除咗", "完全另外一句說話", "呢一版已經畀人刪除咗。"]

    assert near_duplicates(texts) == [0, 1, 0]
    assert near_duplicates(["!!!", "???", "!!!"]) == [0, 1, 2]
