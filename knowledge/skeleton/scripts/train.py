"""Train a model: `python scripts/train.py --data data/mini --epochs 1`.

Flags are followed by any number of `key=value` overrides of the configuration.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from template_project.utils import ConfigError, run_command
from template_project.utils.config import load_config, project_path


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; an unknown flag leaves with exit code 2."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--config", default="configs/config.yaml", help="main configuration file")
    parser.add_argument("--model", help="name of a file in configs/model/")
    parser.add_argument("--data", help="name of a file in configs/data/, or a data folder")
    parser.add_argument("--epochs", help="number of epochs")
    parser.add_argument("--batch_size", help="rows per step and process")
    parser.add_argument("--checkpoint", default="checkpoints", help="folder that is written")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint folder")
    parser.add_argument("--dry-run", action="store_true", help="one synthetic batch, no files")
    parser.add_argument("--fast_dev_run", action="store_true", help="two real batches, no files")
    parser.add_argument("overrides", nargs="*", metavar="key=value")
    return parser.parse_intermixed_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one training command."""
    arguments = parse(argv)
    flags = {
        "model": arguments.model,
        "data": arguments.data,
        "trainer.max_epochs": arguments.epochs,
        "data.batch_size": arguments.batch_size,
        "trainer.fast_dev_run": "true" if arguments.fast_dev_run else None,
    }
    given = [f"{key}={value}" for key, value in flags.items() if value is not None]
    config = load_config(arguments.config, [*given, *arguments.overrides])
    check_ranges(config)

    from template_project.utils import runtime

    place = runtime.start(config.device, config.trainer.threads)
    try:
        if place.is_main:
            print(f"device {place.device} processes {place.world_size}", file=sys.stderr)
        if arguments.dry_run:
            report = dry_run(config, place)
            if place.is_main:
                print(json.dumps(report))
            return 0
        if config.trainer.fast_dev_run:
            report = fast_dev_run(config, place)
            if place.is_main:
                print(json.dumps(report))
            return 0
        from template_project.trainer import Trainer

        trainer = Trainer(config, place, project_path(arguments.checkpoint))
        summary = trainer.fit(arguments.resume)
        if place.is_main:
            print(json.dumps(summary, ensure_ascii=False))
    finally:
        runtime.stop()
    return 0


def check_ranges(config: Any) -> None:
    """Refuse values that no run could use."""
    for key, value in (
        ("trainer.max_epochs", config.trainer.max_epochs),
        ("data.batch_size", config.data.batch_size),
        ("trainer.log_every_n_steps", config.trainer.log_every_n_steps),
        ("trainer.accumulate", config.trainer.accumulate),
    ):
        if value < 1:
            raise ConfigError(f"'{key}' must be at least 1, got {value}")
    if config.trainer.precision not in ("fp32", "bf16", "fp16"):
        raise ConfigError(f"unknown trainer.precision '{config.trainer.precision}'")


def dry_run(config: Any, place: Any) -> dict[str, Any]:
    """Build the model and run one synthetic batch of the declared shape through it and back."""
    import torch

    from template_project.datasets.preprocess import (
        Preprocess,
        synthetic_input,
    )
    from template_project.models import build_model
    from template_project.task import Task
    from template_project.trainer import refuse_several, taught
    from template_project.utils.checkpoint import (
        FitsAtOnce,
        count_parameters,
    )

    task = Task(config, Preprocess.declared(config.data))
    inputs = torch.from_numpy(synthetic_input(config.data, 2)).to(place.device)
    targets = task.synthetic_target(2).to(place.device)
    model = build_model(config.model, config.data).to(place.device)
    refuse_several(model, config, place)
    shape = tuple(inputs.shape)
    try:
        if isinstance(model, FitsAtOnce):
            with torch.no_grad():
                model.fit(inputs, targets)
        outputs = model(inputs)
    except RuntimeError as error:
        raise ConfigError(f"the model does not take input of shape {shape}: {error}") from error
    declared = (2, *task.output_shape())
    if tuple(outputs.shape) != declared:
        raise ConfigError(
            f"the model's output has shape {tuple(outputs.shape)}, declared: {declared}"
        )
    loss = task.loss(taught(model, task, inputs, targets), targets)
    if not isinstance(model, FitsAtOnce):
        loss.backward()  # type: ignore[no-untyped-call]
    return {
        "dry_run": True,
        "model": config.model.name,
        "params": count_parameters(model),
        "input_shape": list(shape),
        "output_shape": list(outputs.shape),
        "loss": round(float(loss.detach()), 6),
        "device": str(place.device),
    }


def fast_dev_run(config: Any, place: Any) -> dict[str, Any]:
    """Run two training batches and one validation batch of the real data; write nothing."""
    import tempfile

    from template_project.trainer import Trainer

    config.trainer.max_epochs = 1
    config.trainer.limit_train_batches = 2
    config.trainer.limit_val_batches = 1
    with tempfile.TemporaryDirectory() as folder:
        config.logging.log_dir, config.logging.pictures = folder, False
        summary = Trainer(config, place, Path(folder)).fit()
    return {"fast_dev_run": True, "model": config.model.name, "loss": summary.get("loss")}


if __name__ == "__main__":
    run_command(main)
