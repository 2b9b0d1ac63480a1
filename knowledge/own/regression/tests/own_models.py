"""The sizes of the regressors over a row of so many places."""

from __future__ import annotations

from typing import Any

AT_ONCE = {"ridge", "trees"}  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.outputs=7"  # an override that makes the output's shape wrong
WRONG_LABEL = "many"


def parameters(places: int, outputs: int, trees: dict[str, Any]) -> dict[str, int]:
    """Count what each model holds."""
    nodes = 2 ** (max(trees["depths"]) + 1) - 1
    block = 2 * 128 + 128 * 256 + 256 + 256 * 128 + 128
    return {
        "ridge": places * outputs + outputs + 1,
        "trees": 5 * trees["trees"] * outputs * nodes + outputs,
        "mlp": places * 64 + 64 + 64 * 64 + 64 + 64 * outputs + outputs,
        "resnet-mlp": places * 128 + 128 + 3 * block + 2 * 128 + 128 * outputs + outputs,
    }
