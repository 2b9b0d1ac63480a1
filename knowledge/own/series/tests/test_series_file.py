"""Points of a person's file: dates, holes, several series, and which of too many are kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from template_project.datasets.mini import read_lines
from template_project.datasets.series_file import later, lines, moment, place_of
from template_project.utils import CommandError

FIRST = date(2024, 1, 1)
FORM = {"format": "csv", "encoding": "utf-8", "delimiter": ",", "header": True}


def an_own(**more: Any) -> dict[str, Any]:
    told = {"key": ["shop"], "step": "day", "season": 7, "least": 20}
    return {
        **FORM,
        "names": ["day", "shop", "sold"],
        "inputs": [{"name": "sold"}],
        "time": "day",
        "style": "ymd",
        "series": told,
        "cap": 1000,
        **more,
    }


def a_file(folder: Path, shops: str = "ab", count: int = 40, hole: int = -1) -> Path:
    rows = [
        f"{FIRST + timedelta(days=at)},{shop},{'' if at == hole else at * at}"
        for at in reversed(range(count))
        for shop in shops
    ]
    path = folder / "own.csv"
    path.write_text("\n".join(["day,shop,sold", *rows]), encoding="utf-8")
    return path


def test_rows_in_any_order_become_lines_without_holes(tmp_path: Path) -> None:
    held = lines(a_file(tmp_path, hole=3), an_own())

    assert list(held) == ["a", "b"]
    assert held["a"][2:5] == [
        (date(2024, 1, 3), 4.0),
        (date(2024, 1, 4), None),
        (date(2024, 1, 5), 16.0),
    ]


def test_of_too_many_points_the_latest_stay_and_short_series_are_passed_over(
    tmp_path: Path,
) -> None:
    path = a_file(tmp_path)

    held = lines(path, an_own(cap=50))
    none = lines(path, an_own(series={**an_own()["series"], "least": 41}))

    assert {name: len(line) for name, line in held.items()} == {"a": 25, "b": 25}
    assert held["a"][-1] == (FIRST + timedelta(days=39), 39.0 * 39)
    assert none == {}


@pytest.mark.parametrize(
    ("text", "style", "found"),
    [
        ("2024年3月1日", "chinese", datetime(2024, 3, 1)),
        ("1/3/2024 14:00", "dmy", datetime(2024, 3, 1, 14)),
        ("3/1/2024 2:00 PM", "mdy", datetime(2024, 3, 1, 14)),
        ("20240301", "compact", datetime(2024, 3, 1)),
        ("soon", "ymd", None),
    ],
)
def test_dates_are_read_as_they_were_declared(
    text: str, style: str, found: datetime | None
) -> None:
    assert moment(text, style) == found


def test_after_a_friday_comes_a_monday() -> None:
    friday = datetime(2024, 3, 1)

    assert later(friday, "weekday", 1) == date(2024, 3, 4)
    assert place_of(datetime(2024, 3, 4), "weekday") == place_of(friday, "weekday") + 1


def test_without_the_file_the_error_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWN_DATA", raising=False)

    with pytest.raises(CommandError, match="set OWN_DATA"):
        read_lines({"package": "own.csv", "own": an_own()})
