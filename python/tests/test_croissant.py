"""Croissant metadata: of every recipe's mini set it holds, and the reference reader reads it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

import data
from plumbline_trusted.cache import place_of
from plumbline_trusted.probes.croissant import croissant

RECIPES = sorted((ROOT.parent / "knowledge/recipes").glob("*/recipe.yaml"))
OPTIONAL = ("method", "group", "time", "train_labels", "balance", "near_duplicates", "stride")
READER = """
import json, sys
import mlcroissant
found = []
for path in sys.argv[1:]:
    dataset = mlcroissant.Dataset(jsonld=path + "/croissant.json")
    rows = {part: list(dataset.records(part)) for part in ("splits", "val", "test")}
    found.append({
        "errors": sorted(dataset.metadata.ctx.issues.errors),
        "fields": {part: sorted(held[0]) for part, held in rows.items()},
        "rows": {part: len(held) for part, held in rows.items()},
    })
print(json.dumps(found))
"""


def cache() -> Path:
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plumbline"
    return Path(os.environ.get("PLUMBLINE_CACHE") or usual)


def a_request(recipe: Path) -> dict[str, Any]:
    """What t2 asks of data.py for a recipe, as src/spec/sampling.ts reads it."""
    told = yaml.safe_load(recipe.read_text(encoding="utf-8"))
    sampling = told["sampling"]
    source = sampling.get("source") or told["datasets"]["mini"]["source"]
    kept = {name: sampling[name] for name in (*OPTIONAL, "eval_stride") if name in sampling}
    return {
        "do": "materialise",
        "source": {**source, "cache": str(cache())},
        "sampling": {
            "seed": sampling["seed"],
            "fractions": sampling["fractions"],
            "stratify": sampling.get("stratify", "label"),
            "dedupe": sampling.get("dedupe", True),
            "sample_rows": sampling.get("sample_rows", 64),
            **kept,
        },
    }


def a_set(recipe: Path, folder: Path) -> Path:
    """The recipe's data/mini, or a skip that says which package is not in the cache."""
    request = a_request(recipe)
    source = request["source"]
    if source["provider"] in ("pypi", "npm", "debian"):
        place = place_of(cache(), source["provider"], source["package"], source.get("version", ""))
        if not place.is_dir():
            pytest.skip(f"{source['package']} is not in the cache: a run of {recipe.parent.name}")
    data.answer({**request, "out": str(folder / "mini"), "sealed": str(folder / "sealed")})
    return folder / "mini"


def a_table(folder: Path) -> Path:
    """Names, labels and a gap that a person's own table may have."""
    rows = [
        {
            **{"长度 (cm)": place * 1.5, "a.b": place % 7, 'it\'s "x"': "u", "#x": 3},
            "label": "正 面" if place % 2 else "负",
        }
        for place in range(40)
    ]
    held = folder / "own.jsonl"
    held.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    source = {"provider": "jsonl", "path": str(held), "task": "tabular-classification"}
    request = {
        "do": "materialise",
        "source": source,
        "sampling": {
            **{"seed": 1, "fractions": {"train": 0.6, "val": 0.2, "test": 0.2}},
            **{"stratify": "label", "dedupe": True, "sample_rows": 8},
        },
    }
    data.answer({**request, "out": str(folder / "mini"), "sealed": str(folder / "sealed")})
    return folder / "mini"


def read_by_reference(folders: list[Path]) -> list[dict[str, Any]]:
    python = os.environ.get("PLUMBLINE_MLCROISSANT", "")
    if not python:
        pytest.skip("mlcroissant is not here: `npm test` installs it where it can")
    command = [python, "-c", READER, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.parent.name)
def test_the_mini_set_of_every_recipe_is_told_and_the_reference_reader_reads_it(
    recipe: Path, tmp_path: Path
) -> None:
    folder = a_set(recipe, tmp_path)

    told = croissant({"folder": str(folder)})
    (read,) = read_by_reference([folder])

    assert told["faults"] == []
    assert read["errors"] == []
    assert read["rows"]["val"] == (folder / "val.jsonl").read_bytes().count(b"\n")
    assert read["rows"]["test"] == (folder / "test_inputs.jsonl").read_bytes().count(b"\n")
    assert "test/label" not in read["fields"]["test"]
    assert read["fields"]["splits"] == ["splits/name", "splits/url"]


def test_names_that_a_person_chose_are_told_and_read(tmp_path: Path) -> None:
    folder = a_table(tmp_path)

    assert croissant({"folder": str(folder)})["faults"] == []
    (read,) = read_by_reference([folder])
    assert read["errors"] == []
    assert len(read["fields"]["val"]) == 6


def test_the_same_text_stands_in_the_trusted_programs_and_in_the_project() -> None:
    trusted = (ROOT / "plumbline_trusted/croissant.py").read_text(encoding="utf-8")
    projects = ROOT.parent / "knowledge/skeleton/src/template_project/datasets/croissant.py"

    assert projects.read_text(encoding="utf-8") == trusted


def _other_row(mini: Path) -> None:
    lines = (mini / "val.jsonl").read_bytes().splitlines(keepends=True)
    (mini / "val.jsonl").write_bytes(b"".join(lines[1:]))


def _change(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def spoil(mini: Path) -> None:
        told = json.loads((mini / "croissant.json").read_text(encoding="utf-8"))
        change(told)
        (mini / "croissant.json").write_text(json.dumps(told), encoding="utf-8")

    return spoil


def _label(told: dict[str, Any]) -> None:
    test = next(one for one in told["recordSet"] if one["@id"] == "test")
    test["field"].append({"@id": "test/label", "name": "label", "dataType": "sc:Text"})


def _column(told: dict[str, Any]) -> None:
    val = next(one for one in told["recordSet"] if one["@id"] == "val")
    val["field"][0]["source"]["extract"]["column"] = "number"


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda mini: (mini / "croissant.json").unlink(), "croissant.json: absent"),
        (lambda mini: (mini / "croissant.json").write_text("{"), "croissant.json: not valid JSON"),
        (_other_row, "val.jsonl: another sha256"),
        (lambda mini: (mini / "train.jsonl").unlink(), "train.jsonl: no such file"),
        (_change(lambda told: told.pop("license")), "license: absent"),
        (_change(lambda told: told["recordSet"].pop()), "test: no record set"),
        (_change(lambda told: told["recordSet"].pop(0)), "recordSet: the splits are not told"),
        (_change(lambda told: told["distribution"].pop(0)), "train.jsonl: not listed"),
        (_change(_label), "test: a label"),
        (_change(_column), "val/id: val.jsonl has no number"),
    ],
)
def test_metadata_that_does_not_hold_is_named(
    spoil: Callable[[Path], None], fault: str, tmp_path: Path
) -> None:
    folder = a_table(tmp_path)

    spoil(folder)

    assert any(one.startswith(fault) for one in croissant({"folder": str(folder)})["faults"])
