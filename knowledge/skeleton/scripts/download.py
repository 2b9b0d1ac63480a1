"""Fetch the data: `--mini` redraws data/mini from its package, `--full` gets the full set.

What is drawn must meet the hashes of the folder's dataset.json if that file is there. `--full`
draws too where configs/data/full.yaml names a package as its `source`; else it downloads the
files of one hub: Hugging Face (`hubs.hf`) or ModelScope (`hubs.ms`). HF_ENDPOINT and
MODELSCOPE_ENDPOINT name a mirror; HF_TOKEN and MODELSCOPE_API_TOKEN are sent where they are set.
Run it again after an interruption: it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from template_project.datasets import croissant
from template_project.datasets.hub import (
    HUBS,
    RemoteSet,
    choose,
    fetch,
    inside,
    is_whole,
)
from template_project.utils import (
    CommandError,
    ConfigError,
    run_command,
    write_atomic,
)
from template_project.utils.config import load_group, plain, project_path

SPARE = 3  # free bytes asked for, per byte to download
NOTE = "LICENCE-NOTE.txt"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one download command."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--mini", action="store_true", help="redraw the mini set")
    which.add_argument("--full", action="store_true", help="get the full set")
    parser.add_argument("--hub", choices=[*HUBS, "auto"], default="auto", help="where from")
    parser.add_argument("--dry-run", action="store_true", help="only list the hub's files")
    parser.add_argument("--config", default="configs/config.yaml", help="main configuration file")
    parser.add_argument("--output", help="folder; default: data_dir of the data configuration")
    arguments = parser.parse_args(argv)
    data = plain(load_group("data", "mini" if arguments.mini else "full", arguments.config))
    folder = project_path(arguments.output or data["data_dir"])
    drawn = arguments.mini or bool(data.get("source"))
    if drawn and arguments.dry_run:
        raise ConfigError("--dry-run lists a hub's files, and this set is drawn from a package")
    report = (
        make_mini(data, folder)
        if drawn
        else fetch_full(data, folder, arguments.hub, arguments.dry_run)
    )
    print(json.dumps(report, ensure_ascii=False))
    return 0


def make_mini(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Draw the packaged set again and compare it with the description that is already there."""
    from template_project.datasets.mini import render

    files = render(data)
    files[croissant.NAME] = croissant.croissant(json.loads(files["dataset.json"]), files)
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


def fetch_full(
    data: dict[str, Any], folder: Path, hub: str = "auto", dry_run: bool = False
) -> dict[str, Any]:
    """Download every file of the full set; files that are complete are not fetched again."""
    name, remote = choose(data, hub)
    sizes = {file.path: file.size for file in remote.files}
    report: dict[str, Any] = {"full": str(folder), "hub": name, "id": remote.id}
    report |= {"revision": remote.revision, "licence": data["licence"]}
    report["bytes"] = sum(sizes.values())
    if dry_run:
        return {**report, "dry_run": True, "files": sizes}
    folder.mkdir(parents=True, exist_ok=True)
    targets = [inside(folder, file) for file in remote.files]
    missing = [pair for pair in zip(remote.files, targets, strict=True) if not is_whole(*pair)]
    needed = SPARE * sum(file.size for file, _ in missing)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise CommandError(f"{needed} bytes of free disk are needed, {free} are left")
    note = licence_note(remote, str(data["licence"]))
    print(note, file=sys.stderr)
    write_atomic(folder / NOTE, note + "\n")
    for file, target in missing:
        fetch(HUBS[name], file, target)
    if not (folder / "train.jsonl").exists():
        print(
            f"these are the hub's own files; training reads train.jsonl and val.jsonl in {folder},"
            " written like data/sample/sample.jsonl",
            file=sys.stderr,
        )
    return {**report, "files": len(sizes), "fetched": len(missing)}


def licence_note(remote: RemoteSet, declared: str) -> str:
    """Say whose terms bind the data, and whether hub and configuration agree on them."""
    lines = [f"data: {remote.id} at {remote.revision}", f"from: {remote.page}"]
    lines += [
        f"licence: {declared}",
        f"licence on the hub's page: {remote.licence or 'none stated'}",
    ]
    if remote.licence and remote.licence.lower() != declared.lower():
        lines.append("the two differ: read the terms on that page before you use the data")
    return "\n".join(lines)


if __name__ == "__main__":
    run_command(main)
