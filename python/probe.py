"""Measures one thing about data, weights, a run or a notebook.

Request: {"probe": NAME, ...}; each probe says in its own docstring what else it reads.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from plumbline_trusted.door import Json, serve, text
from plumbline_trusted.figures.curve import learning
from plumbline_trusted.figures.portrait import portrait
from plumbline_trusted.leaks.gate import leaks
from plumbline_trusted.probes import dataset, giveaway, outcome, pictures, weights
from plumbline_trusted.probes.croissant import croissant

PROBES: dict[str, Callable[[Json], Json]] = {
    "constant": outcome.constant,
    "croissant": croissant,
    "overlap": dataset.overlap,
    "giveaway": giveaway.giveaway,
    "leaks": leaks,
    "rows": dataset.rows,
    "perturb": weights.perturb,
    "checkpoint": weights.checkpoint,
    "curve": outcome.curve,
    "learning": learning,
    "portrait": portrait,
    "notebook": pictures.notebook,
    "png": pictures.png,
}


def answer(request: Json) -> Json:
    name = text(request, "probe", among=tuple(PROBES))
    return {"probe": name, **PROBES[name](request)}


if __name__ == "__main__":
    sys.exit(serve(answer))
