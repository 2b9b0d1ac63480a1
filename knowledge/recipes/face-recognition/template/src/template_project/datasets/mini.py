"""The mini set: disturbed views of the faces that scikit-image carries, in pairs, split by face.

The package is read as data: as a wheel in data/raw, as an installed package, or as a wheel that pip
downloads there. Nothing of it is imported or run.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..utils import CommandError
from ..utils.config import project_path
from .records import compact
from .split import Row, assign, render_description, render_parts, sha256

RAW = "data/raw"
FACES = "skimage/data/lfw_subset.npy"
SAYS = "Files: * Copyright: 2009-2022 the scikit-image team License: BSD-3-Clause"
COUNT, SIDE, SHIFT, HIDDEN = 100, 25, 2, 7
SECONDS = 300
Pixels = NDArray[np.int64]
Pair = tuple[int, int, int, int]  # face, view, face, view


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    source, sampling = data["source"], data["sampling"]
    faces, told = read_package(source, data["licence"])
    views, same = int(source["options"]["views"]), int(source["options"]["same"])
    shown = [[disturbed(face, f"{i}:{j}") for j in range(views)] for i, face in enumerate(faces)]
    pairs = [*same_pairs(views, same), *different_pairs(views)]
    rows = [
        Row((shown[a][i], shown[b][j]), "same" if a == b else "different") for a, i, b, j in pairs
    ]
    parts = parts_by_face(pairs, sampling["seed"], sampling["fractions"])
    named = {row.key: part for row, part in zip(rows, parts, strict=True) if part}
    drawn = assign(rows, sampling["seed"], balanced(rows, named))
    pictures: dict[str, bytes] = {}

    def fields(item: Any) -> dict[str, Any]:
        paths = [f"images/{sha256(f'view:{compact(view)}')[:16]}.png" for view in item.row.input]
        pictures.update(zip(paths, map(png, item.row.input), strict=True))
        return {"path_a": paths[0], "path_b": paths[1]}

    files = render_parts(drawn, fields)
    listed = sorted((path, hashlib.sha256(held).hexdigest()) for path, held in pictures.items())
    described = render_description(
        drawn,
        files,
        {**data, "source": {**source, **told}},
        sampling={key: sampling[key] for key in ("method", "group", "balance")},
        shape=[SIDE, SIDE],
        images=sha256("".join(f"{path} {digest}\n" for path, digest in listed)),
    )
    return {**files, **pictures, "dataset.json": described}


def same_pairs(views: int, count: int) -> list[Pair]:
    """`count` pairs of views of each face."""
    pairs = list(combinations(range(views), 2))
    return [
        (face, i, face, j)
        for face in range(COUNT)
        for i, j in sorted(pairs, key=lambda pair: draws(f"same:{face}:{pair}", 8))[:count]
    ]


def different_pairs(views: int) -> list[Pair]:
    """One pair of views for each two faces."""
    found = []
    for a, b in combinations(range(COUNT), 2):
        one, two = draws(f"{a}:{b}", 2)
        found.append((a, one % views, b, two % views))
    return found


def disturbed(face: Pixels, name: str) -> tuple[int, ...]:
    """Shift, mirror, light, noise and a hidden square. Whole numbers and a hash make the same bytes
    under every numpy."""
    draw = draws(f"view:{name}", 8 + SIDE * SIDE)
    down, right = (draw[i] % (2 * SHIFT + 1) for i in (0, 1))
    wide = np.pad(face, SHIFT, mode="edge")[down : down + SIDE, right : right + SIDE]
    turned = wide[:, ::-1] if draw[2] % 2 else wide
    middle = int(turned.sum()) // turned.size
    contrast, brightness = 600 + draw[3] * 800 // 255, draw[4] * 60 // 255 - 30
    light = (turned - middle) * contrast // 1000 + middle + brightness
    noise = np.frombuffer(draw[8:], dtype=np.uint8).reshape(SIDE, SIDE).astype(np.int64)
    shown = light + noise * 40 // 255 - 20
    top, left = draw[5] % (SIDE - HIDDEN), draw[6] % (SIDE - HIDDEN)
    shown[top : top + HIDDEN, left : left + HIDDEN] = middle + brightness
    return tuple(np.clip(shown, 0, 255).reshape(-1).tolist())


def draws(name: str, count: int) -> bytes:
    """Bytes that depend on a name alone."""
    return hashlib.shake_256(f"plumbline:{name}".encode()).digest(count)


def parts_by_face(pairs: list[Pair], seed: int, fractions: dict[str, float]) -> list[str]:
    """Name each pair's part, whole faces in the order of their hash; empty where its two faces
    fall in different parts."""
    held = [tuple(sorted({str(a), str(b)})) for a, _, b, _ in pairs]
    sizes = Counter(face for both in held for face in both)
    total, part_of, filled = sum(sizes.values()), {}, Counter[str]()
    for face in sorted(sizes, key=lambda name: sha256(f"{seed}:group:{name}")):
        fits = (p for p in ("test", "val") if filled[p] + sizes[face] / 2 <= total * fractions[p])
        part_of[face] = part = next(fits, "train")
        filled[part] += sizes[face]
    found = [{part_of[face] for face in both} for both in held]
    return [parts.pop() if len(parts) == 1 else "" for parts in found]


def balanced(rows: list[Row], parts: dict[str, str]) -> dict[str, str]:
    """Keep in each part as many rows of each class as of its rarer one, first in order of keys."""
    counts = Counter((parts[row.key], row.label) for row in rows if row.key in parts)
    least = {part: min(n for (p, _), n in counts.items() if p == part) for part, _ in counts}
    seen, kept = Counter[tuple[str, str]](), {}
    for row in sorted(rows, key=lambda row: row.key):
        part = parts.get(row.key, "")
        if part and seen[part, row.label] < least[part]:
            seen[part, row.label] += 1
            kept[row.key] = part
    return kept


def png(levels: Sequence[int]) -> bytes:
    """Write a grey picture whose bytes are the same everywhere: stored, no filter, three chunks."""
    pixels = bytes(levels)
    rows = b"".join(b"\0" + pixels[start : start + SIDE] for start in range(0, SIDE**2, SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def read_package(source: dict[str, Any], name: str) -> tuple[list[Pixels], dict[str, Any]]:
    """Return the faces, and what dataset.json says of where they come from."""
    package, version = str(source["package"]), str(source["version"])
    licence = f"{package.replace('-', '_')}-{version}.dist-info/LICENSE.txt"
    held = _members(package, version, licence)
    if SAYS not in re.sub(r"\s+", " ", held[licence].decode("utf-8", "replace")):
        raise CommandError(f"{licence} no longer says '{SAYS}'")
    try:
        table = np.load(io.BytesIO(held[FACES]), allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise CommandError(f"{FACES} cannot be read: {error}") from error
    if table.shape != (2 * COUNT, SIDE, SIDE):
        raise CommandError(f"{FACES} holds other pictures than expected")
    pictures = table[:COUNT].astype(np.float64)
    scale = 255 if pictures.max() <= 1 else 1
    digest = sha256(f"{hashlib.sha256(held[FACES]).hexdigest()}\n")
    stated = {"name": name, "file": licence, "says": SAYS}
    told = {"data_sha256": digest, "licence": stated}
    return list(np.floor(pictures * scale + 0.5).astype(np.int64)), told


def _members(package: str, version: str, licence: str) -> dict[str, bytes]:
    wheel = _wheel(package, version)
    if wheel is None and (installed := _installed(package, version, licence)) is not None:
        return installed
    if wheel is None:
        _download(package, version)
        wheel = _wheel(package, version)
    if wheel is None:
        raise CommandError(f"pip left no wheel of {package} {version} in {RAW}")
    try:
        with zipfile.ZipFile(wheel) as archive:
            return {name: archive.read(name) for name in (FACES, licence)}
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise CommandError(f"{wheel} cannot be read: {error}") from error


def _wheel(package: str, version: str) -> Path | None:
    name = package.replace("-", "_")
    return next(iter(sorted(project_path(RAW).glob(f"{name}-{version}-*.whl"))), None)


def _installed(package: str, version: str, licence: str) -> dict[str, bytes] | None:
    try:
        found = importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return None
    paths = {name: Path(str(found.locate_file(name))) for name in (FACES, licence)}
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
