"""A person's own texts with labels: what is told of them, what is refused, how they are drawn."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

from plumbline_trusted.door import Refusal
from plumbline_trusted.own.inspect import inspected
from plumbline_trusted.sampling import read_sampling
from plumbline_trusted.sources import load
from plumbline_trusted.split import draw_split

DRAW = random.Random(3)
WORDS = {
    "en": ["the", "parcel", "came", "late", "and", "it", "was", "broken", "send", "another"],
    "zh": list("这个快递来得太晚了包装也破了请再寄一个给我谢谢客服"),
}


def texts(language: str, count: int = 160) -> list[str]:
    glue = " " if language == "en" else ""
    return [glue.join(DRAW.choices(WORDS[language], k=12)) + f"{glue}{i}" for i in range(count)]


def rows(language: str = "en", count: int = 160, **more: Any) -> list[dict[str, Any]]:
    said = enumerate(texts(language, count))
    return [{"body": words, "mood": ("good", "bad")[i % 2], **more} for i, words in said]


def look(path: Path, held: list[dict[str, Any]], request: str = "", family: str = "") -> Any:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in held), "utf-8")
    return inspected({"path": str(path), "request": request, "family": family})


def roles_of(facts: Any) -> dict[str, str]:
    return {name: told["role"] for name, told in facts["labels"][0]["roles"].items()}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_text_and_one_label_are_told_with_the_language(tmp_path: Path, language: str) -> None:
    facts = look(tmp_path / "own.jsonl", rows(language), "sort my messages by mood")

    assert (facts["kind"], facts["language"]) == ("texts", language)
    assert facts["labels"][0]["name"] == "mood"
    assert facts["labels"][0]["classes"] == {"bad": 80, "good": 80}
    assert roles_of(facts) == {"body": "text"}


def test_where_texts_are_asked_for_other_inputs_are_left_out_and_a_group_stays(
    tmp_path: Path,
) -> None:
    held = [{"user": f"u{i % 30}", "age": i % 9, **row} for i, row in enumerate(rows())]

    asked = look(tmp_path / "own.jsonl", held, "classify by mood", "text-classification")
    table = look(tmp_path / "own.jsonl", held, "classify by mood")

    assert roles_of(asked) == {"user": "group", "age": "left out", "body": "text"}
    assert (table["kind"], roles_of(table)["body"]) == ("table", "left out")


def test_of_two_texts_the_one_that_is_named_is_read_else_the_longer_with_a_doubt(
    tmp_path: Path,
) -> None:
    held = [{"remark": f"a {row['body'][:20]} x", **row} for row in rows()]

    named = look(tmp_path / "own.jsonl", held, "tell mood from remark")
    titled = look(tmp_path / "own.jsonl", held, "tell mood")
    other = [{"first": row["remark"], "second": row["body"], "mood": row["mood"]} for row in held]
    unsure = look(tmp_path / "own.jsonl", other, "tell mood")

    assert roles_of(named) == {"remark": "text", "body": "left out"}
    assert roles_of(titled) == {"remark": "left out", "body": "text"}
    assert unsure["labels"][0]["roles"]["second"]["confidence"] == 0.55


def test_spaces_and_case_of_labels_and_grades_written_as_numbers(tmp_path: Path) -> None:
    spellings = [" Good", "good ", "BAD", "bad"]
    spelled = [{**row, "mood": spellings[i % 4]} for i, row in enumerate(rows())]
    graded = [{**row, "mood": i % 5 + 1} for i, row in enumerate(rows())]

    label = look(tmp_path / "own.jsonl", spelled, "tell mood")["labels"][0]
    grades = look(tmp_path / "own.jsonl", graded, "tell mood", "text-classification")["labels"][0]

    assert [len(label["classes"]), len(grades["classes"])] == [2, 5]
    assert sum(label["classes"].values()) == 160


ONE = [{**row, "mood": "good"} for row in rows()]
BARE = [{**row, "n": i, "body": row["body"] if i < 90 else " "} for i, row in enumerate(rows())]


@pytest.mark.parametrize(
    ("held", "code", "at"),
    [
        (ONE, "E_ONE_CLASS", "own.jsonl:mood"),
        (rows(count=60), "E_TOO_FEW", "own.jsonl"),
        ([row for row in rows(count=60) for _ in range(3)], "E_TOO_FEW", "own.jsonl"),
        (BARE, "E_TOO_FEW", "own.jsonl:body"),
    ],
)
def test_what_nothing_can_be_learnt_from_is_refused(
    tmp_path: Path, held: list[dict[str, Any]], code: str, at: str
) -> None:
    with pytest.raises(Refusal) as caught:
        look(tmp_path / "own.jsonl", held, "tell mood", "text-classification")

    assert (caught.value.code, caught.value.at) == (code, at)


def test_texts_are_drawn_without_empty_and_near_equal_ones_and_the_file_stays(
    tmp_path: Path,
) -> None:
    path = tmp_path / "own.jsonl"
    held = [*rows(), {"body": "  ", "mood": "good"}, {"body": None, "mood": "bad"}]
    held.append({**held[0], "body": held[0]["body"].upper() + " !"})
    held.append({"body": "half a pair \ud83d", "mood": "bad"})
    path.write_text("".join(json.dumps(row) + "\n" for row in held), "utf-8")
    facts = inspected({"path": str(path), "request": "tell mood", "family": ""})
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    form = ("format", "encoding", "delimiter", "quote", "header", "names")
    own = {key: facts[key] for key in form}
    own |= {"inputs": [{"name": "body", "kind": "text"}], "label": "mood", "target": "class"}
    own |= {"classes": ["bad", "good"], "labels": {}, "group": "", "time": "", "style": ""}
    source = {"provider": "local", "package": path.name, "path": str(path), "sha256": before}
    source |= {"task": "text-classification", "own": {**own, "cap": 1000}}

    table = load(source)
    split = draw_split(table, read_sampling({"sampling": {"near_duplicates": True}}))

    assert (table.form, table.columns, len(table.labels)) == ("text", ("text",), 162)
    assert sum(len(part) for part in split.parts.values()) == 161
    assert str(tmp_path) not in json.dumps(table.source)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
