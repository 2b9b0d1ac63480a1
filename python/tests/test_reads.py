"""The hook that notes what a project's Python opens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOOK = Path(__file__).resolve().parents[1] / "in_project" / "reads"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "src").mkdir(parents=True)
    (root / "src" / "part.py").write_text("VALUE = 1\n")
    (root / "config.yaml").write_text("a: 1\n")
    (root / "unread.yaml").write_text("a: 1\n")
    return root


def seen(project: Path, code: str) -> set[str]:
    log = project.parent / "log"
    environment = {
        **os.environ,
        "PYTHONPATH": f"{HOOK}:{project / 'src'}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PLUMBLINE_READS": str(log),
        "PLUMBLINE_ROOT": str(project),
    }
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)
    return set(log.read_text().splitlines())


def test_files_that_are_opened_or_imported_are_noted_and_no_others(project: Path) -> None:
    code = "import part, pathlib; pathlib.Path('config.yaml').read_text(); open('/etc/hostname')"

    assert seen(project, code) == {"src/part.py", "config.yaml"}


def test_a_child_that_is_python_is_watched_too(project: Path) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', \"open('config.yaml')\"])"

    assert seen(project, code) == {"config.yaml"}


@pytest.mark.parametrize(
    "start",
    [
        "subprocess.run(['cat', 'config.yaml'])",
        "subprocess.run([sys.executable, '-I', '-c', '1'])",
        "subprocess.run([sys.executable, '-c', '1'], env={'PATH': ''})",
        "os.system('true')",
    ],
)
def test_a_child_that_cannot_be_watched_is_told(project: Path, start: str) -> None:
    assert "!" in seen(project, f"import os, subprocess, sys; {start}")


def test_a_fork_is_watched(project: Path) -> None:
    code = "import os\nif os.fork() == 0:\n    open('config.yaml')\n    os._exit(0)\nos.wait()\n"

    assert seen(project, code) == {"config.yaml"}


def test_bytecode_stands_for_its_source(project: Path) -> None:
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(project / "src")], check=True)

    assert seen(project, "import part") == {"src/part.py"}
