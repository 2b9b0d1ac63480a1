"""Cutting a series into windows and parts: no point of a later part is a target of an earlier."""

from __future__ import annotations

from datetime import date, timedelta

from template_project.datasets.windows import Window, cut, parts_by_time

SHARES = {"train": 0.7, "val": 0.1, "test": 0.2}


def a_series(size: int, missing: tuple[int, ...] = ()) -> list[tuple[date, float | None]]:
    first = date(2000, 1, 3)
    return [
        (first + timedelta(days=7 * place), None if place in missing else float(place))
        for place in range(size)
    ]


def targets(windows: list[Window], parts: dict[str, str], part: str) -> set[int]:
    chosen = [one for one in windows if parts.get(one.row.key) == part]
    return {place for one in chosen for place in range(one.target, one.stop)}


def test_a_gap_is_filled_in_histories_and_never_in_targets() -> None:
    windows = cut(a_series(12, missing=(5,)), history=4, horizon=2, series="a")

    assert [window.start for window in windows] == [2, 3, 4, 5, 6]
    held = {window.start: window.row.input["history"] for window in windows}
    assert held[2] == [2.0, 3.0, 4.0, 4.0]
    assert windows[0].row.input["start"] == "2000-01-17"


def test_parts_follow_one_another_in_time_and_share_no_target() -> None:
    windows = cut(a_series(200), history=12, horizon=4, series="a")

    parts = parts_by_time(windows, 200, 4, SHARES)

    found = {part: targets(windows, parts, part) for part in SHARES}
    assert max(found["train"]) < min(found["val"]) < max(found["val"]) < min(found["test"])
    assert max(found["test"]) == 199
    histories = {
        place
        for one in windows
        if parts.get(one.row.key) == "train"
        for place in range(one.start, one.stop)
    }
    assert histories.isdisjoint(found["val"] | found["test"])


def test_no_point_of_val_or_test_is_forecast_twice() -> None:
    windows = cut(a_series(200), history=12, horizon=4, series="a")

    parts = parts_by_time(windows, 200, 4, SHARES)

    counted = {part: list(parts.values()).count(part) for part in SHARES}
    assert (counted["val"], counted["test"]) == (5, 10)
    assert len(targets(windows, parts, "val")) == 5 * 4
    assert len(targets(windows, parts, "test")) == 10 * 4
    assert counted["train"] > 100
