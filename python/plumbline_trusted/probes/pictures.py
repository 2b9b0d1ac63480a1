"""Pictures and notebooks: do they open, do they show anything, did every cell run."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json, Refusal, decode, file, listing
from plumbline_trusted.png_read import BadPng, read_png


def png(request: Json) -> Json:
    """{"files": [PATH, ...]} -> for each: does it decode, its size, is it one flat colour."""
    pictures = []
    for path in listing(request, "files"):
        if not isinstance(path, str) or not Path(path).is_file():
            raise Refusal("E_FILE", f"文件不存在：{path}", f"no such file: {path}", str(path))
        pictures.append({"path": path, **_picture(Path(path).read_bytes())})
    return {"pictures": pictures, "ok": bool(pictures) and all(p["ok"] for p in pictures)}


def notebook(request: Json) -> Json:
    """{"notebook": FILE.ipynb} -> code cells, how many ran, errors, pictures that decode."""
    path = file(request, "notebook")
    content = decode(path.read_bytes(), path.name)
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Refusal("E_NOTEBOOK", "不是笔记本文件", "this is not a notebook", path.name)
    code = [cell for cell in cells if cell.get("cell_type") == "code" and _source(cell).strip()]
    order = [n for cell in code if isinstance(n := cell.get("execution_count"), int)]
    outputs = [out for cell in code for out in cell.get("outputs") or [] if isinstance(out, dict)]
    errors = [out for out in outputs if out.get("output_type") == "error"]
    pictures = [_embedded(out) for out in outputs if "image/png" in (out.get("data") or {})]
    shown = [picture for picture in pictures if picture["ok"] and not picture["blank"]]
    return {
        "cells": len(cells),
        "code_cells": len(code),
        "executed": len(order),
        "in_order": order == sorted(set(order)),
        "errors": len(errors),
        "error_names": [str(error.get("ename", "")) for error in errors][:20],
        "images": len(shown),
        "broken_images": len(pictures) - len(shown),
        "sizes": [[picture["width"], picture["height"]] for picture in shown][:20],
    }


def _picture(data: bytes) -> Json:
    try:
        picture = read_png(data)
    except BadPng as error:
        return {
            "ok": False,
            "reason": str(error),
            "width": 0,
            "height": 0,
            "blank": True,
            "bytes": len(data),
        }
    step = max(1, picture.depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[picture.colour] // 8)
    grid = picture.rows[:, : picture.rows.shape[1] // step * step].reshape(-1, step)
    return {
        "ok": True,
        "reason": "",
        "width": picture.width,
        "height": picture.height,
        "blank": bool((grid == grid[0]).all()),
        "bytes": len(data),
    }


def _embedded(output: Json) -> Json:
    text: Any = output["data"]["image/png"]
    joined = "".join(text) if isinstance(text, list) else str(text)
    try:
        return _picture(base64.b64decode("".join(joined.split()), validate=True))
    except (binascii.Error, ValueError) as error:
        return {"ok": False, "reason": str(error), "width": 0, "height": 0, "blank": True}


def _source(cell: Json) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)
