"""Words of both languages, unknown forms, the nearest text, and the parts of the mini set."""

from __future__ import annotations

import pytest

from template_project.datasets.mini import parts_of
from template_project.datasets.nearest import nearest_places
from template_project.datasets.words import (
    FIRST,
    UNKNOWN,
    chinese,
    commonest,
    english,
    joined,
    number_of,
    numbered,
)


def test_english_is_cut_into_words_numbers_and_signs() -> None:
    assert english("Don't use 2 URLs (yet).") == [
        *("Don't", "use", "2", "URLs", "(", "yet", ")", ".")
    ]


def test_chinese_is_cut_into_characters_and_latin_words_stay_whole() -> None:
    assert chinese("用 URL2 编辑。") == ["用", "URL", "2", "编", "辑", "。"]


def test_spaces_stand_between_latin_words_alone() -> None:
    assert joined(["用", "Media", "Viewer", "看", "3", "页"]) == "用Media Viewer看3页"
    assert joined([]) == ""


def test_the_commonest_words_are_kept_and_numbered_after_the_marks() -> None:
    words = commonest([["b", "a"], ["b", "c"]], FIRST + 2)

    assert words == ("b", "a")
    assert numbered(words) == {"b": FIRST, "a": FIRST + 1}


@pytest.mark.parametrize("word", ["Filters", "filtering", "filtered", "filter"])
def test_an_unknown_word_is_read_as_a_known_form_of_it(word: str) -> None:
    assert number_of(word, {"filter": 7}) == 7


def test_a_word_of_another_stem_is_unknown() -> None:
    assert number_of("as", {"a": 7}) == number_of("cat", {"filter": 7}) == UNKNOWN


def test_the_nearest_text_shares_most_three_character_runs() -> None:
    known = ["delete a page", "edit the page", "log in"]

    assert nearest_places(known, ["edit that page", "log out", "ü"]) == [1, 2, 0]


def test_a_component_lies_in_one_part_and_the_parts_come_near_their_shares() -> None:
    held = [f"component {place % 20}" for place in range(200)]

    parts = parts_of(held, 42, {"train": 0.7, "val": 0.1, "test": 0.2})

    sizes = {part: sum(parts[name] == part for name in held) for part in ("train", "val", "test")}
    assert sizes == {"train": 140, "val": 20, "test": 40}
    assert parts != parts_of(held, 1, {"train": 0.7, "val": 0.1, "test": 0.2})
