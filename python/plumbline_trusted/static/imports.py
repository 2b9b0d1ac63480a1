"""Imports against requirements files, both ways."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import PurePosixPath

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import Project, Source, dotted, line_of

# Import names that are not spelled like the distributions which bring them.
DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "Crypto": ("pycryptodome",),
    "IPython": ("ipython",),
    "PIL": ("pillow",),
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4",),
    "cv2": (
        "opencv-python",
        "opencv-python-headless",
        "opencv-contrib-python",
        "opencv-contrib-python-headless",
    ),
    "dateutil": ("python-dateutil",),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "fitz": ("pymupdf",),
    "git": ("gitpython",),
    "jwt": ("pyjwt",),
    "lightning_fabric": ("pytorch-lightning", "lightning-fabric"),
    "mpl_toolkits": ("matplotlib",),
    "multipart": ("python-multipart",),
    "onnxruntime": ("onnxruntime", "onnxruntime-gpu"),
    "paddle": ("paddlepaddle", "paddlepaddle-gpu"),
    "pkg_resources": ("setuptools",),
    "serial": ("pyserial",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "umap": ("umap-learn",),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}
# Distributions that are started or loaded by others and never imported by project code.
TOOLS = frozenset(
    (
        *("accelerate", "build", "coverage", "gunicorn", "hf-xet", "httpx"),
        *("ipykernel", "ipywidgets", "jupyter", "jupyterlab", "locust", "mypy"),
        *("nbclient", "nbconvert", "nbformat", "notebook", "onnx", "onnxscript"),
        *("pip", "pre-commit", "pyarrow", "pytest", "pytest-cov", "pytest-xdist"),
        *("python-multipart", "ruff", "sentencepiece", "setuptools", "tensorboard", "types-pyyaml"),
        *("uv", "uvicorn", "wheel"),
    )
)
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")
REQUIREMENTS = re.compile(r"(^|/)requirements[^/]*\.txt$")


def imports(project: Project) -> Json:
    declared = requirements(project)
    known = {dist for dists in declared.values() for dist in dists}
    local = _local_names(project)
    sources = [*project.sources, *project.notebooks]
    rows = [row for source in sources for row in _third_party(source, local)]
    for row in rows:
        owners = distributions(row["module"])
        row["distributions"] = list(owners)
        row["declared_in"] = sorted(p for p, dists in declared.items() if set(owners) & set(dists))
    used = {dist for row in rows for dist in row["distributions"]}
    return {
        "third_party": rows,
        "requirements": declared,
        "undeclared": [
            {key: row[key] for key in ("path", "line", "module", "guarded")}
            for row in rows
            if not row["declared_in"]
        ],
        "unused": sorted(known - used - TOOLS),
        "tools": sorted((known - used) & TOOLS),
    }


def requirements(project: Project) -> dict[str, list[str]]:
    """The direct requirements of each requirements file that is not a lock."""
    paths = [p for p in project.paths if REQUIREMENTS.search(p) and ".lock" not in p]
    return {path: sorted(_declared(project, path, frozenset())) for path in paths}


def distributions(module: str) -> tuple[str, ...]:
    return DISTRIBUTIONS.get(module, (_normal(module),))


def _declared(project: Project, path: str, seen: frozenset[str]) -> set[str]:
    if path in seen or path not in project.paths:
        return set()
    found: set[str] = set()
    for line in project.text(path).splitlines():
        text = line.partition("#")[0].strip()
        include = re.match(r"(?:-r|--requirement)[ =]?(\S+)", text)
        if include:
            beside = (PurePosixPath(path).parent / include.group(1)).as_posix()
            found |= _declared(project, beside, seen | {path})
        elif match := NAME.match(text):
            found.add(_normal(match.group(1)))
    return found


def _third_party(source: Source, local: set[str]) -> list[Json]:
    guarded = _guarded_lines(source)
    rows: list[Json] = []
    for node in source.nodes:
        for module in _modules(source, node):
            top = module.partition(".")[0]
            if top in sys.stdlib_module_names or top in local:
                continue
            line = line_of(node)
            optional = line in guarded or isinstance(node, ast.Call)
            rows.append(
                {"path": source.path, "line": line, "module": top, "guarded": optional}
                | {"role": source.role}
            )
    return sorted(rows, key=lambda row: (row["line"], row["module"]))


def _modules(source: Source, node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module] if node.module and not node.level else []
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        name, value = source.full_name(node.func), node.args[0].value
        if name in ("importlib.import_module", "pytest.importorskip") and isinstance(value, str):
            return [value] if value and not value.startswith(".") else []
    return []


def _guarded_lines(source: Source) -> set[int]:
    """Lines of imports that may fail: in a try that expects it, under TYPE_CHECKING."""
    lines: set[int] = set()
    for node in source.nodes:
        body: list[ast.stmt] = []
        if isinstance(node, ast.Try):
            caught = {name for handler in node.handlers for name in _caught(handler)}
            if caught & {"ImportError", "ModuleNotFoundError", "Exception", ""}:
                body = node.body
        elif isinstance(node, ast.If) and dotted(node.test).endswith("TYPE_CHECKING"):
            body = node.body
        for statement in body:
            lines.update(line_of(child) for child in ast.walk(statement))
    return lines


def _caught(handler: ast.ExceptHandler) -> list[str]:
    if isinstance(handler.type, ast.Tuple):
        return [dotted(part) for part in handler.type.elts]
    return [dotted(handler.type) if handler.type else ""]


def _local_names(project: Project) -> set[str]:
    """Top-level names that the project itself brings, from its root, src/ and script folders."""
    found = {project.package, "tests", "conftest"} - {""}
    for path in project.paths:
        if not path.endswith(".py"):
            continue
        parts = PurePosixPath(path).with_suffix("").parts
        found.add(parts[0] if parts[0] != "src" else parts[min(1, len(parts) - 1)])
        if parts[0] in ("scripts", "tests", "service") and len(parts) > 1:
            found.add(parts[1])
    return found - {"src"} | ({"src"} if project.exists("src/__init__.py") else set())


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
