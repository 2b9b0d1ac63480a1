"""The package of the series: its weeks, its licence, what is said where it is gone."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from template_project.datasets import mini
from template_project.datasets.mini import provenance, read_points
from template_project.utils import CommandError

ABOUT = b"'''Data.\n\nThe data is in the public\ndomain.'''"
TABLE = "date,co2\n19580329,316.1\n19580405,\n19580412,317.7\n"


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
