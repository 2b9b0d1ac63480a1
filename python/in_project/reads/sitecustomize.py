"""Notes which files of the project a Python opens; the engine puts this folder on PYTHONPATH.

One path a line in the file that PLUMBLINE_READS names; `!` where it cannot be told what is read: a
process that is not Python, or a Python that would not load this module.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

LOG = "PLUMBLINE_READS"
ROOT = "PLUMBLINE_ROOT"
UNSURE = "!"
# Tell about the machine, read nothing of the project.
HARMLESS = frozenset(
    {
        "arch",
        "cc",
        "fc-list",
        "fc-match",
        "file",
        "gcc",
        "git",
        "ldconfig",
        "lscpu",
        "sysctl",
        "uname",
    }
)
STARTS = frozenset({"os.system", "os.exec", "os.posix_spawn", "os.spawn"})


def begin(log: str, root: str) -> None:
    """Watch this process from now on; a forked child goes on with it."""
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    seen: set[str] = set()
    prefix = root.rstrip("/") + "/"

    def note(line: str) -> None:
        if line not in seen:
            seen.add(line)
            os.write(descriptor, f"{line}\n".encode("utf-8", "surrogateescape"))

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path = inside(arguments[0], prefix)
            if path:
                note(path)
        elif event == "subprocess.Popen":
            if not is_watched(arguments[1], arguments[3]):
                note(UNSURE)
        elif event in STARTS:
            note(UNSURE)

    sys.addaudithook(hook)


def inside(path: object, prefix: str) -> str:
    """The path within the project, the source instead of its bytecode; "" outside."""
    if not isinstance(path, str | bytes | os.PathLike):
        return ""
    try:
        whole = os.path.abspath(os.fsdecode(path))
    except (OSError, ValueError):
        return ""
    if not whole.startswith(prefix) or "\n" in whole:
        return ""
    folder, name = os.path.split(whole[len(prefix) :])
    if name.endswith(".pyc") and os.path.basename(folder) == "__pycache__":
        return os.path.join(os.path.dirname(folder), name.split(".")[0] + ".py")
    return os.path.join(folder, name)


def is_watched(command: object, environment: object) -> bool:
    """Does this module load in the process that is started?"""
    words = command if isinstance(command, list | tuple) else [command]
    texts = [os.fsdecode(word) for word in words if isinstance(word, str | bytes | os.PathLike)]
    name = os.path.basename(texts[0]) if texts else ""
    if name in HARMLESS:
        return True
    if not name.startswith("python"):
        return False
    flags = [word for word in texts[1:3] if word.startswith("-") and not word.startswith("--")]
    if any(letter in word for word in flags for letter in "IES"):
        return False
    return environment is None or (isinstance(environment, Mapping) and LOG in environment)


if LOG in os.environ and ROOT in os.environ:
    begin(os.environ[LOG], os.environ[ROOT])
