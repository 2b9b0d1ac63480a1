"""Near duplicates: found whatever case, width and marks are; different texts stay."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from template_project.datasets import archive
from template_project.datasets.near import near_duplicates
from template_project.utils import CommandError

LONG = "the quick brown fox jumps over the lazy dog and runs into the deep dark forest at night"


def test_the_first_of_nearly_equal_texts_leads_the_others() -> None:
    texts = [LONG, "something else altogether, of another kind", LONG.upper() + "!!!", LONG[:-1]]

    assert near_duplicates(texts) == [0, 1, 0, 0]


def test_marks_alone_are_like_nothing() -> None:
    assert near_duplicates(["!!!", "???", "!!!"]) == [0, 1, 2]


def test_another_archive_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tarfile.open(tmp_path / "x-1.0.tar.gz", "w:gz"):
        pass
    monkeypatch.setattr(archive, "project_path", lambda _: tmp_path)
    monkeypatch.setattr(archive, "_fetch", lambda *_: None)
    source = {"provider": "pypi", "package": "x", "version": "1.0", "sha256": "0" * 64}

    with pytest.raises(CommandError, match=r"no archive of x 1\.0 with its checksum"):
        archive.read_members(source, ".")


def test_a_client_that_is_not_there_is_a_known_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "project_path", lambda _: tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    source = {"provider": "npm", "package": "x", "version": "1.0", "sha256": "0" * 64}

    with pytest.raises(CommandError, match="x cannot be fetched"):
        archive.read_members(source, ".")
