"""Run inside a project's environment: what is installed, and does each direct dependency import?

argv[1] is a requirements file. Prints one JSON object.
"""

from __future__ import annotations

import importlib
import importlib.metadata as metadata
import json
import platform
import re
import sys


def direct_names(path: str) -> list[str]:
    with open(path, encoding="utf-8") as lines:
        found = [re.match(r"[A-Za-z0-9][\w.-]*", line.strip()) for line in lines]
    return [match.group(0) for match in found if match]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def modules_of(names: list[str]) -> dict[str, str]:
    """Import name of each distribution: the top-level package it brings, its own name first."""
    found: dict[str, list[str]] = {}
    for module, distributions in metadata.packages_distributions().items():
        for distribution in distributions:
            found.setdefault(normal(distribution), []).append(module)
    chosen = {}
    for name in names:
        public = sorted(m for m in found.get(normal(name), []) if not m.startswith("_"))
        own = name.replace("-", "_").lower()
        if public:
            chosen[name] = next((m for m in public if m.lower() == own), public[0])
    return chosen


def try_import(module: str, name: str) -> dict[str, object]:
    try:
        importlib.import_module(module)
        return {"module": module, "ok": True, "version": metadata.version(name), "error": ""}
    except Exception as error:
        text = f"{type(error).__name__}: {error}"[:300]
        return {"module": module, "ok": False, "version": "", "error": text}


def main(requirements: str) -> None:
    names = direct_names(requirements)
    modules = modules_of(names)
    imports = [try_import(module, name) for name, module in sorted(modules.items())]
    installed = {normal(d.metadata["Name"]): d.version for d in metadata.distributions()}
    absent = sorted(name for name in names if normal(name) not in installed)
    missing = [
        {"module": name, "ok": False, "version": "", "error": "not installed"} for name in absent
    ]
    cuda = False
    if "torch" in installed:
        cuda = bool(importlib.import_module("torch").cuda.is_available())
    answer = {
        "python_version": platform.python_version(),
        "packages": [{"name": n, "version": v} for n, v in sorted(installed.items())],
        "imports": imports + missing,
        "cuda_available": cuda,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
