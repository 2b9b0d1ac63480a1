"""Data sets that leak in a known way, and clean ones: real data of scikit-learn and the standard
library's own docstrings, and made-up patients, days and series; each drawn by the product's split.

`python leak_sets.py [SEED]` prints one line of JSON a set: what the probes answer of it.
"""

from __future__ import annotations

import ast
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn import datasets

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from plumbline_trusted.dataset_files import render_mini, write_folder, write_sealed
from plumbline_trusted.leaks.gate import leaks
from plumbline_trusted.loaders.series import windows
from plumbline_trusted.probes.dataset import overlap
from plumbline_trusted.probes.giveaway import giveaway
from plumbline_trusted.sampling import Sampling
from plumbline_trusted.split import draw_split
from plumbline_trusted.table import Table

SHARES = {"train": 0.7, "val": 0.1, "test": 0.2}
Rng = np.random.Generator
Maker = Callable[[Rng, Path], None]
CLASSES, NUMBERS = "tabular-classification", "regression"
PICTURES, TEXTS = "image-classification", "text-classification"


def lay(folder: Path, table: Table, seed: int, **sampling: Any) -> None:
    """The folder as the product writes it: parts beside `sealed`, which holds the test labels."""
    asked = Sampling(seed, SHARES, "label", True, 64, **sampling)
    rendered = render_mini(table, draw_split(table, asked), asked)
    write_folder(folder, rendered.files)
    write_sealed(folder / "sealed", rendered.sealed)


def a_table(values: Any, labels: Any, task: str = CLASSES, names: Any = None, **over: Any) -> Table:
    rows = [[v.item() if isinstance(v, np.generic) else v for v in row] for row in values]
    known = [float(v) if task == NUMBERS else f"class {v}" for v in labels]
    columns = names or tuple(f"x{at}" for at in range(len(rows[0])))
    return Table("t", task, {}, "l", rows, known, tuple(columns), **over)


def a_shelf(name: str, task: str = CLASSES) -> Table:
    bunch = getattr(datasets, f"load_{name}")(**({"scaled": False} if name == "diabetes" else {}))
    return a_table(bunch.data.astype(float), bunch.target, task)


def copied(rng: Rng, table: Table, change: Callable[[Any], Any], share: float = 0.15) -> Table:
    """The table with changed copies of some rows at its end, drawn as if they were rows."""
    chosen = rng.permutation(len(table.inputs))[: int(share * len(table.inputs))].tolist()
    more = table.keep(chosen)
    inputs = [*table.inputs, *(change(value) for value in more.inputs)]
    fields = {name: getattr(table, name) for name in table.__dataclass_fields__}
    return Table(**{**fields, "inputs": inputs, "labels": [*table.labels, *more.labels]})


def with_column(table: Table, name: str, values: Any) -> Table:
    fields = {one: getattr(table, one) for one in table.__dataclass_fields__}
    rows = [[*row, value] for row, value in zip(table.inputs, values, strict=True)]
    return Table(**{**fields, "inputs": rows, "columns": (*table.columns, name)})


def noisy_rows(rng: Rng, folder: Path) -> None:
    table = a_shelf("breast_cancer")
    spread = np.std(np.array(table.inputs), axis=0)
    lay(
        folder,
        copied(rng, table, lambda row: list(np.array(row) + rng.normal(0, 0.02, 30) * spread)),
        1,
    )


def one_column_changed(rng: Rng, folder: Path) -> None:
    table = with_column(a_shelf("diabetes", NUMBERS), "sent", rng.uniform(0, 99, 442).tolist())
    lay(folder, copied(rng, table, lambda row: [*row[:-1], float(rng.uniform(0, 99))]), 2)


