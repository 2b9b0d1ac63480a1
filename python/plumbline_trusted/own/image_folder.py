"""Pictures of a person's own folder, one folder a class: the same files and the same choices give
the same pixels on every machine. It imports nothing of its house: a project carries the same
bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"})
PARTS = frozenset({"train", "training", "val", "valid", "validation", "test", "testing"})
MODES = {1: "L", 3: "RGB"}
MOST_PIXELS = 50_000_000
BLOCK = 1 << 20


@dataclass(frozen=True)
class Found:
    """A file with a picture's ending: where it lies in the folder, and the name of its class."""

    path: Path
    name: str
    label: str


@dataclass(frozen=True)
class Pixels:
    """A picture in the declared size: row by row, channels inmost, 0 to 255."""

    name: str
    label: str
    values: bytes


def listed(root: Path) -> list[Found]:
    """Every file with a picture's ending in a folder of a class, in the order of the names.

    Where the folders of the top level are parts of a split (train, val, test), the classes are the
    folders below them, and the parts are joined: the product draws its own.
    """
    held = [path for path in root.rglob("*") if path.suffix.casefold() in ENDINGS]
    files = sorted((path.relative_to(root).as_posix(), path) for path in held if path.is_file())
    shown = [(name, path) for name, path in files if not _hidden(name)]
    tops = {name.split("/", 1)[0].casefold() for name, _ in shown if "/" in name}
    depth = 2 if tops and tops <= PARTS else 1
    found = []
    for name, path in shown:
        folders = name.split("/")[:-1]
        if len(folders) >= depth:
            found.append(Found(path, name, " ".join(folders[depth - 1].split())))
    return found


def manifest(found: list[Found]) -> str:
    """One hash over the names and the bytes of all pictures."""
    digest = hashlib.sha256()
    for one in found:
        digest.update(f"{one.name} {_hash_of(one.path)}\n".encode())
    return digest.hexdigest()


def opened(content: bytes) -> Image.Image:
    """Decode a picture, upright; a `ValueError` says why it is none."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError(f"more than {MOST_PIXELS} pixels")
            picture.load()
            return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("not a picture that can be decoded") from error


def sized(picture: Image.Image, height: int, width: int, channels: int) -> bytes:
    """The pixels in the declared mode and size; another shape is stretched to it."""
    plain = picture.convert(MODES[channels])
    if plain.size != (width, height):
        plain = plain.resize((width, height), Image.Resampling.BILINEAR)
    return plain.tobytes()


def pictures(root: Path, own: Mapping[str, Any]) -> Iterator[Pixels]:
    """The pictures of the declared classes in the order of their names, at most `cap`, chosen by
    the hash of the name; files that are no pictures are passed over.

    `own`: "classes", "labels": {spelling: class}, "cap", "image": {"height", "width", "channels"}.
    """
    size = own["image"]
    known = [(one, own["labels"].get(one.label, one.label)) for one in listed(root)]
    usable = [(one, label) for one, label in known if label in own["classes"]]
    order = sorted(usable, key=lambda pair: hashlib.sha256(f"cap:{pair[0].name}".encode()).digest())
    chosen = {one.name for one, _ in order[: int(own["cap"])]}
    for one, label in usable:
        if one.name not in chosen:
            continue
        try:
            picture = opened(one.path.read_bytes())
        except ValueError:
            continue
        yield Pixels(
            one.name, label, sized(picture, size["height"], size["width"], size["channels"])
        )


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()
