"""Makers shared by the tests: small files in a temporary folder and programs run as they ship."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[[str, Any], tuple[int, dict[str, Any]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a program as the engine does: `python -I`, another folder, JSON in and JSON out."""

    def start(program: str, request: Any) -> tuple[int, dict[str, Any]]:
        given = request if isinstance(request, bytes) else json.dumps(request).encode()
        command = [sys.executable, "-I", str(ROOT / program)]
        done = subprocess.run(command, input=given, capture_output=True, cwd=tmp_path, check=False)
        assert done.stderr == b"", done.stderr.decode()
        return done.returncode, json.loads(done.stdout)

    return start


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)
