"""The split, drawn from source, seed and fractions alone: the same rows fall alike anywhere."""

from __future__ import annotations

from collections import Counter

from plumbline_trusted.cuts import balanced, cut
from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.near import near_duplicates
from plumbline_trusted.records import compact, sha256
from plumbline_trusted.sampling import PARTS, Row, Sampling, Split, read_sampling
from plumbline_trusted.table import Table

__all__ = ["PARTS", "Row", "Sampling", "Split", "class_counts", "draw_split", "read_sampling"]


def draw_split(table: Table, sampling: Sampling) -> Split:
    rows, conflicts = _kept(table, sampling)
    repeats = len(table.labels) - len(rows)
    dropped: dict[str, int] = {}
    if sampling.near:
        rows, dropped["near_duplicates"] = _without_near(table, rows)
    parts, straddling = cut(table, rows, sampling)
    dropped.update(straddling)
    parts, unfit = _fit_to_train(parts, table, sampling)
    dropped.update(unfit)
    if sampling.balance:
        parts, dropped["balance"] = balanced(parts)
    ordered = {part: sorted(parts[part], key=lambda row: row.id) for part in PARTS}
    if sampling.near:
        ordered, straddling = near_apart(ordered, table)
        dropped.update(straddling)
    _refuse_empty(ordered, sampling)
    return Split(ordered, len(table.labels), repeats, conflicts, dropped)


def index_sha256(rows: list[Row]) -> str:
    """The hash of a part's source indices, one a line in rising order."""
    return sha256("".join(f"{index}\n" for index in sorted(row.index for row in rows)))


def class_counts(rows: list[Row]) -> dict[str, int]:
    return dict(sorted(Counter(row.label for row in rows).items()))


def label_facts(table: Table, rows: list[Row]) -> Json:
    """Class counts; of numbers their range and mean; of texts and series nothing but the rows."""
    if table.target == "class":
        return {"classes": class_counts(rows)}
    if table.target != "number" or not rows:
        return {"classes": {}}
    values = [row.label for row in rows]
    told = {"low": min(values), "high": max(values), "mean": sum(values) / len(values)}
    return {"classes": {}, "target": told}


def _kept(table: Table, sampling: Sampling) -> tuple[list[Row], int]:
    rows: list[Row] = []
    first: dict[str, str] = {}
    conflicts = 0
    for index, (value, label) in enumerate(zip(table.inputs, table.labels, strict=True)):
        key = sha256(compact(value))
        if sampling.dedupe and key in first:
            conflicts += first[key] != label
            continue
        first[key] = label
        rows.append(Row(index, key, sha256(f"{sampling.seed}:id:{key}")[:16], label))
    if len({row.id for row in rows}) != len(rows):
        raise Refusal(
            "E_SOURCE",
            "两行得到同一个 id；请开启 dedupe 或更换种子",
            "two rows get the same id; turn dedupe on or take another seed",
            "sampling",
        )
    return rows, conflicts


def _without_near(table: Table, rows: list[Row]) -> tuple[list[Row], int]:
    """Of texts that are nearly the same, the first in source order stays."""
    if table.form != "text":
        raise Refusal(
            "E_REQUEST",
            "近似重复只对文本有定义",
            "near duplicates are defined for texts alone",
            "sampling.near_duplicates",
        )
    groups = near_duplicates([table.inputs[row.index] for row in rows])
    kept = [row for place, row in enumerate(rows) if groups[place] == place]
    return kept, len(rows) - len(kept)


def near_apart(
    parts: dict[str, list[Row]], table: Table
) -> tuple[dict[str, list[Row]], dict[str, int]]:
    """Of texts that are nearly the same in two parts, those of the later part stay.

    Which pairs are compared at all depends on the order of the texts: once the parts are cut they
    are compared again, in the order in which a check will meet them.
    """
    flat = [(place, row) for place, part in enumerate(PARTS) for row in parts[part]]
    groups = near_duplicates([table.inputs[row.index] for _, row in flat])
    latest: dict[int, int] = {}
    for group, (place, _) in zip(groups, flat, strict=True):
        latest[group] = max(place, latest.get(group, place))
    kept: dict[str, list[Row]] = {part: [] for part in PARTS}
    for group, (place, row) in zip(groups, flat, strict=True):
        if place == latest[group]:
            kept[PARTS[place]].append(row)
    gone = len(flat) - sum(map(len, kept.values()))
    return kept, {"near_in_two_parts": gone} if gone else {}


def _fit_to_train(
    parts: dict[str, list[Row]], table: Table, sampling: Sampling
) -> tuple[dict[str, list[Row]], dict[str, int]]:
    """With one label named for training, rows of another leave the training part."""
    wanted = sampling.train_labels
    if wanted in ("all", "none"):
        return parts, {}
    if wanted not in table.classes():
        raise Refusal(
            "E_REQUEST",
            f"train_labels 必须是 all、none 或一个类别：{', '.join(table.classes())}",
            f"train_labels must be all, none or a class: {', '.join(table.classes())}",
            "sampling.train_labels",
        )
    kept = [row for row in parts["train"] if row.label == wanted]
    return {**parts, "train": kept}, {"train_labels": len(parts["train"]) - len(kept)}


def _refuse_empty(parts: dict[str, list[Row]], sampling: Sampling) -> None:
    for part, rows in parts.items():
        if not rows and sampling.fractions[part] > 0 and part != "val":
            raise Refusal(
                "E_TOO_FEW",
                f"数据太少：{part} 没有任何行",
                f"too little data: no rows for {part}",
                f"sampling.fractions.{part}",
            )
