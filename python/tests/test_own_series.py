"""A person's own series: dates, spacing, what names a series, lengths, and what is refused."""

from __future__ import annotations

import hashlib
import math
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from plumbline_trusted.door import Refusal
from plumbline_trusted.own.inspect import inspected
from plumbline_trusted.own.lengths import ahead
from plumbline_trusted.own.series_file import later, moment, place_of
from plumbline_trusted.sampling import read_sampling
from plumbline_trusted.sources import load
from plumbline_trusted.split import draw_split

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT.parent / "knowledge/own/series/src/template_project/datasets/series_file.py"
FIRST = datetime(2019, 1, 1)


def days(count: int, step: str = "day") -> list[date]:
    return [later(FIRST, step, at) for at in range(count)]


def wave(at: int) -> str:
    return f"{10 + 3 * math.sin(at / 7 * 2 * math.pi) + at / 100:.3f}"


def look(path: Path, text: str, request: str = "", family: str = "time-series-forecasting") -> Any:
    path.write_text(text, encoding="utf-8")
    return inspected({"path": str(path), "request": request, "family": family})


def table(head: str, rows: list[str]) -> str:
    return "\n".join([head, *rows])


@pytest.mark.parametrize(
    ("step", "shape", "style", "season"),
    [
        ("day", "%Y-%m-%d", "ymd", 7),
        ("day", "%d/%m/%Y", "dmy", 7),
        ("day", "%m/%d/%Y", "mdy", 7),
        ("day", "%Y年%m月%d日", "chinese", 7),
        ("day", "%Y%m%d", "compact", 7),
        ("hour", "%Y-%m-%d %H:%M", "ymd", 24),
        ("hour", "%m/%d/%Y %I:%M %p", "mdy", 24),
        ("weekday", "%Y-%m-%d", "ymd", 5),
        ("week", "%Y/%m/%d", "ymd", 52),
        ("month", "%Y-%m", "ymd", 12),
        ("quarter", "%Y-%m-%d", "ymd", 4),
        ("year", "%Y", "year", 1),
    ],
)
def test_spacing_and_season_are_told_from_dates_in_any_writing(
    tmp_path: Path, step: str, shape: str, style: str, season: int
) -> None:
    rows = [f"{at.strftime(shape)},{wave(i)}" for i, at in enumerate(days(600, step))]

    facts = look(tmp_path / "own.csv", table("date,load", rows))

    told = facts["series"]
    assert (facts["kind"], told["step"], told["style"], told["season"]) == (
        *("series", step, style),
        season,
    )
    assert (told["points"], told["gaps"], told["count"]) == (600, 0, 1)
    assert facts["columns"][0]["kind"] == "date"
    assert facts["labels"][0]["name"] == "load"


def test_months_read_day_first_where_that_spaces_them_evenly(tmp_path: Path) -> None:
    rows = [f"{at:%d/%m/%Y},{wave(i)}" for i, at in enumerate(days(200, "month"))]

    facts = look(tmp_path / "own.csv", table("date,load", rows))

    assert (facts["series"]["step"], facts["series"]["style"]) == ("month", "dmy")


@pytest.mark.parametrize(
    ("request_", "step", "horizon", "history"),
    [
        ("预测未来半年的走势", "week", 26, 0),
        ("根据过去两年的每周数据预测未来半年", "week", 26, 104),
        ("预测未来30天的销量", "day", 30, 0),
        ("Forecast the next 12 months", "month", 12, 0),
        ("from the past 2 weeks forecast the next day", "hour", 24, 336),
        ("forecast the next 5 days of trading", "weekday", 5, 0),
        ("forecast it", "day", 0, 0),
    ],
)
def test_how_far_ahead_is_read_from_the_request(
    request_: str, step: str, horizon: int, history: int
) -> None:
    found = ahead(request_, step)

    assert (found.horizon, found.history) == (horizon, history)


