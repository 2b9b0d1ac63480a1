"""The commands that a document tells its reader to type, checked against the files and flags."""

from __future__ import annotations

import re
import shlex

from plumbline_trusted.door import Json
from plumbline_trusted.static.project import Project

FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*([\w+-]*)")
SHELLS = {"bash", "sh", "shell", "zsh", "console"}
ENV = re.compile(r"^[A-Za-z_]\w*=")
OVERRIDE = re.compile(r"^([A-Za-z_]\w*(?:\.\w+)*)=")
NAMED_FILE = re.compile(r"^(?!/)[\w./-]+\.(?:txt|ya?ml|py|ipynb|toml|sh)$")
MADE_LATER = ("outputs/", "checkpoints/", "logs/", "debug-cpu/", "debug-gpu/", "data/")
LAUNCHERS = {"torchrun", "accelerate", "deepspeed"}
ENDS = {"&&", "||", ";", "|", "&"}


def commands(
    project: Project, documents: list[str], flags: dict[str, list[Json]], keys: set[str]
) -> list[Json]:
    found: list[Json] = []
    for path in documents:
        if path in project.paths:
            for line, text in _typed(project.text(path)):
                found += [
                    {"document": path, "line": line, **_command(project, argv, flags, keys)}
                    for argv in _split(text)
                ]
    return found


def _typed(text: str) -> list[tuple[int, str]]:
    """Logical lines of fenced shell blocks: comments out, continuations joined, `$ ` taken off."""
    found: list[tuple[int, str]] = []
    fence, shell, start, held, prompted = "", False, 0, "", False
    for count, line in enumerate(text.splitlines(), start=1):
        mark = FENCE.match(line)
        if mark and not fence:
            fence, shell, prompted = mark.group(2), mark.group(3).lower() in SHELLS, False
            continue
        if mark and mark.group(2)[0] == fence[0] and len(mark.group(2)) >= len(fence):
            fence, shell, held = "", False, ""
            continue
        if not fence or not shell:
            continue
        stripped = line.strip()
        if not held:
            start = count
            prompted = prompted or stripped.startswith("$ ")
            if prompted and not stripped.startswith("$ "):
                continue
            stripped = stripped.removeprefix("$ ")
        held += stripped.removesuffix("\\")
        if not stripped.endswith("\\"):
            found.append((start, held))
            held = ""
    return [(count, line) for count, line in found if line and not line.startswith("#")]


def _split(text: str) -> list[list[str]]:
    """The simple commands of a line; a line that is no shell gives one word list with nothing."""
    try:
        lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        lexer.commenters = "#"
        words = list(lexer)
    except ValueError:
        return [[text]]
    found: list[list[str]] = [[]]
    for word in words:
        if word in ENDS:
            found.append([])
        else:
            found[-1].append(word)
    return [argv for argv in found if argv]


def _command(
    project: Project, argv: list[str], flags: dict[str, list[Json]], keys: set[str]
) -> Json:
    bare = list(argv)
    while bare and ENV.match(bare[0]):
        bare.pop(0)
    script, rest = _script(project, bare)
    given = [word.partition("=")[0] for word in rest if re.match(r"^--?[A-Za-z]", word)]
    known = {name for flag in flags.get(script, []) for name in flag["names"]}
    # a key that begins no section of the configs is an argument of another program
    overrides = [match.group(1) for word in rest if (match := OVERRIDE.match(word))]
    sections = {key.partition(".")[0] for key in keys}
    return {
        "text": " ".join(argv),
        "argv": bare,
        "script": script,
        "exists": not script or project.exists(script),
        "flags": given,
        "unknown_flags": [
            name for name in given if script in flags and name not in known | {"-h", "--help"}
        ],
        "overrides": overrides,
        "unknown_overrides": [key for key in overrides if script and key not in keys | sections],
        "missing_files": [word for word in bare if _is_absent(project, word)],
    }


def _script(project: Project, argv: list[str]) -> tuple[str, list[str]]:
    """The project file that a command starts and the words after it."""
    program = argv[0].rpartition("/")[2] if argv else ""
    if program == "uv" and argv[1:2] == ["run"]:
        return _script(project, argv[2:])
    if re.fullmatch(r"python[\d.]*", program) or program in LAUNCHERS:
        for place, word in enumerate(argv[1:], start=1):
            if word.endswith(".py"):
                return word.removeprefix("./"), argv[place + 1 :]
            if word == "-m" and place + 1 < len(argv) and program not in LAUNCHERS:
                return _module(project, argv[place + 1]), argv[place + 2 :]
    if program in ("bash", "sh") and len(argv) > 1 and argv[1].endswith(".sh"):
        return argv[1].removeprefix("./"), argv[2:]
    if argv and argv[0].endswith((".py", ".sh")):
        return argv[0].removeprefix("./"), argv[1:]
    return "", argv[1:]


def _module(project: Project, name: str) -> str:
    """A module of the project as a path, or nothing for somebody else's (pip, venv, pytest)."""
    stem = name.replace(".", "/")
    for base in ("", "src/"):
        for path in (f"{base}{stem}.py", f"{base}{stem}/__main__.py"):
            if project.exists(path):
                return path
    ours = name.partition(".")[0] in (project.package, "scripts", "service")
    return f"{stem}.py" if ours else ""


def _is_absent(project: Project, word: str) -> bool:
    named = word.partition("=")[2] if word.startswith("--") and "=" in word else word
    path = named.removeprefix("./")
    return (
        NAMED_FILE.match(path) is not None
        and not path.startswith(MADE_LATER)
        and not project.exists(path)
    )
