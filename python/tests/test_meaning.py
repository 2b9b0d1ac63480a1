"""Meaning: comments, layout and docstrings do not count, everything else does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from conftest import Run

import meaning

CODE = b'def area(r: float) -> float:\n    """Old words."""\n    return 3.14 * r ** 2\n'


@pytest.mark.parametrize(
    "same",
    [
        b"def area(r: float) -> float:\n    return 3.14 * r ** 2\n",
        b'"""A module."""\n# note\ndef area(\n  r : float ,\n)->float:\n'
        b'\t"New."\n\treturn 3.14*(r**2)',
        b'def area(r: float) -> float:\r\n    """x"""\r\n    return 3.14 * r ** 2\r\n',
    ],
)
def test_what_people_read_does_not_change_the_meaning(same: bytes) -> None:
    assert meaning.meaning(same) == meaning.meaning(CODE)


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace(b"3.14", b"3.15"),
        CODE.replace(b"** 2", b"** 2.0"),
        CODE.replace(b"area", b"size"),
        CODE.replace(b": float", b": int"),
        CODE + b"x = None\n",
        CODE.replace(b"return ", b"'not a docstring'\n    return ").replace(
            b'"""Old words."""', b"0"
        ),
    ],
)
def test_what_python_runs_changes_the_meaning(other: bytes) -> None:
    assert meaning.meaning(other) != meaning.meaning(CODE)


TOML = b'[tool.x]\nlength = 100\nnames = ["a"]\n'
NOTEBOOK = (
    b'{"cells": [{"cell_type": "markdown", "source": "Words."}, {"cell_type": "code", "source":'
    b' ["x = 1\\n", "x"], "metadata": {}, "execution_count": 1, "outputs": [{"output_type":'
    b' "execute_result", "execution_count": 1, "data": {"text/plain": ["1"]}}]}], "nbformat": 4}'
)


@pytest.mark.parametrize(
    ("suffix", "text", "same"),
    [
        (".toml", TOML, b'# why\n[tool.x]\nnames = [\n  "a",\n]\nlength   = 100 # long\n'),
        (".ipynb", NOTEBOOK, NOTEBOOK.replace(b"Words.", b"Other words.")),
        (".ipynb", NOTEBOOK, NOTEBOOK.replace(b'"execution_count": 1', b'"execution_count": 9')),
        (".ipynb", NOTEBOOK, NOTEBOOK.replace(b'"x = 1\\n", "x"', b'"x = (1) # one\\nx"')),
        (".ipynb", NOTEBOOK, NOTEBOOK.replace(b'["1"]', b'"1"')),
    ],
)
def test_layout_of_settings_and_notebooks_does_not_count(
    suffix: str, text: bytes, same: bytes
) -> None:
    assert same != text
    assert meaning.meaning(same, suffix) == meaning.meaning(text, suffix)


@pytest.mark.parametrize(
    ("suffix", "text", "other"),
    [
        (".toml", TOML, TOML.replace(b"100", b"100.0")),
        (".toml", TOML, TOML.replace(b'"a"', b'"b"')),
        (".ipynb", NOTEBOOK, NOTEBOOK.replace(b"x = 1", b"x = 2")),
        (".ipynb", NOTEBOOK, NOTEBOOK.replace(b'["1"]', b'["2"]')),
    ],
)
def test_what_settings_and_notebooks_say_counts(suffix: str, text: bytes, other: bytes) -> None:
    assert meaning.meaning(text, suffix)["syntax"] is True
    assert meaning.meaning(other, suffix) != meaning.meaning(text, suffix)


def test_magics_of_a_notebook_are_text() -> None:
    magic = NOTEBOOK.replace(b'"x = 1\\n", "x"', b'"%matplotlib inline"')

    assert meaning.meaning(magic, ".ipynb")["syntax"] is True


def test_a_file_without_syntax_is_hashed_by_its_bytes() -> None:
    broken = b"def (:\n"

    assert meaning.meaning(broken) == {
        "sha256": hashlib.sha256(broken).hexdigest(),
        "syntax": False,
    }


@pytest.mark.parametrize(
    "odd", [b"\x00", b"\xff\xfe", b"(" * 5000 + b")" * 5000, b"-" * 100_000 + b"1"]
)
def test_odd_bytes_never_stop_it(odd: bytes) -> None:
    assert meaning.meaning(odd)["syntax"] is False


def test_the_hash_is_the_same_on_every_supported_python() -> None:
    code = (
        b"import a.b as c\nclass K(c.X):\n    y: int = 1\n"
        b"    async def f(s, *, k=None): yield f'{s!r:>{k}}'\n"
    )

    assert meaning.meaning(code)["sha256"] == (
        "83b92560561351bdf7db3a756ec98118cefaf62eb7ac114d937a23763113d81b"
    )


def test_the_program_answers_per_file_and_names_one_that_is_absent(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(CODE)

    code, answer = run("meaning.py", {"files": [str(path)]})
    refused, error = run("meaning.py", {"files": [str(path), str(tmp_path / "b.py")]})

    assert (code, answer) == (0, {"files": {str(path): meaning.meaning(CODE)}})
    assert (refused, error["error"]["at"]) == (3, str(tmp_path / "b.py"))
