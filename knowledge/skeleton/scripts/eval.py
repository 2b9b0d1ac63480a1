"""Score a checkpoint on the validation part: `python scripts/eval.py --checkpoint DIR`.

The answers are drawn beside the truth in a picture of the same name as the JSON file.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from template_project.utils import run_command, write_atomic
from template_project.utils.config import project_path


def main(argv: Sequence[str] | None = None) -> int:
    """Run one evaluation command."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--checkpoint", default="checkpoints", help="folder written by train.py")
    parser.add_argument("--data", help="data folder; default: the one the model was trained with")
    parser.add_argument("--output", default="outputs/eval.json", help="JSON file that is written")
    parser.add_argument("--backend", choices=("torch", "onnx", "auto"), default="torch")
    arguments = parser.parse_args(argv)

    from template_project.datasets.loading import LabelledData
    from template_project.predictor import Predictor
    from template_project.utils import plots, scoring

    predictor = Predictor(project_path(arguments.checkpoint), arguments.backend)
    config, task = predictor.config, predictor.task
    if arguments.data:
        folder = Path(arguments.data)
        config.data.data_dir = str(folder.resolve() if folder.is_dir() else folder)
    val = LabelledData(config.data, "val", predictor.preprocess)
    train = LabelledData(config.data, "train", predictor.preprocess)
    answers = predictor.predict([record["id"] for record in val.records], val.inputs)
    baseline_name, cheap = task.baseline(train, val)
    name, rows = str(config.metric), len(val)
    model = task.scorer(name, val.records, answers)
    baseline = task.scorer(name, val.records, cheap)
    low, high = scoring.bootstrap_gain(model, baseline, rows, config.seed)
    scorers = {key: task.scorer(key, val.records, answers) for key in task.metrics}
    result = {
        "split": "val",
        "rows": rows,
        "metric": name,
        "value": scoring.score(model, rows),
        "baseline_name": baseline_name,
        "baseline_value": scoring.score(baseline, rows),
        "gain_95": [low, high],
        "all": {key: scoring.score(scorer, rows) for key, scorer in scorers.items()},
        "model_version": predictor.version,
    }
    output = project_path(arguments.output)
    write_atomic(output, json.dumps(result, indent=2) + "\n")
    picture, say = output.with_suffix(".png"), plots.speak(config.lang)
    plots.answers(task, val.records, answers, picture, say)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    run_command(main)
