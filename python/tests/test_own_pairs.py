"""A person's own pairs for translation: which column is which, the languages, what is refused."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from plumbline_trusted.door import Refusal
from plumbline_trusted.own.inspect import inspected
from plumbline_trusted.sampling import read_sampling
from plumbline_trusted.sources import load
from plumbline_trusted.split import draw_split

DRAW = random.Random(5)
ENGLISH = ["open", "close", "the", "page", "file", "save", "your", "name", "edit", "search"]
CHINESE = list("打开关闭页面文件保存你的名字编辑搜索")
CANTONESE = list("唔该佢喺度睇嘢冇嘅啲我哋")


def side(words: list[str], glue: str = "", count: int = 150) -> list[str]:
    return [glue.join(DRAW.choices(words, k=6)) + f"{glue}{i}" for i in range(count)]


def look(path: Path, names: tuple[str, ...], *sides: list[str], **asked: str) -> Any:
    lines = ["\t".join(names), *("\t".join(cells) for cells in zip(*sides, strict=True))]
    path.write_text("\n".join(lines), encoding="utf-8")
    return inspected({"path": str(path), "request": "", "family": "translation", **asked})


def sides_of(facts: Any) -> tuple[str, str, float]:
    label = facts["labels"][0]
    source = next(name for name, told in label["roles"].items() if told["role"] == "text")
    return source, label["name"], label["confidence"]


@pytest.mark.parametrize(
    ("names", "words", "found", "language"),
    [
        (("en", "zh"), (ENGLISH, CHINESE), ("en", "zh", 0.95), "en-zh"),
        (("译文", "原文"), (CHINESE, ENGLISH), ("原文", "译文", 0.95), "en-zh"),
        (("one", "two"), (CHINESE, ENGLISH), ("two", "one", 0.85), "en-zh"),
        (("yue", "mandarin"), (CANTONESE, CHINESE), ("yue", "mandarin", 0.95), "yue-zh"),
        (("one", "two"), (CHINESE, CANTONESE), ("two", "one", 0.85), "yue-zh"),
        (("one", "two"), (CHINESE, CHINESE), ("one", "two", 0.5), "yue-zh"),
    ],
)
def test_source_translation_and_languages_are_told(
    tmp_path: Path, names: tuple[str, ...], words: Any, found: Any, language: str
) -> None:
    texts = [side(known, " " if known is ENGLISH else "") for known in words]

    facts = look(tmp_path / "own.tsv", names, *texts)

    assert (facts["kind"], facts["language"]) == ("pairs", language)
    assert sides_of(facts) == found
    assert len(facts["labels"]) == (2 if found[2] < 0.6 else 1)


def test_names_alone_say_that_data_is_pairs_and_a_document_is_a_group(tmp_path: Path) -> None:
    texts = side(ENGLISH, " "), side(CHINESE)
    documents = [f"d{i % 20}" for i in range(150)]

    unasked = look(tmp_path / "own.tsv", ("src", "tgt"), *texts, family="")
    grouped = look(tmp_path / "own.tsv", ("src", "tgt", "doc"), *texts, documents)

    assert unasked["kind"] == "pairs"
    assert grouped["labels"][0]["roles"]["doc"]["role"] == "group"


def test_long_and_half_pairs_are_counted_and_the_rest_measured(tmp_path: Path) -> None:
    english, chinese = side(ENGLISH, " "), side(CHINESE)
    english[0], english[1], chinese[2] = "word " * 60, "  ", "　"

    facts = look(tmp_path / "own.tsv", ("en", "zh"), english, chinese)

    sizes = facts["sizes"]
    assert (sizes["pairs"], sizes["long"], sizes["empty"]) == (147, 1, 2)
    assert sizes["source_words"] == 7
    assert sizes["chars"] <= 120


@pytest.mark.parametrize(
    ("names", "sides", "code", "asked"),
    [
        (("en", "zh"), (side(ENGLISH, " ", 60), side(CHINESE, "", 60)), "E_TOO_FEW", {}),
        (("en", "fr"), (side(ENGLISH, " "), side(ENGLISH, " ")), "E_LANGUAGES", {}),
        (("source", "target"), (side(CHINESE), side(ENGLISH, " ")), "E_LANGUAGES", {}),
        (
            ("en", "zh"),
            (side(ENGLISH, " "), side(CHINESE)),
            "E_LANGUAGES",
            {"request": "Translate Chinese into English"},
        ),
        (("a", "b", "c"), (side(ENGLISH, " "), side(CHINESE), side(CHINESE)), "E_PAIRS", {}),
        (
            ("en", "zh"),
            (["word " * 60 + str(i) for i in range(150)], side(CHINESE)),
            "E_TOO_FEW",
            {},
        ),
    ],
)
def test_what_cannot_be_read_as_pairs_is_refused(
    tmp_path: Path, names: tuple[str, ...], sides: Any, code: str, asked: dict[str, str]
) -> None:
    with pytest.raises(Refusal) as caught:
        look(tmp_path / "own.tsv", names, *sides, **asked)

    assert caught.value.code == code
    assert all((caught.value.zh, caught.value.en, caught.value.at))


def test_pairs_are_drawn_without_strata(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    facts = look(path, ("en", "zh"), side(ENGLISH, " "), side(CHINESE))
    form = ("format", "encoding", "delimiter", "quote", "header", "names")
    own = {key: facts[key] for key in form}
    own |= {"inputs": [{"name": "en", "kind": "text"}], "label": "zh", "target": "text"}
    own |= {"classes": [], "labels": {}, "group": "", "time": "", "longest": 120, "cap": 1000}
    source = {"provider": "local", "package": path.name, "path": str(path), "own": own}
    source |= {"sha256": facts["sha256"], "task": "translation"}

    table = load(source)
    split = draw_split(table, read_sampling({"sampling": {"stratify": "none"}}))

    assert (table.target, table.columns, len(table.labels)) == ("text", ("text",), 150)
    assert {part: len(rows) for part, rows in split.parts.items()} == {
        "train": 105,
        "val": 15,
        "test": 30,
    }
