"""Score a checkpoint on the validation part: `python scripts/eval.py --checkpoint DIR`."""

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
    from template_project.utils import metrics

    predictor = Predictor(project_path(arguments.checkpoint), arguments.backend)
    data, seed = predictor.config.data, predictor.config.seed
    if arguments.data:
        folder = Path(arguments.data)
        data.data_dir = str(folder.resolve() if folder.is_dir() else folder)
    val = LabelledData(data, "val", predictor.preprocess)
    train = LabelledData(data, "train", predictor.preprocess)
    probabilities = predictor.probabilities(list(val.raws()))
    baseline = metrics.majority_probabilities(train.labels, len(predictor.classes), len(val))
    name = str(predictor.config.metric)
    metric = metrics.get_metric(name)
    low, high = metrics.bootstrap_gain(metric, val.labels, probabilities, baseline, seed)
    result = {
        "split": "val",
        "rows": len(val),
        "metric": name,
        "value": metric(val.labels, probabilities),
        "baseline_name": "majority",
        "baseline_value": metric(val.labels, baseline),
        "gain_95": [low, high],
        "all": metrics.score_all(val.labels, probabilities),
        "model_version": predictor.version,
    }
    write_atomic(project_path(arguments.output), json.dumps(result, indent=2) + "\n")
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    run_command(main)
