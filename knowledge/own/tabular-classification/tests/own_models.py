"""The sizes of the classifiers over a row of so many places."""

from __future__ import annotations

from typing import Any

AT_ONCE = {"trees"}  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.num_classes=97"  # an override that makes the output's shape wrong
WRONG_LABEL = "no such class"


def parameters(places: int, classes: int, trees: dict[str, Any]) -> dict[str, int]:
    """Count what each model holds."""
    chains = 1 if classes == 2 else classes
    nodes = 2 ** (max(trees["depths"]) + 1) - 1
    block = 2 * 128 + 128 * 256 + 256 + 256 * 128 + 128
    return {
        "linear": places * classes + classes,
        "trees": 5 * trees["trees"] * chains * nodes + chains,
        "mlp": places * 64 + 64 + 64 * 64 + 64 + 64 * classes + classes,
        "resnet-mlp": places * 128 + 128 + 3 * block + 2 * 128 + 128 * classes + classes,
    }
