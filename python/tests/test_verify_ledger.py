"""The ledger verifier on small histories written here, without Plumbline."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).resolve().parents[1] / "verify_ledger.py"
ZERO = "0" * 64


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def line_of(seq: int, kind: str, data: dict[str, Any], prev: str) -> tuple[str, str]:
    """One ledger line and its hash."""
    head = {"seq": seq, "at": "2026-01-01T00:00:00.000Z", "type": kind, "data": data, "prev": prev}
    prefix = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]
    return f'{prefix},"hash":"{sha(prefix)}"}}\n', sha(prefix)


def write_history(root: Path, entries: list[tuple[str, dict[str, Any]]]) -> None:
    folder = root / ".plumbline"
    (folder / "objects").mkdir(parents=True, exist_ok=True)
    prev, text = ZERO, ""
    for seq, (kind, data) in enumerate(entries, 1):
        line, prev = line_of(seq, kind, data, prev)
        text += line
    (folder / "ledger.jsonl").write_text(text)
    (folder / "head").write_text(f'{{"seq":{len(entries)},"hash":"{prev}"}}\n')


def verify(root: Path, *args: str) -> tuple[int, str]:
    argv = [sys.executable, "-I", str(PROGRAM), str(root), *args]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 6}, done.stderr
    return done.returncode, done.stdout.strip()


def artefact(path: str, text: str, **more: object) -> tuple[str, dict[str, Any]]:
    return "artefact", {"path": path, "sha256": sha(text), "meaning": "", "by": "expert", **more}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    body = '{"f1":0.97}'
    write_history(
        tmp_path,
        [
            ("run.started", {"request": "手写数字 \u2028"}),
            artefact("README.md", "# 一\n"),
            ("evidence", {"sha256": sha(body), "body": {"object": sha(body)}}),
            artefact("gone.bin", "weights", kept=True),
            (
                "edit",
                {"path": "README.md", "from": sha("# 一\n"), "to": sha("# 二\n"), "who": "me"},
            ),
        ],
    )
    (tmp_path / ".plumbline/objects" / sha(body)).write_text(body)
    (tmp_path / "README.md").write_text("# 二\n")
    return tmp_path


def test_a_whole_history_holds(project: Path) -> None:
    code, said = verify(project)

    assert code == 0
    assert said.startswith("OK entries=5 head=")


def test_the_printed_head_is_accepted_and_another_is_not(project: Path) -> None:
    head = verify(project)[1].rsplit("head=")[1]

    assert verify(project, "--head", head)[0] == 0
    assert verify(project, "--head", "f" * 64)[1].startswith("BROKEN kind=anchor entry=-1")


def test_a_folder_without_a_ledger_does_not_hold(tmp_path: Path) -> None:
    assert verify(tmp_path)[1].startswith("BROKEN kind=chain entry=1 at=.plumbline/ledger.jsonl")


def edit_file(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (".plumbline/ledger.jsonl", "手写", "手寫", "kind=chain entry=1 "),
        (".plumbline/ledger.jsonl", '"edit"', '"Edit"', "kind=chain entry=5 "),
        (".plumbline/ledger.jsonl", "\n", "\r\n", "kind=chain entry=1 "),
        (".plumbline/ledger.jsonl", '"}\n', '"} \n', "kind=chain entry=1 "),
        (".plumbline/head", '"seq":5', '"seq":6', "kind=chain entry=6 "),
        (".plumbline/head", '"seq":5', '"seq":3', "kind=chain entry=5 "),
        (".plumbline/head", '"seq":5', '"seq":4', "kind=chain entry=4 "),
        (".plumbline/head", "\n", "", "kind=chain entry=5 "),
        ("README.md", "二", "三", "kind=artefact entry=5 at=README.md:"),
    ],
)
def test_a_change_is_named(project: Path, file: str, old: str, new: str, expected: str) -> None:
    edit_file(project / file, old, new)

    code, said = verify(project)

    assert code == 6
    assert expected in said


def test_a_changed_or_missing_object_is_named_with_the_entry_that_needs_it(project: Path) -> None:
    (path,) = (project / ".plumbline/objects").iterdir()
    path.write_text('{"f1":0.99}')
    assert f"kind=object entry=3 at=.plumbline/objects/{path.name}" in verify(project)[1]

    path.unlink()

    assert f"kind=object entry=3 at=.plumbline/objects/{path.name}" in verify(project)[1]


def test_a_removed_file_is_named_unless_it_is_kept(project: Path) -> None:
    (project / "README.md").unlink()

    assert "kind=artefact entry=5 at=README.md" in verify(project)[1]


def test_a_line_that_was_never_finished_is_no_broken_chain(project: Path) -> None:
    with (project / ".plumbline/ledger.jsonl").open("a") as ledger:
        ledger.write('{"seq":6,"at')

    assert verify(project)[0] == 0


def test_a_fraction_in_a_line_is_no_form_of_the_ledger(tmp_path: Path) -> None:
    write_history(tmp_path, [("decision", {"score": 0.5})])

    assert "kind=chain entry=1 " in verify(tmp_path)[1]


def test_the_verifier_is_short_enough_to_be_read() -> None:
    assert len(PROGRAM.read_text().splitlines()) <= 150
