"""Predict a JSONL file: `python scripts/infer.py --checkpoint DIR --input IN --output OUT`.

Every input line gives one output line `{id, prediction, score?}`, in the same order. A wrong
input exits 3, names line and field, and leaves no output file; so does a file without a record.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from template_project.datasets.records import read_jsonl, to_lines
from template_project.utils import InputError, run_command, write_atomic
from template_project.utils.config import project_path


def main(argv: Sequence[str] | None = None) -> int:
    """Run one prediction command."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--checkpoint", default="checkpoints", help="folder written by train.py")
    parser.add_argument("--input", required=True, type=Path, help="JSONL file without labels")
    parser.add_argument("--output", required=True, type=Path, help="JSONL file that is written")
    parser.add_argument("--root", type=Path, help="folder that the records' paths start from")
    parser.add_argument("--backend", choices=("torch", "onnx", "auto"), default="torch")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    arguments = parser.parse_args(argv)
    records = read_jsonl(arguments.input)
    if not records:
        raise InputError(f"{arguments.input} holds no record: nothing to predict")

    from template_project.predictor import Predictor

    predictor = Predictor(project_path(arguments.checkpoint), arguments.backend, arguments.device)
    root = arguments.root or arguments.input.parent
    inputs = predictor.read_all(records, root)
    answers = predictor.predict([record["id"] for record in records], inputs)
    write_atomic(arguments.output, to_lines(answer.to_dict() for answer in answers))
    print(f"{len(answers)} predictions written to {arguments.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    run_command(main)
