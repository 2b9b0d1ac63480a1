"""The mini set: the weekly CO2 series that statsmodels carries, cut into windows by time.

The package is read as data: as a wheel in data/raw, as an installed package, or as a wheel that
pip downloads there. Nothing of it is imported or run.
"""

from __future__ import annotations

import csv
import importlib.metadata
import io
import re
import subprocess
import sys
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..utils import CommandError
from ..utils.config import project_path
from .split import assign, render_description, render_parts, sha256
from .windows import cut, parts_by_time

RAW = "data/raw"
FOLDER = "statsmodels/datasets/co2"
VALUES, ABOUT = f"{FOLDER}/co2.csv", f"{FOLDER}/data.py"
LICENCE = "public domain"
SERIES = "co2"
SECONDS = 120


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    members = read_package(data["source"]["package"], str(data["source"]["version"]))
    points = read_points(members[VALUES].decode("utf-8"))
    windows = cut(points, data["history"], data["horizon"], SERIES)
    sampling = data["sampling"]
    parts = parts_by_time(windows, len(points), data["horizon"], sampling["fractions"])
    drawn = assign((window.row for window in windows), sampling["seed"], parts)
    files = render_parts(drawn, lambda item: dict(item.row.input))
    described = render_description(
        drawn,
        files,
        {**data, "source": {**data["source"], **provenance(members)}},
        columns=[],
        target="series",
        sampling={"method": "time"},
        series={
            "step": data["step"],
            "season": data["season"],
            "history": data["history"],
            "horizon": data["horizon"],
            "points": {SERIES: len(points)},
            "missing": sum(value is None for _, value in points),
        },
    )
    return {**files, "dataset.json": described}


def read_package(package: str, version: str) -> dict[str, bytes]:
    """Return the series and the file that states its licence, from the nearest copy there is."""
    wheel = _wheel(package, version)
    if wheel is None and (installed := _installed(package, version)) is not None:
        return installed
    if wheel is None:
        _download(package, version)
        wheel = _wheel(package, version)
    if wheel is None:
        raise CommandError(f"pip left no wheel of {package} {version} in {RAW}")
    try:
        with zipfile.ZipFile(wheel) as archive:
            return {name: archive.read(name) for name in (VALUES, ABOUT)}
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise CommandError(f"{wheel} cannot be read: {error}") from error


def read_points(text: str) -> list[tuple[date, float | None]]:
    """Read one value a week; a missing one is none. The weeks must follow one another."""
    points = []
    for row in csv.DictReader(io.StringIO(text)):
        digits, cell = row["date"], row["co2"].strip()
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        points.append((day, float(cell) if cell else None))
    for (one, _), (two, _) in pairwise(points):
        if (two - one).days != 7:
            raise CommandError(f"the series has a gap before {two}")
    return points


def provenance(members: dict[str, bytes]) -> dict[str, Any]:
    """Return what dataset.json says of the package: a hash of its data, and where its licence is
    stated."""
    stated = re.sub(r"\s+", " ", members[ABOUT].decode("utf-8", "replace"))
    if LICENCE not in stated:
        raise CommandError(f"{ABOUT} no longer says that the data is in the {LICENCE}")
    return {
        "data_sha256": sha256(f"{sha256(members[VALUES].decode('utf-8'))}\n"),
        "licence": {"name": LICENCE, "file": ABOUT, "says": LICENCE},
    }


def _wheel(package: str, version: str) -> Path | None:
    return next(iter(sorted(project_path(RAW).glob(f"{package}-{version}-*.whl"))), None)


def _installed(package: str, version: str) -> dict[str, bytes] | None:
    try:
        found = importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return None
    paths = {name: Path(str(found.locate_file(name))) for name in (VALUES, ABOUT)}
    if found.version != version or not all(path.is_file() for path in paths.values()):
        return None
    return {name: path.read_bytes() for name, path in paths.items()}


def _download(package: str, version: str) -> None:
    wanted = f"{package}=={version}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--retries", "1", "--timeout", "10"]
    advice = f"`pip download --no-deps {wanted} -d {RAW}` on a machine with network provides it"
    try:
        done = subprocess.run(
            [*command, "-d", str(project_path(RAW)), wanted],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CommandError(f"{wanted} is not here: {advice} ({error})") from error
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise CommandError(f"{wanted} is not here: {advice} ({reason})")
