"""Secrets, faked results, early exits and unsafe calls are found; their sound twins are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from a_project import inspect, place


@pytest.mark.parametrize(
    "line",
    [
        "key = 'AKIA" + "ABCDEFGHIJKLMNOP'",
        "password = 'correct-horse-battery'",
        "# hf_" + "a" * 34,
        "url = 'https://me:" + "hunter2@host/x'",
    ],
)
def test_a_secret_is_found_and_not_repeated(tmp_path: Path, line: str) -> None:
    facts = inspect(tmp_path, {"src/pack/a.py": f"x = 1\n{line}\n"})

    assert [place(secret) for secret in facts["secrets"]] == [("src/pack/a.py", 2)]
    assert set(facts["secrets"][0]) == {"path", "line", "kind"}


@pytest.mark.parametrize(
    "line",
    ["token = 'your-token-goes-here'", "api_key = os.environ['API_KEY']", "token = '${TOKEN}'"],
)
def test_the_name_of_a_secret_is_no_secret(tmp_path: Path, line: str) -> None:
    assert inspect(tmp_path, {"src/pack/a.py": f"{line}\n"})["secrets"] == []


@pytest.mark.parametrize(
    "body",
    [
        "accuracy = 0.99\n    print(accuracy)",
        "metrics = {}\n    metrics['val/accuracy'] = 0.987",
        "return {'f1': 0.95}",
        "print('accuracy: 0.99')",
        "log(test_loss=0.01)",
    ],
)
def test_a_result_written_down_is_suspicious(tmp_path: Path, body: str) -> None:
    facts = inspect(tmp_path, {"scripts/eval.py": f"def main():\n    {body}\n"})

    assert [fact["path"] for fact in facts["hard_coded"]] == ["scripts/eval.py"]


@pytest.mark.parametrize(
    "body",
    [
        "best_accuracy = 0.0\n    print(best_accuracy)",
        "loss = 0.5\n    loss = loss + 1\n    print(loss)",
        "accuracy_threshold = 0.9\n    print(accuracy_threshold)",
        "accuracy = measure()\n    print(f'accuracy: {accuracy:.3f}')",
        "return {'label_smoothing': 0.1, 'learning_rate': 0.01}",
    ],
)
def test_starting_values_and_thresholds_are_no_results(tmp_path: Path, body: str) -> None:
    facts = inspect(tmp_path, {"scripts/eval.py": f"def main():\n    {body}\n"})

    assert facts["hard_coded"] == []


def test_exits_before_the_work_are_told_from_guarded_ones(tmp_path: Path) -> None:
    code = (
        "import os, sys\n\n\ndef main(args):\n    if args.dry_run:\n        sys.exit(0)\n"
        "    sys.exit(0)\n    train()\n\n\nos._exit(0)\nsys.exit(2)\n"
    )

    exits = inspect(tmp_path, {"scripts/run.py": code})["early_exits"]

    assert [(e["line"], e["conditional"], e["code_after"]) for e in exits] == [
        (6, True, False),
        (7, False, True),
        (11, False, True),
    ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("import pickle\npickle.load(f)", "pickle"),
        ("import torch as t\nt.load('x')", "pickle"),
        ("from torch import load\nload('x', weights_only=False)", "pickle"),
        ("import numpy as np\nnp.load('x', allow_pickle=True)", "pickle"),
        ("import yaml\nyaml.load(x)", "yaml"),
        ("import os\n\neval('1')", "eval"),
        ("from subprocess import run\nrun(['ls'])", "process"),
        ("import subprocess\nsubprocess.run('ls', shell=True)", "shell"),
        ("import subprocess\nsubprocess.run('ls', **how)", "shell"),
        ("import subprocess\nsubprocess.run('ls', shell=False)", "process"),
        ("import os\nos.system('ls')", "shell"),
        ("import requests", "network"),
        ("from urllib import request", "network"),
        ("from sklearn.datasets import load_digits", "origin"),
    ],
)
def test_unsafe_calls_are_found_under_any_import(tmp_path: Path, code: str, kind: str) -> None:
    facts = inspect(tmp_path, {"scripts/a.py": code + "\n"})

    assert [fact["kind"] for fact in facts["unsafe"]] == [kind]


def test_safe_twins_are_not_unsafe(tmp_path: Path) -> None:
    code = (
        "import re, torch, yaml\nimport numpy as np\ntorch.load('x', weights_only=True)\n"
        "yaml.load(x, Loader=yaml.SafeLoader)\nnp.load('x')\nre.compile('x')\nmodel.eval()\n"
    )

    assert inspect(tmp_path, {"scripts/a.py": code})["unsafe"] == []
