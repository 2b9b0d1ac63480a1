"""Fetch the data: `--mini` redraws data/mini from its package, `--full` gets the full set.

What is drawn must meet the hashes of the folder's dataset.json if that file is there. `--full`
draws too where configs/data/full.yaml names a package as its `source`; else it downloads the
hub's files from HF_ENDPOINT or, without it, from `hubs.hf.endpoint` of that file.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from template_project.utils import (
    CommandError,
    ConfigError,
    run_command,
    sha256_file,
    write_atomic,
)
from template_project.utils.config import load_group, plain, project_path

BLOCK = 1 << 20
SPARE = 3  # free bytes asked for, per byte to download


def main(argv: Sequence[str] | None = None) -> int:
    """Run one download command."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--mini", action="store_true", help="redraw the mini set")
    which.add_argument("--full", action="store_true", help="get the full set")
    parser.add_argument("--config", default="configs/config.yaml", help="main configuration file")
    parser.add_argument("--output", help="folder; default: data_dir of the data configuration")
    arguments = parser.parse_args(argv)
    data = plain(load_group("data", "mini" if arguments.mini else "full", arguments.config))
    folder = project_path(arguments.output or data["data_dir"])
    drawn = arguments.mini or bool(data.get("source"))
    report = make_mini(data, folder) if drawn else fetch_full(data, folder)
    print(json.dumps(report, ensure_ascii=False))
    return 0


def make_mini(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Draw the packaged set again and compare it with the description that is already there."""
    from template_project.datasets.mini import render

    files = render(data)
    described = folder / "dataset.json"
    known = described.exists()
    if known:
        expected = json.loads(described.read_text(encoding="utf-8"))
        drawn = json.loads(files["dataset.json"])
        for key in ("files", "images"):
            if drawn.get(key) != expected.get(key):
                raise CommandError(f"the data drawn now differs from {described} in '{key}'")
    for name, content in files.items():
        write_atomic(folder / name, content)
    return {str(data["name"]): str(folder), "files": len(files), "verified": known}


def fetch_full(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Download every file of the full set; files that are complete are not fetched again."""
    source = (data.get("hubs") or {}).get("hf") or {}
    endpoint = os.environ.get("HF_ENDPOINT") or source.get("endpoint")
    if not source.get("id"):
        raise ConfigError("configs/data/full.yaml names no data set: set hubs.hf.id")
    if not endpoint:
        raise ConfigError("no hub address: set HF_ENDPOINT, or hubs.hf.endpoint of the data file")
    print(f"licence of {source['id']}: {data['licence']}", file=sys.stderr)
    base = f"{endpoint.rstrip('/')}/datasets/{source['id']}"
    revision = source.get("revision") or "main"
    tree = f"{endpoint.rstrip('/')}/api/datasets/{source['id']}/tree/{revision}?recursive=true"
    with open_url(tree) as response:
        entries = [entry for entry in json.load(response) if entry["type"] == "file"]
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(entry["size"] for entry in entries)
    free = shutil.disk_usage(folder).free
    if free < SPARE * total:
        raise CommandError(f"{SPARE * total} bytes of free disk are needed, {free} are left")
    for entry in entries:
        target = (folder / entry["path"]).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise CommandError(f"the hub names a file outside the folder: {entry['path']}")
        expected = (entry.get("lfs") or {}).get("oid")
        fetch(f"{base}/resolve/{revision}/{entry['path']}", target, entry["size"], expected)
    if not (folder / "train.jsonl").exists():
        print(
            f"these are the hub's own files; training reads train.jsonl and val.jsonl in {folder},"
            " written like data/sample/sample.jsonl",
            file=sys.stderr,
        )
    return {"full": str(folder), "files": len(entries), "bytes": total, "licence": data["licence"]}


def fetch(url: str, target: Path, size: int, sha256: str | None) -> None:
    """Fetch one file, going on where an interrupted download stopped; check size and hash."""
    if target.exists() and target.stat().st_size == size:
        return
    part = target.with_name(target.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    done = part.stat().st_size if part.exists() else 0
    if done < size:
        with open_url(url, done) as response:
            resumed = done > 0 and response.status == 206
            with part.open("ab" if resumed else "wb") as stream:
                shutil.copyfileobj(response, stream, BLOCK)
    found = part.stat().st_size
    if found != size or (sha256 and sha256_file(part) != sha256):
        part.unlink()
        raise CommandError(f"{target.name}: size or hash differs from the hub's ({found} bytes)")
    part.replace(target)


def open_url(url: str, start: int = 0) -> Any:
    """Open an address; HF_TOKEN is sent where it is set."""
    headers = {"Range": f"bytes={start}-"} if start else {}
    if token := os.environ.get("HF_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60)
    except (urllib.error.URLError, ValueError) as error:
        raise CommandError(f"cannot fetch {url}: {error}") from error


if __name__ == "__main__":
    run_command(main)