def test_a_column_that_tells_series_apart_is_found_and_one_value_column_is_the_label(
    tmp_path: Path,
) -> None:
    rows = [
        f"{at},{shop},{wave(i + ord(shop))}" for shop in "abc" for i, at in enumerate(days(300))
    ]

    facts = look(tmp_path / "own.csv", table("day,shop,sales", rows))

    assert (facts["series"]["key"], facts["series"]["count"]) == (["shop"], 3)
    assert facts["labels"][0]["roles"]["shop"]["role"] == "series"


def test_of_several_columns_one_is_asked_for_and_all_may_be_taken(tmp_path: Path) -> None:
    rows = [f"{at},{wave(i)},{wave(i * 2)}" for i, at in enumerate(days(300))]
    text = table("date,one,two", rows)

    unsure = look(tmp_path / "own.csv", text)
    named = look(tmp_path / "own.csv", text, "Forecast two for the next 5 days")

    assert [one["name"] for one in unsure["labels"]] == ["one", "two", "*"]
    assert unsure["labels"][0]["confidence"] < 0.6
    assert (named["labels"][0]["name"], named["labels"][0]["confidence"]) == ("two", 0.95)
    assert named["series"]["horizon"] == 5


def test_gaps_are_counted_and_short_series_are_forecast_less_far(tmp_path: Path) -> None:
    rows = [f"{at},{wave(i)}" for i, at in enumerate(days(120)) if i % 10 or i == 0]

    facts = look(tmp_path / "own.csv", table("date,load", rows))

    assert facts["series"]["gaps"] == 11
    assert (facts["series"]["horizon"], facts["series"]["tests"]) == (1, 0.35)


def test_without_being_asked_for_a_date_and_one_column_of_numbers_are_a_series(
    tmp_path: Path,
) -> None:
    rows = [f"{at},{wave(i)}" for i, at in enumerate(days(300))]
    more = [f"{row},{i % 3},{'xyz'[i % 3]}" for i, row in enumerate(rows)]

    assert look(tmp_path / "a.csv", table("date,load", rows), family="")["kind"] == "series"
    assert look(tmp_path / "b.csv", table("date,load,n,k", more), family="")["kind"] == "table"


def test_a_column_of_classes_that_the_request_names_keeps_a_table_a_table(tmp_path: Path) -> None:
    rows = [f"{at},{wave(i)},{'ab'[i * 7 % 3 % 2]}" for i, at in enumerate(days(300))]

    facts = look(tmp_path / "own.csv", table("date,load,sky", rows), "Forecast the sky")

    assert (facts["kind"], facts["labels"][0]["name"]) == ("table", "sky")


def mixed(at: int, day: date) -> str:
    return day.strftime(("%Y-%m-%d", "%d/%m/%Y", "%Y年%m月%d日")[at % 3])


@pytest.mark.parametrize(
    ("code", "words", "head", "rows"),
    [
        (
            *("E_DATES", "written in several ways", "date,load"),
            [f"{mixed(i, at)},{wave(i)}" for i, at in enumerate(days(300))],
        ),
        ("E_NO_DATE", "holds dates", "when,load", [f"{i}x,{wave(i)}" for i in range(300)]),
        ("E_NO_VALUES", "numbers alone", "date,load", [f"{at},a{at}" for at in days(300)]),
        (
            *("E_TWICE", "rows and no column", "date,load"),
            [f"{at},{wave(i + k)}" for k in (0, 3) for i, at in enumerate(days(300))],
        ),
        (
            *("E_SPACING", "not spaced by", "date,load"),
            [f"{FIRST + timedelta(minutes=5 * i)},{wave(i)}" for i in range(300)],
        ),
        (
            *("E_TOO_FEW", "at most 1 can|the longest", "date,load"),
            [f"{at},{wave(i)}" for i, at in enumerate(days(15))],
        ),
        (
            *("E_GAPS", "never filled", "date,load"),
            [f"{at},{wave(i) if i % 3 else ''}" for i, at in enumerate(days(300))],
        ),
    ],
)
def test_what_is_no_even_series_is_refused_with_the_reason(
    tmp_path: Path, code: str, words: str, head: str, rows: list[str]
) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        look(tmp_path / "own.csv", table(head, rows), "forecast the next 3 days")

    assert caught.value.code == code


