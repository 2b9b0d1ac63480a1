"""Export a checkpoint to ONNX and compare both on the same inputs, in batches of two sizes."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from template_project.utils import (
    CommandError,
    run_command,
    sha256_file,
    write_atomic,
)
from template_project.utils.config import project_path

OPSET = 18
TOLERANCE = 1e-4


def main(argv: Sequence[str] | None = None) -> int:
    """Run one export command."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--checkpoint", default="checkpoints", help="folder written by train.py")
    parser.add_argument("--output", help="ONNX file; default: model.onnx in the checkpoint folder")
    arguments = parser.parse_args(argv)
    folder = project_path(arguments.checkpoint)
    target = Path(arguments.output) if arguments.output else folder / "model.onnx"

    from template_project.datasets.preprocess import synthetic_input
    from template_project.models import build_model
    from template_project.utils.checkpoint import (
        WEIGHTS,
        load_saved_config,
        load_weights,
    )

    config = load_saved_config(folder)
    if config.model.get("pretrained"):
        config.model.pretrained = False
    model = build_model(config.model, config.data)
    load_weights(folder, model)
    batches = [synthetic_input(config.data, size) for size in (1, 16)]
    content = to_onnx(model.eval(), batches[1][:2], sha256_file(folder / WEIGHTS))
    difference = largest_difference(model, content, batches)
    if not difference <= TOLERANCE:
        raise CommandError(f"ONNX differs from torch by {difference:.2e}, allowed {TOLERANCE:.0e}")
    write_atomic(target, content)
    report = {"output": str(target), "bytes": len(content), "opset": OPSET}
    print(json.dumps({**report, "parity_max_abs_diff": difference, "tolerance": TOLERANCE}))
    return 0


def to_onnx(model: Any, example: NDArray[Any], weights_sha256: str) -> bytes:
    """Convert a model; the first axis is free, and the source weights are named inside."""
    import onnx
    import torch

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "model.onnx"
        try:
            torch.onnx.export(
                model,
                (torch.from_numpy(example),),
                path,
                input_names=["input"],
                output_names=["output"],
                dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
                opset_version=OPSET,
                dynamo=False,  # the TorchScript exporter needs no further package
            )
        except (RuntimeError, torch.onnx.errors.OnnxExporterError) as error:
            raise CommandError(f"the model cannot be written as ONNX: {error}") from error
        graph = onnx.load(path)
    entry = graph.metadata_props.add()
    entry.key, entry.value = "weights_sha256", weights_sha256
    onnx.checker.check_model(graph)
    content: bytes = graph.SerializeToString()
    return content


def largest_difference(model: Any, content: bytes, batches: Sequence[NDArray[Any]]) -> float:
    """Return max |torch - onnx| over batches of several sizes."""
    import onnxruntime
    import torch

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    largest = 0.0
    for batch in batches:
        with torch.inference_mode():
            expected = model(torch.from_numpy(batch)).numpy()
        found = session.run(None, {"input": batch})[0]
        largest = max(largest, float(abs(expected - found).max()))
    return largest


if __name__ == "__main__":
    run_command(main)
