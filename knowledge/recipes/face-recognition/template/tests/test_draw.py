"""The draw of the mini set: no face in two parts, as many pairs of each kind."""

from __future__ import annotations

from template_project.datasets.mini import balanced, different_pairs, parts_by_face, same_pairs
from template_project.datasets.split import Row


def test_no_face_stands_in_two_parts() -> None:
    pairs = [*same_pairs(4, 3), *different_pairs(4)]

    parts = parts_by_face(pairs, 42, {"train": 0.55, "val": 0.15, "test": 0.3})

    faces: dict[str, set[int]] = {}
    for (a, _, b, _), part in zip(pairs, parts, strict=True):
        faces.setdefault(part, set()).update((a, b))
    kept = [faces[part] for part in ("train", "val", "test")]
    assert sum(map(len, kept)) == len(set.union(*kept)) == 100
    assert abs(len(faces["test"]) - 30) <= 1
    assert all(a != b for (a, _, b, _), part in zip(pairs, parts, strict=True) if not part)


def test_each_part_has_as_many_same_as_different_pairs() -> None:
    rows = [Row([number], "same" if number % 3 else "different") for number in range(30)]

    kept = balanced(rows, {row.key: "train" for row in rows})

    labels = [row.label for row in rows if row.key in kept]
    assert (labels.count("same"), labels.count("different")) == (10, 10)