def test_a_horizon_that_was_asked_for_is_kept_or_refused(tmp_path: Path) -> None:
    rows = [f"{at},{wave(i)}" for i, at in enumerate(days(300))]

    with pytest.raises(Refusal, match="365 ahead"):
        look(tmp_path / "own.csv", table("date,load", rows), "forecast the next year of load")


def source_of(path: Path, facts: Any, **more: Any) -> dict[str, Any]:
    names = ("format", "encoding", "delimiter", "quote", "header", "names")
    told = facts["series"]
    own = {
        **{name: facts[name] for name in names},
        "inputs": [{"name": facts["labels"][0]["name"], "kind": "number"}],
        "label": facts["labels"][0]["name"],
        "time": told["time"],
        "style": told["style"],
        "series": told,
        "cap": 5000,
        **more,
    }
    asked = {"provider": "local", "loader": "series", "task": "time-series-forecasting"}
    return {
        **asked,
        "package": path.name,
        "path": str(path),
        "sha256": facts["sha256"],
        "own": own,
    }


def test_windows_are_cut_by_time_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    rows = [f"{at},{shop},{wave(i + ord(shop))}" for shop in "ab" for i, at in enumerate(days(300))]
    facts = look(path, table("day,shop,sales", rows[::-1]))
    before = hashlib.sha256(path.read_bytes()).hexdigest()

    held = load(source_of(path, facts))
    tests = facts["series"]["tests"]
    shares = {"train": 0.9 - tests, "val": 0.1, "test": tests}
    sampling = {"sampling": {"fractions": shares, "method": "time", "stratify": "none"}}
    parts = draw_split(held, read_sampling(sampling)).parts

    assert held.calendar is not None
    assert held.calendar.points == {"a": 300, "b": 300}
    assert sum(map(len, parts.values())) == facts["series"]["windows"]
    assert held.inputs[0]["start"] == "2019-01-01"
    assert all(len(part) > 0 for part in parts.values())
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_of_too_many_points_the_latest_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    rows = [f"{at},{wave(i)}" for i, at in enumerate(days(900))]
    facts = look(path, table("date,load", rows))

    held = load(source_of(path, facts, cap=400))

    assert held.calendar is not None
    assert held.calendar.points == {"load": 400}
    assert held.inputs[0]["start"] == days(900)[500].isoformat()


@pytest.mark.parametrize("step", ["hour", "day", "weekday", "week", "month", "quarter", "year"])
def test_steps_after_a_moment_are_numbered_one_by_one(step: str) -> None:
    places = [place_of(datetime.fromisoformat(at.isoformat()), step) for at in days(500, step)]

    assert places == list(range(places[0], places[0] + 500))


@pytest.mark.parametrize(
    ("text", "style", "found"),
    [
        ("2024-03-01T05:30:00", "ymd", datetime(2024, 3, 1, 5, 30)),
        ("3/1/2024 12:00 AM", "mdy", datetime(2024, 3, 1)),
        ("1999.0", "year", datetime(1999, 1, 1)),
        ("20240230", "compact", None),
        ("2024-03-01 25:00", "ymd", None),
    ],
)
def test_a_moment_is_read_with_its_time_of_day(
    text: str, style: str, found: datetime | None
) -> None:
    assert moment(text, style) == found


def test_the_project_carries_the_same_reader() -> None:
    own = ROOT / "plumbline_trusted/own/series_file.py"

    assert own.read_bytes() == COPY.read_bytes()
