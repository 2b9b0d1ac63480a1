"""Edits between two texts of one script: for each character, what stands in its place.

`SELF` in an edit is the character itself, so that leaving it alone is the edit `SELF`, an insertion
after it `SELF的`, a deletion the empty text. Every pair of texts is told by such edits exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

SELF = "\0"


def edits_of(source: str, target: str) -> list[str]:
    """Return one edit for each character of a non-empty source, so that they make the target."""
    edits = [SELF] * len(source)
    before = ""
    for kind, start, stop, first, last in SequenceMatcher(
        None, source, target, autojunk=False
    ).get_opcodes():
        said = target[first:last]
        if kind == "equal":
            continue
        if kind == "insert" and start == 0:
            before = said
        elif kind == "insert":
            edits[start - 1] += said
        elif stop - start == len(said):
            edits[start:stop] = list(said)
        else:
            edits[start:stop] = [said, *[""] * (stop - start - 1)]
    edits[0] = before + edits[0]
    return edits


def edited(source: str, edits: Sequence[str]) -> str:
    """Carry edits out; characters beyond the last edit stay. Nothing left means: nothing done."""
    head = "".join(
        edit.replace(SELF, character) for character, edit in zip(source, edits, strict=False)
    )
    return (head + source[len(edits) :]) or source


def vocabulary(pairs: Iterable[tuple[str, str]], size: int, least: int) -> tuple[str, ...]:
    """Return the commonest edits, that of leaving a character alone first."""
    counts = Counter(edit for source, target in pairs for edit in edits_of(source, target))
    ranked = sorted(counts, key=lambda edit: (-counts[edit], edit))
    known = [edit for edit in ranked if edit != SELF and counts[edit] >= least]
    return (SELF, *known[: size - 1])
