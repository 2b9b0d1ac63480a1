"""What every command shares: known errors, their exit codes and whole-file writes."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


class CommandError(Exception):
    """A known failure: it is printed in one line and sets the exit code."""

    exit_code = 1


class ConfigError(CommandError):
    """The configuration, a flag or an override is wrong."""

    exit_code = 2


class InputError(CommandError):
    """An input record is wrong; names its line and field where known."""

    exit_code = 3

    def __init__(self, message: str, line: int | None = None, field: str | None = None) -> None:
        self.message, self.line, self.field = message, line, field
        where = [f"line {line}"] if line is not None else []
        where += [f"field '{field}'"] if field is not None else []
        super().__init__(f"{', '.join(where)}: {message}" if where else message)

    def at_line(self, line: int) -> InputError:
        """Return the same error with its line number."""
        return InputError(self.message, line, self.field)


def run_command(main: Callable[[], int]) -> None:
    """Run a command and leave the process with its exit code."""
    try:
        sys.exit(main())
    except CommandError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write a whole file or nothing: a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file as lower-case hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """Read one JSON object of a checkpoint."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CommandError(f"{path.parent} is not a checkpoint: {path.name} is missing") from error
    except ValueError as error:
        raise CommandError(f"{path} is damaged: {error}") from error
    if not isinstance(value, dict):
        raise CommandError(f"{path} is damaged: expected a JSON object")
    return value


def available_cores() -> int:
    """Count the cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells which cores are allowed
        return os.cpu_count() or 1
