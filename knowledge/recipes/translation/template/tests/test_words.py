"""Words of both languages and back, the commonest ones, and forms of a word."""

from __future__ import annotations

import pytest

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
