"""Pairs of disturbed views of the faces in scikit-image: the same picture, or another one.

No identity is labelled in this data: what a pair asks is whether two views show the same instance.
"""

from __future__ import annotations

import hashlib
import io
import re
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from plumbline_trusted.archives import open_archive
from plumbline_trusted.door import Json, Refusal, integer, text
from plumbline_trusted.loaders.common import (
    Licence,
    archive_source,
    needed,
    options_of,
    stated_version,
)
from plumbline_trusted.table import Table

BSD = Licence(
    "BSD-3-Clause (scikit-image); the pictures are from LFW, made for research",
    r"\.dist-info/LICENSE\.txt$",
    "Files: * Copyright: 2009-2022 the scikit-image team License: BSD-3-Clause",
)
FACES = 100
SIDE = 25
SHIFT = 2
HIDDEN = 7
Pixels = NDArray[np.int64]


def lfw_pairs(source: Json) -> Table:
    """`views` disturbed views of each face, never the picture itself; `same` pairs of each face,
    and one pair of different faces for each two faces. Group `face` holds both."""
    options = options_of(source, {"views": 8, "same": 10})
    count = integer(options, "views", low=2, high=32)
    same = integer(options, "same", low=1, high=count * (count - 1) // 2)
    members = open_archive(source).members(
        lambda path: (
            re.search(r"lfw_subset\.npy$|\.dist-info/(LICENSE\.txt|METADATA)$", path) is not None
        )
    )
    data = needed(members, r"skimage/data/lfw_subset\.npy$")
    faces = _faces(next(iter(data.values())))
    views = [[_view(face, f"{i}:{j}") for j in range(count)] for i, face in enumerate(faces)]
    drawn = [*_same(same, count), *_different(count)]
    version = stated_version(members, "METADATA$", r"^Version: (\S+)")
    told = archive_source(source, version, data, BSD.stated_in(members))
    return Table(
        name=text(source, "name", "lfw-views"),
        task="face-recognition",
        source=told,
        licence=text(source, "licence", BSD.name),
        inputs=[(views[a][i], views[b][j]) for a, i, b, j in drawn],
        labels=["same" if a == b else "different" for a, _, b, _ in drawn],
        shape=(SIDE, SIDE),
        top=255,
        groups={"face": [tuple(sorted({str(a), str(b)})) for a, _, b, _ in drawn]},
    )


def _faces(content: bytes) -> list[Pixels]:
    try:
        table = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise Refusal("E_ARCHIVE", "图片文件无法读取", f"unreadable: {error}", "lfw") from error
    if table.shape != (2 * FACES, SIDE, SIDE):
        raise Refusal("E_SOURCE", "图片数量或大小不符", "other pictures than expected", "lfw")
    pictures = table[:FACES].astype(np.float64)
    return list(np.floor(pictures * (255 if pictures.max() <= 1 else 1) + 0.5).astype(np.int64))


def _same(count: int, views: int) -> list[tuple[int, int, int, int]]:
    pairs = list(combinations(range(views), 2))
    return [
        (face, i, face, j)
        for face in range(FACES)
        for i, j in sorted(pairs, key=lambda pair: _draws(f"same:{face}:{pair}", 8))[:count]
    ]


def _different(views: int) -> list[tuple[int, int, int, int]]:
    return [
        (a, _draws(f"{a}:{b}", 2)[0] % views, b, _draws(f"{a}:{b}", 2)[1] % views)
        for a, b in combinations(range(FACES), 2)
    ]


def _view(face: Pixels, name: str) -> tuple[int, ...]:
    """Shifted by up to two pixels, perhaps mirrored, in other light, with noise and a patch
    hidden. Whole numbers and a hash make the same bytes under every numpy."""
    draw = _draws(f"view:{name}", 8 + SIDE * SIDE)
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


def _draws(name: str, count: int) -> bytes:
    return hashlib.shake_256(f"plumbline:{name}".encode()).digest(count)
