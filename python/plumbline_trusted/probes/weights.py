"""Checkpoints: what a checkpoint holds, and a copy of it whose weights are disturbed."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import numpy as np

from plumbline_trusted.door import Json, Refusal, folder, integer, number, text
from plumbline_trusted.records import sha256_file
from plumbline_trusted.safetensors import (
    Numbers,
    Tensor,
    packed,
    read_weights,
    weight_files,
)

SHOWN = 1000
OTHER_WEIGHTS = {
    ".bin",
    ".ckpt",
    ".joblib",
    ".npy",
    ".npz",
    ".onnx",
    ".pickle",
    ".pkl",
    ".pt",
    ".pth",
}


def checkpoint(request: Json) -> Json:
    """{"checkpoint": DIR} -> tensors, parameters, names, and whether each number is finite."""
    root = folder(request, "checkpoint")
    files = weight_files(root)
    names: list[str] = []
    broken: list[str] = []
    constant: list[str] = []
    dtypes: Counter[str] = Counter()
    params = 0
    for path in files:
        weights = read_weights(path)
        for tensor in weights.tensors:
            names.append(tensor.name)
            dtypes[tensor.dtype] += 1
            params += tensor.size
            if not tensor.is_float or not tensor.size:
                continue
            values = weights.numbers(tensor)
            if not np.isfinite(values).all():
                broken.append(tensor.name)
            elif tensor.size > 1 and values.min() == values.max():
                constant.append(tensor.name)
    return {
        "files": [
            {"path": path.relative_to(root).as_posix(), "sha256": sha256_file(path)}
            for path in files
        ],
        "tensors": len(names),
        "params": params,
        "bytes": sum(path.stat().st_size for path in files),
        "dtypes": dict(sorted(dtypes.items())),
        "finite": not broken,
        "nonfinite": broken[:SHOWN],
        "constant": constant[:SHOWN],
        "names": sorted(names)[:SHOWN],
        "has_config": (root / "config.json").is_file(),
        "other_weights": _others(root),
    }


def perturb(request: Json) -> Json:
    """{"checkpoint": DIR, "out": DIR, "seed", "scale"} -> a disturbed copy of the checkpoint."""
    root, out = folder(request, "checkpoint"), Path(text(request, "out"))
    seed, scale = integer(request, "seed", 42), number(request, "scale", 1.0, 0.001, 100)
    files = weight_files(root)
    if out.exists() or root.resolve() in out.resolve().parents:
        raise Refusal(
            "E_EXISTS",
            "输出目录已存在，或在检查点之内",
            "the output folder exists or lies in the checkpoint",
            str(out),
        )
    draw = np.random.default_rng(seed)
    shutil.copytree(root, out, ignore=_links)
    before = after = 0.0
    changed = total = params = 0
    for path in files:
        weights = read_weights(path)
        data = bytearray(weights.data)
        for tensor in weights.tensors:
            total += 1
            if not tensor.is_float or not tensor.size:
                continue
            old = weights.numbers(tensor)
            _refuse_non_finite(old, tensor)
            new = disturbed(old, draw, scale)
            data[tensor.start : tensor.stop] = packed(new, tensor.dtype)
            before += float((old**2).sum())
            after += float(((new - old) ** 2).sum())
            changed, params = changed + 1, params + tensor.size
        (out / path.relative_to(root)).write_bytes(weights.head + bytes(data))
    return {
        "tensors": total,
        "perturbed": changed,
        "params": params,
        "relative_change": (after / before) ** 0.5 if before else 0.0,
        "seed": seed,
        "scale": scale,
        "other_weights": _others(root),
    }


def disturbed(values: Numbers, draw: np.random.Generator, scale: float) -> Numbers:
    """Noise as large as the values themselves; what is positive throughout (variances) stays so."""
    noise = draw.standard_normal(len(values))
    if values.min() > 0:
        grown: Numbers = values * np.exp(np.clip(scale * noise, -20, 20))
        return grown
    spread = float(np.sqrt((values**2).mean()))
    moved: Numbers = values + scale * noise * (spread or 1.0)
    return moved


def _refuse_non_finite(values: Numbers, tensor: Tensor) -> None:
    if not np.isfinite(values).all():
        raise Refusal(
            "E_NOT_FINITE", "权重含有非有限数", "the weights hold a non-finite number", tensor.name
        )


def _others(root: Path) -> list[str]:
    """Files that may also carry weights; these are copied as they are."""
    found = (path for path in root.rglob("*") if path.suffix in OTHER_WEIGHTS)
    return sorted(path.relative_to(root).as_posix() for path in found)


def _links(where: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(where) / name).is_symlink()]
