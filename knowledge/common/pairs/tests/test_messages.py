"""The messages of the mini set: pairs by key, plain texts alone, read from the package's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from template_project.datasets.messages import contents, is_chinese, languages_of, pairs_of


def test_messages_are_paired_by_key_and_markup_is_left_out() -> None:
    texts = {
        "a/i18n/yue.json": json.dumps({"x": "唔好", "y": "[[嘅]]", "z": "冇", "@metadata": {}}),
        "a/i18n/zh-hant.json": json.dumps({"x": "不要", "y": "的", "w": "無"}),
        "b/i18n/yue.json": json.dumps({"x": "係"}),
    }

    held = {path: text.encode() for path, text in texts.items()}

    pairs = list(pairs_of(held, *languages_of({"options": {"pair": "yue-zh-hant"}})))

    assert pairs == [("唔好", "不要", "a/i18n")]


def test_what_has_no_chinese_character_is_no_translation() -> None:
    assert is_chinese("不要", 60)
    assert not is_chinese("OK", 60)
    assert not is_chinese("不" * 61, 60)


def test_a_package_is_read_and_another_file_is_none(tmp_path: Path) -> None:
    header = b"data.tar.xz     " + b"0".ljust(32) + b"3".ljust(10) + b"`\n"
    package, other = tmp_path / "a.deb", tmp_path / "b.deb"
    package.write_bytes(b"!<arch>\n" + header + b"abc\n")
    other.write_bytes(b"PK\x03\x04")

    assert contents(package) == b"abc"
    with pytest.raises(ValueError, match="no Debian package"):
        contents(other)