def equal_rows(rng: Rng, folder: Path) -> None:
    """As a person's script would write it: test rows picked from all rows."""
    lay(folder, a_shelf("wine"), 3)
    known = (folder / "train.jsonl").read_text(encoding="utf-8").splitlines()
    chosen = [json.loads(known[at]) for at in rng.permutation(len(known))[:10]]
    told = [{"id": f"again{at}", "features": row["features"]} for at, row in enumerate(chosen)]
    with (folder / "test_inputs.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("".join(json.dumps(row) + "\n" for row in told))


def digit_table(pictures: Any, labels: Any, form: str = PICTURES) -> Table:
    held = [[int(v) for v in np.asarray(one).ravel()] for one in pictures]
    return Table("t", form, {}, "l", held, [f"class {v}" for v in labels], shape=(8, 8), top=16)


def noisy_pictures(rng: Rng, folder: Path) -> None:
    def mirrored(pixels: list[int]) -> list[int]:
        grey = np.fliplr(np.array(pixels).reshape(8, 8)).ravel()
        return [int(v) for v in np.clip(grey + (rng.random(64) < 0.1), 0, 16)]

    digits = datasets.load_digits()
    lay(folder, copied(rng, digit_table(digits.images, digits.target), mirrored), 4)


def telling_pixel(_: Rng, folder: Path) -> None:
    digits = datasets.load_digits()
    pictures = digits.images.copy()
    pictures[:, 0, 0] = digits.target
    lay(folder, digit_table(pictures, digits.target), 5)


def pairs(rng: Rng, apart: bool) -> Table:
    """Two pictures each, same digit or not; where kept apart, of one of ten heaps of pictures."""
    digits = datasets.load_digits()
    count, heap = 900, len(digits.images) // 10
    rows, labels, owners = [], [], []
    for at in range(count):
        side = at % 10
        one, two = (
            rng.integers(0, heap, 2) + heap * side if apart else rng.integers(0, 10 * heap, 2)
        )
        rows.append([[int(v) for v in digits.images[i].ravel()] for i in (one, two)])
        labels.append("same" if digits.target[one] == digits.target[two] else "other")
        owners.append((str(side),) if apart else (str(at),))
    return Table(
        *("t", "face-recognition", {}, "l", rows, labels),
        shape=(8, 8),
        top=16,
        groups={"face": owners},
    )


def shared_pictures(rng: Rng, folder: Path) -> None:
    lay(folder, pairs(rng, False), 6)


@cache
def docstrings() -> tuple[list[str], list[str]]:
    """What the standard library says of itself, labelled by the package that says it."""
    root = Path(json.__file__).resolve().parent.parent
    texts, labels = [], []
    for name in ("asyncio", "email", "unittest", "multiprocessing", "importlib", "tkinter"):
        for path in sorted((root / name).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_bytes())):
                kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)
                said = ast.get_docstring(node) if isinstance(node, kinds) else None
                if said and len(said) > 80:
                    texts.append(said[:600])
                    labels.append("network" if name in ("asyncio", "email") else "tools")
    return texts, labels


def doc_table(change: Callable[[str, str], str] = lambda text, _: text) -> Table:
    texts, labels = docstrings()
    told = [change(text, label) for text, label in zip(texts, labels, strict=True)]
    return Table("t", TEXTS, {}, "l", told, labels)


def edited_texts(rng: Rng, folder: Path) -> None:
    lay(folder, copied(rng, doc_table(), lambda text: f"{text} See also {rng.integers(99)}."), 7)


def telling_word(_: Rng, folder: Path) -> None:
    lay(folder, doc_table(lambda text, label: f"{text} [src-{label[:3]}01]"), 8)


def patients(rng: Rng) -> tuple[Any, list[str], list[tuple[str]]]:
    """80 patients, 10 visits each: traits are the patient's own, and so is the label."""
    traits = rng.normal(size=(80, 6))
    ill = rng.random(80) < 0.5
    owner = np.repeat(np.arange(80), 10)
    values = traits[owner] + rng.normal(0, 0.6, (800, 6))
    return values, ill[owner].astype(int).tolist(), [(f"p{one}",) for one in owner]


def torn_patients(rng: Rng, folder: Path) -> None:
    values, labels, owners = patients(rng)
    ids = [int(name[1:]) for (name,) in owners]
    lay(folder, with_column(a_table(values, labels), "patient_id", ids), 9)


def torn_batches(rng: Rng, folder: Path) -> None:
    """A group under a name that says nothing."""
    values, labels, owners = patients(rng)
    codes = [f"K{name}" for (name,) in owners]
    mixed = [label if rng.random() > 0.02 else 1 - label for label in labels]
    lay(folder, with_column(a_table(values, mixed), "batch", codes), 10)


def days(rng: Rng) -> tuple[Any, Any, list[str]]:
    drift = np.linspace(0, 3, 600)
    values = rng.normal(size=(600, 5)) + drift[:, None]
    labels = (values[:, 0] + rng.normal(0, 1, 600) > drift).astype(int)
    return values, labels, [(date(2024, 1, 1) + timedelta(at)).isoformat() for at in range(600)]


def mixed_days(rng: Rng, folder: Path) -> None:
    values, labels, when = days(rng)
    lay(folder, with_column(a_table(values, labels), "date", when), 11)


def a_series(rng: Rng, form: str) -> Table:
    steps = np.arange(400)
    noise = rng.normal(0, 1, 400)
    waves = 10 * np.sin(steps / 7) + noise if form == "waves" else noise.cumsum()
    start = date(2022, 1, 1)
    points = [(start + timedelta(at), round(float(value), 3)) for at, value in enumerate(waves)]
    empty = Table("t", "time-series-forecasting", {}, "l", [], [])
    return windows({"s": points}, "day", 7, (28, 7), empty)  # type: ignore[dict-item]


def mixed_windows(rng: Rng, folder: Path) -> None:
    """Windows as rows like any other, each in some part."""
    table = a_series(rng, "waves")
    fields = {name: getattr(table, name) for name in table.__dataclass_fields__}
    lay(folder, Table(**{**fields, "windows": [], "calendar": None}), 12)


def telling_gap(rng: Rng, folder: Path) -> None:
    table = a_shelf("breast_cancer")
    ill = [label == "class 0" for label in table.labels]
    lay(
        folder,
        with_column(table, "therapy", [float(rng.integers(9)) if i else None for i in ill]),
        13,
    )


