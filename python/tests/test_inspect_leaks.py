"""What the text of the code shows of leaks, skipped tests and early exits."""

from __future__ import annotations

from pathlib import Path

import pytest
from a_project import inspect

SCRIPT = "scripts/prepare.py"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("x = scaler.fit_transform(x)\na, b = train_test_split(x)", "before the split"),
        ("StandardScaler().fit(x)\na, b = train_test_split(x)", "before the split"),
        ("scaler.fit(x_test)", "on the test part"),
        ("every = np.concatenate([train, test_rows])\nscaler.fit(every)", "on parts joined again"),
    ],
)
def test_fitting_on_what_is_tested_is_named(tmp_path: Path, body: str, why: str) -> None:
    facts = inspect(
        tmp_path, {SCRIPT: f"def prepare(x):\n    {body.replace(chr(10), chr(10) + '    ')}\n"}
    )

    assert [fact["kind"] for fact in facts["fit_before_split"]] == [why]


@pytest.mark.parametrize(
    "body",
    [
        "a, b = train_test_split(x)\nscaler.fit(a)",
        "model.fit(x_train, y_train)",
        "best.fit(inputs, targets)",
        "scaler.fit(train)\nlatest = contest.fit(train)",
    ],
)
def test_fitting_on_the_training_part_is_right(tmp_path: Path, body: str) -> None:
    facts = inspect(
        tmp_path, {SCRIPT: f"def prepare(x):\n    {body.replace(chr(10), chr(10) + '    ')}\n"}
    )

    assert facts["fit_before_split"] == []


def test_code_that_names_the_sealed_labels_is_named(tmp_path: Path) -> None:
    script = (
        '"""Never reads .plumbline/private."""\n'
        'A = ".plumbline/private/sealed"\nB = "x/test_labels.jsonl"\n'
    )

    facts = inspect(tmp_path, {SCRIPT: script})

    assert [fact["line"] for fact in facts["reaches_labels"]] == [2, 3]
    assert inspect(tmp_path / "clean")["reaches_labels"] == []


@pytest.mark.parametrize(
    ("test", "kind"),
    [
        ("@pytest.mark.skip\ndef test_x():\n    assert f()\n", "always"),
        ("@pytest.mark.skipif(True, reason='later')\ndef test_x():\n    assert f()\n", "always"),
        ("@pytest.mark.xfail\ndef test_x():\n    assert f()\n", "always"),
        ("def test_x():\n    pytest.skip('later')\n    assert f()\n", "always"),
        ("pytestmark = pytest.mark.skip\n\ndef test_x():\n    assert f()\n", "always"),
        ("@pytest.mark.skipif(f(), reason='a GPU')\ndef test_x():\n    assert f()\n", "skipif"),
        ("def test_x():\n    if f():\n        pytest.skip('no file')\n    assert f()\n", "skip"),
    ],
)
def test_a_test_that_never_runs_is_told_from_one_with_a_condition(
    tmp_path: Path, test: str, kind: str
) -> None:
    facts = inspect(tmp_path, {"tests/test_more.py": f"import pytest\n\n{test}"})["tests"]

    assert [fact["kind"] for fact in facts["skipped"]] == [kind]
