"""Draws, writes and checks the data of a project.

Request: {"do": "draw" | "materialise" | "verify", "source": {"provider", ...},
"sampling": {"seed", "fractions", "stratify", "dedupe", "sample_rows", "method"?, "group"?, "time"?,
"train_labels"?, "balance"?, "near_duplicates"?, "stride"?, "eval_stride"?}, "out": DIR, "sealed":
DIR, "cache"?: DIR}. `out` is the data folder itself: data/sample for draw, data/mini for the other
two.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from plumbline_trusted.croissant import NAME
from plumbline_trusted.dataset_check import check_folder
from plumbline_trusted.dataset_files import (
    FILES,
    images_sha256,
    render_mini,
    render_sample,
    write_folder,
    write_sealed,
)
from plumbline_trusted.door import Json, folder, mapping, serve, text
from plumbline_trusted.records import sha256
from plumbline_trusted.sources import Table, load
from plumbline_trusted.split import (
    Sampling,
    Split,
    draw_split,
    index_sha256,
    label_facts,
    read_sampling,
)


def answer(request: Json) -> Json:
    do = text(request, "do", among=("draw", "materialise", "verify"))
    sampling = read_sampling(request)
    table = load(_located(_with_fields(mapping(request, "source"), sampling), request))
    split = draw_split(table, sampling)
    work = {"draw": draw, "materialise": materialise, "verify": verify}[do]
    return {"do": do, **_drawn(table, split), **work(request, table, split, sampling)}


def _with_fields(source: Json, sampling: Sampling) -> Json:
    """A file's group and time columns are no inputs, so its reader must know them."""
    named = {"group": sampling.group, "time": sampling.time}
    return {**{key: name for key, name in named.items() if name}, **source}


def _located(source: Json, request: Json) -> Json:
    """Fetched packages lie under `cache`, or beside the sealed labels, out of project code's
    sight."""
    beside = Path(text(request, "sealed")).parent if "sealed" in request else ""
    return {"cache": text(request, "cache", str(beside)), **source}


def draw(request: Json, table: Table, split: Split, sampling: Sampling) -> Json:
    """Draws the split and lays the sample of its training part into `out`."""
    files = render_sample(table, split, sampling)
    write_folder(Path(text(request, "out")), files)
    rows = files["sample.jsonl"].count(b"\n")
    return {"sample": {"rows": rows, "files": len(files), "sha256": sha256(files["sample.jsonl"])}}


def materialise(request: Json, table: Table, split: Split, sampling: Sampling) -> Json:
    """Writes data/mini into `out` and the test labels, for the owner alone, into `sealed`."""
    out, sealed = Path(text(request, "out")), Path(text(request, "sealed"))
    rendered = render_mini(table, split, sampling)
    write_folder(out, rendered.files)
    write_sealed(sealed, rendered.sealed)
    images = {n: data for n, data in rendered.files.items() if n.startswith("images/")}
    return {
        "files": {name: sha256(rendered.files[name]) for name in (*FILES.values(), "dataset.json")},
        "croissant": sha256(rendered.files[NAME]),
        "images": {"count": len(images), "sha256": images_sha256(images) if images else ""},
        "sealed": {"rows": len(split.parts["test"]), "sha256": sha256(rendered.sealed)},
        "bytes": sum(len(data) for data in rendered.files.values()),
    }


def verify(request: Json, table: Table, split: Split, sampling: Sampling) -> Json:
    """Compares the folder `out` (and `sealed`, if named) with what the source gives."""
    sealed = Path(text(request, "sealed")) if "sealed" in request else None
    rendered = render_mini(table, split, sampling)
    held = folder(request, "out")
    return {"verified": check_folder(held, table, sampling, rendered, sealed)}


def _drawn(table: Table, split: Split) -> Json:
    splits = {
        part: {
            "rows": len(rows),
            **label_facts(table, rows),
            "index_sha256": index_sha256(rows),
        }
        for part, rows in split.parts.items()
    }
    kept = [row for rows in split.parts.values() for row in rows]
    return {
        "name": table.name,
        "task": table.task,
        "source": table.source,
        "licence": table.licence,
        "source_rows": split.source_rows,
        "rows": len(kept),
        "duplicates_removed": split.duplicates_removed,
        "label_conflicts": split.label_conflicts,
        "dropped": split.dropped,
        **label_facts(table, kept),
        "shape": list(table.shape or ()),
        "columns": list(table.columns),
        "splits": splits,
        "index_sha256": index_sha256(kept),
    }


if __name__ == "__main__":
    sys.exit(serve(answer))
