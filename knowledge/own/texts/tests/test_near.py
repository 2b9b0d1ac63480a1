"""Near duplicates: found whatever case, width and marks are, and never in two parts."""

from __future__ import annotations

from template_project.datasets.mini import near_apart, without_near
from template_project.datasets.near import near_duplicates
from template_project.datasets.split import Drawn, Row
from template_project.datasets.table_file import Kept

LONG = "the quick brown fox jumps over the lazy dog and runs into the deep dark forest at night"


def test_the_first_of_nearly_equal_texts_leads_the_others() -> None:
    texts = [LONG, "something else altogether, of another kind", LONG.upper() + "!!!", LONG[:-1]]

    assert near_duplicates(texts) == [0, 1, 0, 0]


def test_marks_alone_are_like_nothing() -> None:
    assert near_duplicates(["!!!", "???", "!!!"]) == [0, 1, 2]


def test_of_nearly_equal_rows_of_the_file_the_first_stays() -> None:
    rows = {str(at): Kept([text], "a", "", "") for at, text in enumerate((LONG, "other", LONG[1:]))}

    assert list(without_near(rows)) == ["0", "1"]


def test_of_nearly_equal_texts_in_two_parts_the_later_parts_one_stays() -> None:
    def part(*texts: str) -> list[Drawn]:
        return [Drawn(text[:8], Row(text, "a")) for text in texts]

    drawn = {"train": part(LONG, "other words"), "val": part("third"), "test": part(LONG[1:])}

    found = {name: [item.row.input for item in items] for name, items in near_apart(drawn).items()}
    assert found == {"train": ["other words"], "val": ["third"], "test": [LONG[1:]]}
