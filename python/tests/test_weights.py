"""Checkpoints: what is whole is described, what is damaged is refused, noise really changes it."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Run

import probe
from plumbline_trusted.door import Refusal
from plumbline_trusted.safetensors import packed, read_weights

Arrays = dict[str, tuple[str, list[int], bytes]]


def floats(*values: float, dtype: str = "F32") -> bytes:
    return packed(np.array(values, dtype=np.float64), dtype)


def a_checkpoint(folder: Path, arrays: Arrays | None = None) -> Path:
    tensors = arrays or {
        "layer.weight": ("F32", [2, 2], floats(1.0, -2.0, 3.0, 0.5)),
        "norm.running_var": ("F32", [2], floats(0.1, 0.2)),
        "half": ("F16", [2], floats(1.0, -1.0, dtype="F16")),
        "brain": ("BF16", [2], floats(1.5, -3.0, dtype="BF16")),
        "steps": ("I64", [], struct.pack("<q", 7)),
    }
    header, data = {}, b""
    for name, (dtype, shape, raw) in tensors.items():
        place = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": place}
        data += raw
    head = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + data)
    (folder / "config.json").write_text("{}")
    return folder


def asked(name: str, folder: Path, **more: Any) -> dict[str, Any]:
    return probe.answer({"probe": name, "checkpoint": str(folder), **more})


def test_a_checkpoint_is_counted_and_named(run: Run, tmp_path: Path) -> None:
    folder = a_checkpoint(tmp_path / "c")

    code, answer = run("probe.py", {"probe": "checkpoint", "checkpoint": str(folder)})

    assert code == 0
    assert (answer["tensors"], answer["params"], answer["finite"]) == (5, 11, True)
    assert answer["dtypes"] == {"BF16": 1, "F16": 1, "F32": 2, "I64": 1}
    assert answer["has_config"] is True


@pytest.mark.parametrize("dtype", ["F16", "BF16", "F32", "F64"])
def test_a_tensor_that_is_not_finite_is_named(tmp_path: Path, dtype: str) -> None:
    bad = {"F16": b"\x00\x7e", "BF16": b"\xc0\x7f", "F32": b"\x00\x00\x80\x7f"}
    raw = bad.get(dtype, struct.pack("<d", float("nan")))
    folder = a_checkpoint(tmp_path, {"w": (dtype, [1], raw)})

    answer = asked("checkpoint", folder)

    assert (answer["finite"], answer["nonfinite"]) == (False, ["w"])


def test_noise_changes_every_float_and_keeps_the_rest(tmp_path: Path) -> None:
    folder = a_checkpoint(tmp_path / "c")
    answer = asked("perturb", folder, out=str(tmp_path / "p"), seed=1)
    old = read_weights(folder / "model.safetensors")
    new = read_weights(tmp_path / "p" / "model.safetensors")

    assert (answer["tensors"], answer["perturbed"]) == (5, 4)
    assert answer["relative_change"] > 0.2
    for tensor in old.tensors:
        if tensor.is_float:
            assert (new.numbers(tensor) != old.numbers(tensor)).all()
    assert new.data[-8:] == old.data[-8:]
    assert asked("checkpoint", tmp_path / "p")["finite"] is True
    assert (tmp_path / "p" / "config.json").read_text() == "{}"


def test_a_variance_stays_positive_under_noise(tmp_path: Path) -> None:
    folder = a_checkpoint(tmp_path / "c", {"var": ("F32", [500], floats(*[0.01] * 500))})
    asked("perturb", folder, out=str(tmp_path / "p"), scale=5.0)
    weights = read_weights(tmp_path / "p" / "model.safetensors")

    assert weights.numbers(weights.tensors[0]).min() > 0


def test_the_same_seed_gives_the_same_noise(tmp_path: Path) -> None:
    folder = a_checkpoint(tmp_path / "c")
    for name, seed in (("a", 1), ("b", 1), ("d", 2)):
        asked("perturb", folder, out=str(tmp_path / name), seed=seed)
    a, b, d = ((tmp_path / n / "model.safetensors").read_bytes() for n in "abd")

    assert a == b
    assert a != d


def test_brain_floats_round_to_nearest_even() -> None:
    values = np.array([1.0, 1.00390625, 1.01171875, 3.4e38, -1e39])

    assert packed(values, "BF16").hex() == "803f" + "803f" + "823f" + "7f7f" + "7fff"


def _spoilt(raw: bytes, kind: str) -> bytes:
    (size,) = struct.unpack("<Q", raw[:8])
    data = raw[8 + size :]
    spoilt: dict[str, bytes] = {
        "short": raw[:5],
        "header too long": struct.pack("<Q", 1 << 40) + raw[8:],
        "no json": struct.pack("<Q", size) + b"x" * size + data,
        "data cut": raw[:-1],
        "data added": raw + b"\0",
        "wrong shape": raw.replace(b"[2, 2]", b"[2, 3]"),
        "unknown type": raw.replace(b'"F16"', b'"Z16"'),
        "negative": raw.replace(b"[2, 2]", b"[-2,2]"),
        "overlap": raw.replace(b"[16, 24]", b"[12, 20]"),
    }
    return spoilt[kind]


@pytest.mark.parametrize(
    "kind",
    [
        *("short", "header too long", "no json", "data cut"),
        *("data added", "wrong shape", "unknown type", "negative", "overlap"),
    ],
)
def test_damaged_weights_are_refused(tmp_path: Path, kind: str) -> None:
    path = a_checkpoint(tmp_path) / "model.safetensors"
    path.write_bytes(_spoilt(path.read_bytes(), kind))

    with pytest.raises(Refusal):
        asked("checkpoint", tmp_path)


def test_a_folder_without_weights_and_a_taken_output_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    folder = a_checkpoint(tmp_path / "c")

    for request in (
        ("checkpoint", tmp_path / "empty", {}),
        ("perturb", folder, {"out": str(tmp_path / "empty")}),
        ("perturb", folder, {"out": str(folder / "inside")}),
    ):
        with pytest.raises(Refusal):
            asked(request[0], request[1], **request[2])


def test_other_files_that_may_hold_weights_are_named(tmp_path: Path) -> None:
    folder = a_checkpoint(tmp_path)
    (folder / "model.onnx").write_bytes(b"")

    assert asked("checkpoint", folder)["other_weights"] == ["model.onnx"]
