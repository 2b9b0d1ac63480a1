"""The leak gate: every leak of a data folder, how many rows it flatters and by how much."""

from __future__ import annotations

from pathlib import Path

from plumbline_trusted.door import Json, folder, text
from plumbline_trusted.leaks.apart import groups, times
from plumbline_trusted.leaks.held import Held, Leak, read_held
from plumbline_trusted.leaks.near import near
from plumbline_trusted.leaks.rescored import rescored
from plumbline_trusted.leaks.scaled import scaled
from plumbline_trusted.leaks.single import giveaways
from plumbline_trusted.own.roles import hints

SHOWN = 20


def leaks(request: Json) -> Json:
    """{"folder": DIR, "sealed"?: DIR} -> the leaks, each with its score before and after repair.

    The scores are those of a plain trusted model on the sealed labels; without them, or where the
    form has none, `metric` is empty.
    """
    root = folder(request, "folder")
    sealed = Path(text(request, "sealed")) if "sealed" in request else None
    held = read_held(root, sealed)
    return {"form": held.form, "leaks": [_told(held, leak) for leak in leaks_of(held)]}


def leaks_of(held: Held) -> list[Leak]:
    telling = giveaways(held)
    # A column that is the answer keeps each value to one class, as a group without a name does.
    own = {leak.at for leak in telling}
    apart = [leak for leak in groups(held) if leak.at not in own or hints(leak.at, "group")]
    return [*near(held), *apart, *times(held), *telling, *scaled(held)]


def _told(held: Held, leak: Leak) -> Json:
    scored, rows = rescored(held, leak), len(held.rows("test"))
    return {
        "kind": leak.kind,
        "at": leak.at,
        "count": len(leak.ids),
        "share": len(leak.ids) / rows if rows else 0.0,
        "ids": list(leak.ids[:SHOWN]),
        "example": leak.example,
        "metric": scored.metric,
        "before": scored.before,
        "after": scored.after,
    }
