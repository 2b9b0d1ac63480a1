"""Cutting a series into windows and parts: no point of a later part is a target of an earlier."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from template_project.datasets import mini
from template_project.datasets.mini import (
    Window,
    cut,
    parts_by_time,
    provenance,
    read_points,
)
from template_project.utils import CommandError

SHARES = {"train": 0.7, "val": 0.1, "test": 0.2}
ABOUT = b"'''Data.\n\nThe data is in the public\ndomain.'''"
TABLE = "date,co2\n19580329,316.1\n19580405,\n19580412,317.7\n"


def a_series(size: int, missing: tuple[int, ...] = ()) -> list[tuple[date, float | None]]:
    first = date(2000, 1, 3)
    return [
        (first + timedelta(days=7 * place), None if place in missing else float(place))
        for place in range(size)
    ]


def targets(windows: list[Window], parts: dict[str, str], part: str) -> set[int]:
    chosen = [one for one in windows if parts.get(one.row.key) == part]
    return {place for one in chosen for place in range(one.target, one.stop)}


def test_weeks_are_read_and_a_missing_value_is_none() -> None:
    points = read_points(TABLE)

    assert points == [
        (date(1958, 3, 29), 316.1),
        (date(1958, 4, 5), None),
        (date(1958, 4, 12), 317.7),
    ]


def test_weeks_that_do_not_follow_one_another_are_refused() -> None:
    with pytest.raises(CommandError, match="gap before 1958-04-19"):
        read_points(TABLE.replace("19580412", "19580419"))


def test_a_gap_is_filled_in_histories_and_never_in_targets() -> None:
    windows = cut(a_series(12, missing=(5,)), history=4, horizon=2)

    assert [window.start for window in windows] == [2, 3, 4, 5, 6]
    held = {window.start: window.row.input["history"] for window in windows}
    assert held[2] == [2.0, 3.0, 4.0, 4.0]
    assert windows[0].row.input["start"] == "2000-01-17"


def test_parts_follow_one_another_in_time_and_share_no_target() -> None:
    windows = cut(a_series(200), history=12, horizon=4)

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
    windows = cut(a_series(200), history=12, horizon=4)

    parts = parts_by_time(windows, 200, 4, SHARES)

    counted = {part: list(parts.values()).count(part) for part in SHARES}
    assert (counted["val"], counted["test"]) == (5, 10)
    assert len(targets(windows, parts, "val")) == 5 * 4
    assert len(targets(windows, parts, "test")) == 10 * 4
    assert counted["train"] > 100


def test_the_licence_is_the_one_that_the_package_states() -> None:
    members = {mini.VALUES: TABLE.encode(), mini.ABOUT: ABOUT}

    told = provenance(members)

    assert told["licence"] == {"name": "public domain", "file": mini.ABOUT, "says": "public domain"}
    with pytest.raises(CommandError, match="no longer says"):
        provenance({**members, mini.ABOUT: b"all rights reserved"})


def test_a_wheel_in_the_raw_folder_is_read_without_being_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mini, "RAW", str(tmp_path))
    with zipfile.ZipFile(tmp_path / "some_package-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(mini.VALUES, TABLE)
        archive.writestr(mini.ABOUT, ABOUT)

    assert mini.read_package("some_package", "1.0")[mini.VALUES].decode() == TABLE


def test_a_damaged_wheel_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mini, "RAW", str(tmp_path))
    (tmp_path / "some_package-1.0-py3-none-any.whl").write_bytes(b"half a file")

    with pytest.raises(CommandError, match=r"some_package-1\.0-py3-none-any\.whl cannot be read"):
        mini.read_package("some_package", "1.0")


def test_a_package_that_cannot_be_had_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mini, "RAW", str(tmp_path))
    monkeypatch.setattr(mini.sys, "executable", str(tmp_path / "no-python"))

    with pytest.raises(CommandError, match=r"pip download --no-deps some-package==1\.0"):
        mini.read_package("some-package", "1.0")
