"""Secrets, unsafe calls, and code that could fake its result."""

from __future__ import annotations

import ast
import re

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import Project, Source, constant, line_of

SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA|LTAI)[0-9A-Za-z]{16,24}\b"),
    "model key": re.compile(r"\bsk-[A-Za-z0-9_-]{20,}"),
    "hub token": re.compile(r"\bhf_[A-Za-z0-9]{30,}\b"),
    "git token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|glpat-[\w-]{20,})"),
    "chat token": re.compile(r"\bxox[abprs]-[\w-]{10,}"),
    "api key": re.compile(r"\bAIza[\w-]{35}\b"),
    "password in address": re.compile(r"\b[a-z][a-z+]*://[^\s:/@'\"<>${}]+:[^\s@'\"<>${}]+@"),
    "assigned": re.compile(
        r"(?i)\b[\w-]*(?:api_?key|secret|token|passw(?:or)?d)['\"]?\s*[:=]\s*['\"]([^'\"\s]{12,})['\"]"
    ),
}
NOT_SECRET = re.compile(r"(?i)[<>${}]|example|change.?me|placeholder|your|dummy|xxxx|\*\*\*")
TEXT = (".py", ".yaml", ".yml", ".toml", ".json", ".md", ".sh", ".env", ".txt", ".cfg", ".ini")
PICKLES = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "skops.io"}
SHELLS = {
    *("asyncio.create_subprocess_shell", "os.popen", "os.system"),
    *("subprocess.getoutput", "subprocess.getstatusoutput"),
}
PROCESSES = {"os.execv", "os.execvp", "os.spawnv", "pty.spawn"}
YAML = {"yaml.load", "yaml.load_all", "yaml.unsafe_load"}
NETWORK = {
    *("aiohttp", "ftplib", "http.client", "httpx", "paramiko", "requests", "smtplib"),
    *("socket", "telnetlib", "urllib.request", "urllib3", "websockets", "huggingface_hub"),
    *("modelscope", "modelscope_hub"),
}
ORIGINS = ("sklearn.datasets", "torchvision.datasets", "tensorflow_datasets", "datasets")


def secrets(project: Project) -> list[Json]:
    """Where something looks like a secret; the secret itself is not repeated."""
    found: list[Json] = []
    for path in project.paths:
        name = path.rpartition("/")[2]
        if not path.endswith(TEXT) and not name.startswith((".env", "Dockerfile")):
            continue
        for line, text in enumerate(project.text(path).splitlines(), start=1):
            for kind, pattern in SECRETS.items():
                match = pattern.search(text[:4000])
                if match and not NOT_SECRET.search(match.group(match.lastindex or 0)):
                    found.append({"path": path, "line": line, "kind": kind})
                    break
    return found


def unsafe(project: Project) -> list[Json]:
    """Unpickling, evaluation, processes, shells, network, and reading the origin of the data."""
    found: list[Json] = []
    for source in project.sources:
        for node in source.nodes:
            for kind, what in [*_call(source, node), *_import(node)]:
                place = {"path": source.path, "line": line_of(node), "role": source.role}
                found.append({**place, "kind": kind, "what": what})
    return sorted(found, key=lambda fact: (fact["path"], fact["line"], fact["kind"]))


def _call(source: Source, node: ast.AST) -> list[tuple[str, str]]:
    if not isinstance(node, ast.Call):
        return []
    name = source.full_name(node.func)
    head, _, last = name.rpartition(".")
    by_shell = name in SHELLS or (head == "subprocess" and _by_shell(node))
    asked = {
        "pickle": _unpickles(name, node),
        "eval": name in ("eval", "exec", "compile", "__import__"),
        "yaml": name in YAML and not _safe_loader(source, node),
        "shell": by_shell,
        "process": not by_shell
        and (
            name in PROCESSES
            or head == "subprocess"
            or name.startswith("asyncio.create_subprocess")
        ),
        "network": head == "torch.hub" or last == "from_pretrained",
    }
    return [(kind, name) for kind, found in asked.items() if found]


def _unpickles(name: str, node: ast.Call) -> bool:
    head, _, last = name.rpartition(".")
    words = {word.arg: constant(word.value) for word in node.keywords}
    if name == "torch.load":
        return words.get("weights_only") is not True
    if name == "numpy.load":
        return words.get("allow_pickle") is True
    by_pickle = head in PICKLES and last in ("load", "loads", "open", "Unpickler")
    return by_pickle or name == "pandas.read_pickle"


def _by_shell(node: ast.Call) -> bool:
    """A shell reads the words of its command; what may be one counts as one."""
    words = {word.arg: constant(word.value) for word in node.keywords}
    return words.get("shell", False) is not False or None in words


def _import(node: ast.AST) -> list[tuple[str, str]]:
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    found: list[tuple[str, str]] = []
    for name in names:
        top = name.partition(".")[0]
        if name in NETWORK or top in NETWORK:
            found.append(("network", name))
        elif name in ORIGINS or any(name.startswith(f"{origin}.") for origin in ORIGINS):
            found.append(("origin", name))
    return found[:1]


def _safe_loader(source: Source, node: ast.Call) -> bool:
    given = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "Loader")]
    return any(source.full_name(loader).endswith("SafeLoader") for loader in given)
