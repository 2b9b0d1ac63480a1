"""A person's own table: what is told of it, what is refused, and that it stays as it is."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plumbline_trusted.door import Refusal
from plumbline_trusted.own.inspect import inspected
from plumbline_trusted.sources import load

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT.parent / "knowledge/own/rows/src/template_project/datasets/table_file.py"
DRAW = random.Random(7)
ROWS = [
    {"id": i, "age": DRAW.randint(18, 80), "town": DRAW.choice("abc"), "paid": DRAW.choice("yn")}
    for i in range(1, 201)
]


def csv_of(rows: list[dict[str, Any]], delimiter: str = ",") -> str:
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "".join(delimiter.join(str(cell) for cell in line) + "\n" for line in lines)


def look(path: Path, text: str | bytes, request: str = "predict paid", family: str = "") -> Any:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return inspected({"path": str(path), "request": request, "family": family})


def role_of(facts: Any, name: str) -> str:
    return str(facts["labels"][0]["roles"][name]["role"])


def test_columns_are_told_with_their_roles_and_how_sure(tmp_path: Path) -> None:
    facts = look(tmp_path / "own.csv", csv_of(ROWS))

    label = facts["labels"][0]
    assert (label["name"], label["target"], label["confidence"]) == ("paid", "class", 0.95)
    assert label["classes"] == {
        word: sum(row["paid"] == word for row in ROWS) for word in ("n", "y")
    }
    assert [role_of(facts, name) for name in ("id", "age", "town")] == ["id", "input", "input"]
    assert str(tmp_path) not in json.dumps(facts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encodings_and_delimiters_are_told(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        {"年龄": row["age"], "城市": "上海", "区": row["town"], "标签": row["paid"]} for row in ROWS
    ]

    facts = look(tmp_path / "own.csv", csv_of(rows, delimiter).encode(encoding), "预测标签")

    assert (facts["encoding"], facts["delimiter"]) == (encoding, delimiter)
    assert facts["names"] == ["年龄", "城市", "区", "标签"]
    assert facts["labels"][0]["name"] == "标签"
    assert role_of(facts, "城市") == "left out"


def test_names_in_single_quotes_lose_them(tmp_path: Path) -> None:
    head, body = csv_of(ROWS, "\t").split("\n", 1)
    quoted = "\t".join(f"'{name}'" for name in head.split("\t"))

    assert look(tmp_path / "own.csv", f"{quoted}\n{body}")["names"] == head.split("\t")


@pytest.mark.parametrize(
    ("write", "style"),
    [("2024-{m:02}-{d:02}", "ymd"), ("{d}/{m}/2024", "dmy"), ("2024年{m}月{d}日", "chinese")],
)
def test_dates_in_three_spellings_are_the_time_of_the_split(
    tmp_path: Path, write: str, style: str
) -> None:
    rows = [{"day": write.format(m=i % 12 + 1, d=i % 28 + 1), **row} for i, row in enumerate(ROWS)]

    facts = look(tmp_path / "own.csv", csv_of(rows))

    assert role_of(facts, "day") == "time"
    assert facts["columns"][0]["style"] == style


def test_labels_with_spaces_or_in_another_case_are_one_class(tmp_path: Path) -> None:
    spelled = {"y": ["Yes", " yes ", "Yes", "YES"], "n": ["no", "No"]}
    rows = [{**row, "paid": spelled[row["paid"]][i % 2]} for i, row in enumerate(ROWS)]

    label = look(tmp_path / "own.csv", csv_of(rows))["labels"][0]

    assert len(label["classes"]) == 2
    assert set(label["labels"]) | set(label["classes"]) == {"Yes", "yes", "no", "No"}


def test_a_column_that_gives_the_answer_away_is_named(tmp_path: Path) -> None:
    rows = [{"refund": {"y": 1, "n": 0}[row["paid"]], **row} for row in ROWS]

    assert look(tmp_path / "own.csv", csv_of(rows))["labels"][0]["leaks"] == ["refund"]


def test_repeated_rows_and_gaps_are_counted(tmp_path: Path) -> None:
    rows = [{**row, "age": "" if i % 10 == 0 else row["age"]} for i, row in enumerate(ROWS)]

    facts = look(tmp_path / "own.csv", csv_of([*rows, *rows[:15]]))

    assert facts["duplicates"] == 15
    assert {c["name"]: c["missing"] for c in facts["columns"]}["age"] == 22


def test_an_unnamed_last_column_is_a_guess_to_be_asked_about(tmp_path: Path) -> None:
    rows = [{"a": row["age"], "b": row["town"], "c": row["paid"]} for row in ROWS]

    facts = look(tmp_path / "own.csv", csv_of(rows), "make a model of my table")

    assert (facts["labels"][0]["name"], facts["labels"][0]["confidence"]) == ("c", 0.55)


def test_rows_of_one_subject_are_a_group(tmp_path: Path) -> None:
    rows = [{"patient_id": f"p{i % 40}", **row} for i, row in enumerate(ROWS)]

    assert role_of(look(tmp_path / "own.csv", csv_of(rows)), "patient_id") == "group"


ONE = [{**row, "paid": "y"} for row in ROWS]
RARE = [{**row, "paid": "n" if i < 5 else "y"} for i, row in enumerate(ROWS)]
RAGGED = csv_of(ROWS).replace("\n3,", "\n3,9,9,9,9,", 1)


@pytest.mark.parametrize(
    ("name", "content", "family", "code"),
    [
        ("own.csv", "", "", "E_EMPTY"),
        ("own.csv", "a,b\n", "", "E_FORMAT"),
        ("own.csv", "just a letter\nof words\n", "", "E_FORMAT"),
        ("own.csv", csv_of(ROWS[:60]), "", "E_TOO_FEW"),
        ("own.csv", csv_of(RARE), "tabular-classification", "E_ONE_CLASS"),
        (
            "own.csv",
            csv_of([{"name": f"n{i} x", "note": f"t{i}"} for i in range(200)]),
            "",
            "E_NO_LABEL",
        ),
        (
            "own.csv",
            csv_of([{"t": row["town"], "p": row["paid"]} for row in ROWS]),
            "regression",
            "E_NO_LABEL",
        ),
        ("own.csv", RAGGED, "", "E_ROW"),
        ("own.xlsx", b"PK\x03\x04" + b"\x00" * 50, "", "E_FORMAT"),
        ("own.csv", b"a,b\n\x00\x01,2\n", "", "E_FORMAT"),
        ("own.csv", b"a,b\n\xff\xff,2\n" * 9, "", "E_ENCODING"),
        ("own.jsonl", '{"a": 1}\n[1]\n', "", "E_ROW"),
        ("own.json", '{"a": 1}', "", "E_FORMAT"),
    ],
)
def test_what_nothing_can_be_learnt_from_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: str | bytes, family: str, code: str
) -> None:
    with pytest.raises(Refusal) as caught:
        look(tmp_path / name, content, "predict paid", family)

    assert caught.value.code == code
    assert all((caught.value.zh, caught.value.en, caught.value.at))


@pytest.mark.parametrize("request_text", ["predict paid", "make a model"])
def test_a_label_of_one_value_is_refused_though_other_columns_could_be_labels(
    tmp_path: Path, request_text: str
) -> None:
    name = "paid" if "paid" in request_text else "target"
    rows = [
        {("target" if k == "paid" and name == "target" else k): v for k, v in row.items()}
        for row in ONE
    ]

    with pytest.raises(Refusal) as caught:
        look(tmp_path / "own.csv", csv_of(rows), request_text)

    assert (caught.value.code, caught.value.at) == ("E_ONE_CLASS", f"own.csv:{name}")


def own_of(facts: Any, **more: Any) -> dict[str, Any]:
    label = facts["labels"][0]
    form = {
        key: facts[key] for key in ("format", "encoding", "delimiter", "quote", "header", "names")
    }
    inputs = [
        c for c in facts["columns"] if label["roles"].get(c["name"], {}).get("role") == "input"
    ]
    return {
        **form,
        "inputs": [{"name": c["name"], "kind": c["kind"]} for c in inputs],
        "label": label["name"],
        "target": label["target"],
        "classes": sorted(label["classes"]),
        "labels": label["labels"],
        "group": "",
        "time": "",
        "style": "",
        "cap": 1000,
        **more,
    }


def test_the_rows_are_read_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    facts = look(path, csv_of(ROWS))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    source = {"provider": "local", "package": "own.csv", "path": str(path), "sha256": before}

    table = load({**source, "own": own_of(facts)})

    assert (len(table.labels), table.columns) == (200, ("age", "town"))
    assert table.inputs[0] == [float(ROWS[0]["age"]), ROWS[0]["town"]]
    assert str(tmp_path) not in json.dumps(table.source)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    path.write_text(csv_of(ROWS[:150]), encoding="utf-8")
    with pytest.raises(Refusal, match="other bytes"):
        load({**source, "own": own_of(facts)})


def test_a_long_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """40 MB of rows and one of 4 MB take the same memory, but for what Python itself varies by."""
    peaks = []
    for copies in (1_000, 10_000):
        path = tmp_path / f"long-{copies}.csv"
        body = csv_of(ROWS).split("\n", 1)
        with path.open("w", encoding="utf-8") as stream:
            stream.write(body[0] + "\n")
            for copy in range(copies // 2):
                stream.write(body[1].replace(",a,", f",a{copy % 3},"))
        asked = {"do": "inspect", "path": str(path), "request": "predict paid"}
        code = (
            f"import own_data, resource; own_data.answer({asked!r});"
            " print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout))

    assert peaks[1] - peaks[0] < 60_000  # KB


def test_parquet_is_refused_with_the_way_to_turn_it_into_csv(tmp_path: Path) -> None:
    path = tmp_path / "own.parquet"
    path.write_bytes(b"PAR1 and the rest")

    with pytest.raises(
        Refusal, match=r"read_parquet\('own\.parquet'\)\.to_csv\('own\.csv'"
    ) as caught:
        inspected({"path": str(path)})

    assert caught.value.code == "E_PARQUET"


def test_the_project_carries_the_same_reader() -> None:
    own = ROOT / "plumbline_trusted/own/table_file.py"

    assert own.read_bytes() == COPY.read_bytes()