def telling_category(rng: Rng, folder: Path) -> None:
    table = a_shelf("wine")
    grade = [f"grade {label[-1]}{rng.integers(3)}" for label in table.labels]
    lay(folder, with_column(table, "grade", grade), 14)


def scaled_before(_: Rng, folder: Path) -> None:
    table = a_shelf("diabetes", NUMBERS)
    held = np.array(table.inputs)
    scaled = (held - held.mean(axis=0)) / held.std(axis=0)
    lay(folder, a_table(scaled, table.labels, NUMBERS), 15)


def survey(rng: Rng, folder: Path) -> None:
    """Few answers to each question, so that many rows are nearly alike by chance."""
    mood = rng.normal(size=700)
    answers = [np.clip(np.round(mood + rng.normal(0, 1.5, 700)) + 3, 1, 5) for _ in range(14)]
    lay(folder, a_table(np.stack(answers, 1), (mood + rng.normal(0, 0.5, 700) > 0).astype(int)), 1)


def shop(rng: Rng, folder: Path) -> None:
    """Numbers with long tails, categories and gaps."""
    rows = [
        [
            round(float(rng.lognormal(3, 1)), 2),
            int(rng.poisson(2)),
            ["north", "south", "east", "west"][rng.integers(4)],
            None if rng.random() < 0.2 else round(float(rng.normal(40, 12)), 1),
            ["card", "cash"][int(rng.random() < 0.3)],
        ]
        for _ in range(900)
    ]
    bought = [int(row[0] > 20) ^ int(rng.random() < 0.2) for row in rows]
    lay(folder, a_table(rows, bought, names=("spent", "visits", "region", "age", "pays")), 2)


def made_up(rng: Rng, folder: Path) -> None:
    values, labels = datasets.make_classification(
        800, 20, n_informative=6, flip_y=0.05, random_state=int(rng.integers(1000))
    )
    lay(folder, a_table(values, labels), 3)


def kept_patients(rng: Rng, folder: Path) -> None:
    values, labels, owners = patients(rng)
    table = a_table(values, labels, groups={"patient": owners})
    lay(folder, table, 4, method="group", group="patient")


def kept_days(rng: Rng, folder: Path) -> None:
    values, labels, when = days(rng)
    lay(folder, a_table(values, labels, times={"date": when}), 5, method="time", time="date")


def digits(_: Rng, folder: Path) -> None:
    held = datasets.load_digits()
    lay(folder, digit_table(held.images, held.target), 6)


def kept_series(form: str) -> Maker:
    return lambda rng, folder: lay(folder, a_series(rng, form), 7, method="time")


def shelf(name: str, task: str = CLASSES) -> Maker:
    return lambda rng, folder: lay(folder, a_shelf(name, task), int(rng.integers(1000)))


LEAKING: dict[str, tuple[str, Maker]] = {
    "rows copied with noise": ("near", noisy_rows),
    "rows copied but for one column": ("near", one_column_changed),
    "equal rows in train and test": ("near", equal_rows),
    "pictures mirrored and noisy": ("near", noisy_pictures),
    "pairs that share pictures": ("near", shared_pictures),
    "texts edited a little": ("near", edited_texts),
    "windows of one series mixed": ("time", mixed_windows),
    "patients torn apart": ("group", torn_patients),
    "batches torn apart, unnamed": ("group", torn_batches),
    "days mixed": ("time", mixed_days),
    "a gap that tells": ("giveaway", telling_gap),
    "a category that tells": ("giveaway", telling_category),
    "a word that tells": ("giveaway", telling_word),
    "a pixel that tells": ("giveaway", telling_pixel),
    "scaled before the split": ("scaled", scaled_before),
}
CLEAN: dict[str, Maker] = {
    "breast cancer": shelf("breast_cancer"),
    "wine": shelf("wine"),
    "iris": shelf("iris"),
    "diabetes": shelf("diabetes", NUMBERS),
    "digits": digits,
    "pairs of digits": lambda rng, folder: lay(
        folder, pairs(rng, True), 8, method="group", group="face"
    ),
    "docstrings": lambda _, folder: lay(folder, doc_table(), 9, near=True),
    "survey": survey,
    "shop": shop,
    "made up": made_up,
    "patients kept together": kept_patients,
    "days in order": kept_days,
    "waves in order": kept_series("waves"),
    "a random walk in order": kept_series("walk"),
}


def asked(name: str, seed: int) -> dict[str, Any]:
    """What the probes that the gate of t2 reads answer of one set."""
    known = {**{one: maker for one, (_, maker) in LEAKING.items()}, **CLEAN}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        known[name](np.random.default_rng([seed, len(name)]), folder)
        shared = overlap({"folder": place})
        told = giveaway({"rows": str(folder / "train.jsonl")})
        found = leaks({"folder": place, "sealed": str(folder / "sealed")})
    return {
        "name": name,
        "leak": LEAKING[name][0] if name in LEAKING else "",
        "overlap": shared["total"] + shared["groups"]["total"],
        "giveaway": [*told["over"], *told["exact"]],
        "leaks": found["leaks"],
    }


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    for one in (*LEAKING, *CLEAN):
        print(json.dumps(asked(one, number)), flush=True)
