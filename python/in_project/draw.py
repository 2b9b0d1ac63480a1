"""Run inside a project's environment: draw the figures of a request as PNG pictures, in one style.

argv: REQUEST.json FOLDER. The request is {"lang", "figures", "root"?}; each figure holds numbers
that were measured elsewhere. No code of the project is imported. Prints what each picture is, and
which names of the data no font has the letters for: those are numbered in the picture.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.image import imread
from matplotlib.ticker import MaxNLocator

Json = dict[str, Any]
CHINESE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "PingFang SC", "Microsoft YaHei", "SimHei", "Arial Unicode MS"),
)
LATIN_FONT = "DejaVu Sans"
COLOURS = (
    "#1f77b4",
    "#ff7f0e",
    "#2ca02c",
    "#d62728",
    "#9467bd",
    "#8c564b",
    "#7f7f7f",
    "#17becf",
    "#bcbd22",
    "#e377c2",
)
STYLE = {
    **{"font.size": 8.5, "axes.titlesize": 9.5, "axes.titleweight": "bold"},
    **{"axes.spines.top": False, "axes.spines.right": False, "axes.grid": True},
    **{"grid.color": "#e4e4e4", "grid.linewidth": 0.6, "axes.axisbelow": True},
    **{"legend.frameon": False, "legend.fontsize": 8, "axes.unicode_minus": False},
}
DPI = 100
PANEL = (4.2, 3.0)
MOST_ACROSS = 2
MOST_WRITTEN = 12
FEW = 4


class Pen:
    """Speaks one language as far as the fonts have its letters; numbers what they cannot write."""

    def __init__(self, lang: str) -> None:
        present = {font.name: font.fname for font in font_manager.fontManager.ttflist}
        found = [name for name in CHINESE_FONTS if name in present]
        self.families = [*found[:1], LATIN_FONT]
        self.lang = lang if lang != "zh" or found else "en"
        self._letters = {letter for name in self.families for letter in _letters(present[name])}
        self.numbered: dict[str, str] = {}

    def say(self, label: str | Json) -> str:
        """A word of ours in its language, a name of the data as it is."""
        if isinstance(label, dict):
            return self.name(str(label[self.lang]))
        return self.name(label)

    def name(self, text: str) -> str:
        # matplotlib reads what stands between two dollars as mathematics
        if all(ord(letter) in self._letters or letter.isspace() for letter in text):
            return text.replace("$", r"\$")
        if text not in self.numbered:
            self.numbered[text] = f"#{len(self.numbered) + 1}"
        return self.numbered[text]


def colour_of(one: Json, place: int) -> str:
    """A part of the data has its own colour in every picture."""
    return COLOURS[int(one.get("part", place)) % len(COLOURS)]


def _letters(path: str) -> set[int]:
    return set(FT2Font(path).get_charmap())


def bars(axes: Axes, panel: Json, pen: Pen, _: Path) -> None:
    series, names = panel["series"], [pen.say(name) for name in panel["names"]]
    width = 0.8 / len(series)
    for place, one in enumerate(series):
        at = [x + (place - (len(series) - 1) / 2) * width for x in range(len(names))]
        colour = colour_of(one, place)
        drawn = axes.bar(at, one["values"], width, color=colour, label=pen.say(one["name"]))
        if len(series) == 1 and len(names) <= FEW:
            axes.bar_label(drawn, fmt="%g", fontsize=8)
    axes.margins(y=0.05 if len(series) == 1 else 0.25)
    crowded = sum(map(len, names)) > 42
    axes.set_xticks(
        range(len(names)), names, rotation=60 if crowded else 0, ha="right" if crowded else "center"
    )
    axes.grid(visible=False, axis="x")
    _legend(axes, len(series))


def histogram(axes: Axes, panel: Json, pen: Pen, _: Path) -> None:
    edges, series = panel["edges"], panel["series"]
    for place, one in enumerate(series):
        colour, name = colour_of(one, place), pen.say(one["name"])
        axes.stairs(one["values"], edges, fill=True, alpha=0.18, color=colour)
        axes.stairs(one["values"], edges, linewidth=1.4, color=colour, label=name)
    _legend(axes, len(series))


def matrix(axes: Axes, panel: Json, pen: Pen, _: Path) -> None:
    values = panel["values"]
    shares = [[cell / max(1, sum(row)) for cell in row] for row in values]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    rows, columns = ([pen.say(name) for name in panel[side]] for side in ("rows", "columns"))
    small = 8 if len(rows) <= MOST_WRITTEN else 6
    tall = max(map(len, columns)) > 4 and len(columns) > 3
    axes.set_xticks(
        range(len(columns)),
        columns,
        rotation=60 if tall else 0,
        ha="right" if tall else "center",
        fontsize=small,
    )
    axes.set_yticks(range(len(rows)), rows, fontsize=small)
    if max(len(rows), len(columns)) > MOST_WRITTEN:
        return
    for y, row in enumerate(values):
        for x, cell in enumerate(row):
            colour = "white" if shares[y][x] > 0.5 else "black"
            axes.text(x, y, str(cell), ha="center", va="center", color=colour, fontsize=8)


def dots(axes: Axes, panel: Json, pen: Pen, _: Path) -> None:
    for place, one in enumerate(panel["series"]):
        colour = colour_of(one, place)
        axes.scatter(
            one["x"],
            one["y"],
            s=9,
            alpha=0.55,
            linewidths=0,
            color=colour,
            label=pen.say(one["name"]),
        )
    if panel["diagonal"]:
        _diagonal(axes)
    _legend(axes, len(panel["series"]))


def lines(axes: Axes, panel: Json, pen: Pen, _: Path) -> None:
    for place, one in enumerate(panel["series"]):
        dotted = panel.get("points") and len(one["x"]) <= 60
        colour, name = colour_of(one, place), pen.say(one["name"])
        style = "o-" if dotted else "-"
        axes.plot(
            one["x"], one["y"], style, markersize=3.5, linewidth=1.4, color=colour, label=name
        )
    band = panel.get("band")
    if band is not None:
        x = panel["series"][0]["x"]
        axes.fill_between(x, band["low"], band["high"], alpha=0.2, linewidth=0, color=COLOURS[0])
    if panel.get("log"):
        axes.set_yscale("log")
    if panel.get("diagonal"):
        _diagonal(axes)
    if panel.get("unit"):
        axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    xs = [x for one in panel["series"] for x in one["x"]]
    if all(float(x).is_integer() for x in xs):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _legend(axes, len(panel["series"]))


def intervals(axes: Axes, panel: Json, pen: Pen, _: Path) -> None:
    rows = panel["rows"]
    for place, row in enumerate(rows):
        axes.plot(
            [row["low"], row["high"]], [place, place], color=COLOURS[0], linewidth=2, alpha=0.5
        )
        axes.plot([row["value"]], [place], "o", color=COLOURS[0], markersize=5)
    if "mark" in panel:
        axes.axvline(panel["mark"], color="#7f7f7f", linestyle="--", linewidth=1)
    names = [f"{pen.say(row['name'])}  (n={row['n']})" for row in rows]
    axes.set_yticks(range(len(names)), names, fontsize=8 if len(names) <= MOST_WRITTEN else 6)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")


def tiles(axes: Axes, panel: Json, pen: Pen, root: Path) -> None:
    rows = panel["rows"]
    across = max(len(row["files"]) for row in rows)
    axes.axis("off")
    for y, row in enumerate(rows):
        left, height = 1 / (across + 1), 1 / len(rows)
        top = 1 - (y + 1) * height
        axes.text(
            left * 0.9,
            top + height / 2,
            pen.say(row["name"]),
            ha="right",
            va="center",
            transform=axes.transAxes,
        )
        for x, name in enumerate(row["files"]):
            box = ((x + 1) * left + 0.04 * left, top + 0.04 * height, 0.92 * left, 0.92 * height)
            cell = axes.inset_axes(box)
            cell.imshow(imread(root / name), cmap="gray")
            cell.axis("off")


def _diagonal(axes: Axes) -> None:
    low = max(axes.get_xlim()[0], axes.get_ylim()[0])
    high = min(axes.get_xlim()[1], axes.get_ylim()[1])
    axes.plot([low, high], [low, high], color="#7f7f7f", linestyle="--", linewidth=1)


def _legend(axes: Axes, count: int) -> None:
    if count > 1:
        axes.legend()


KINDS: dict[str, Callable[[Axes, Json, Pen, Path], None]] = {
    "bars": bars,
    "histogram": histogram,
    "matrix": matrix,
    "dots": dots,
    "lines": lines,
    "intervals": intervals,
    "tiles": tiles,
}


def size_of(panel: Json) -> tuple[float, float]:
    """Inches of a panel: what has many rows is taller."""
    wide, tall = PANEL
    if panel["kind"] == "tiles":
        across = max(len(row["files"]) for row in panel["rows"])
        return max(wide, 0.62 * (across + 1)), max(1.4, 0.62 * len(panel["rows"]))
    if panel["kind"] == "matrix":
        return wide + 0.1 * max(0, len(panel["columns"]) - 8), max(
            tall, 0.24 * len(panel["rows"]) + 1.2
        )
    if panel["kind"] == "intervals":
        return wide, max(tall, 0.22 * len(panel["rows"]) + 0.9)
    return wide, tall


def draw(figure: Json, pen: Pen, root: Path) -> bytes:
    """The bytes of one picture: the same for the same numbers, fonts and matplotlib."""
    panels = figure["panels"]
    across = min(len(panels), MOST_ACROSS)
    down = -(-len(panels) // across)
    sizes = [size_of(panel) for panel in panels]
    wide, tall = max(w for w, _ in sizes) * across, max(h for _, h in sizes) * down
    paper = Figure(figsize=(wide, tall), layout="constrained")
    grid = paper.subplots(down, across, squeeze=False)
    for axes, panel in zip(grid.flat, panels, strict=False):
        KINDS[panel["kind"]](axes, panel, pen, root)
        axes.set_title(pen.say(panel["title"]))
        if panel["kind"] != "tiles":
            axes.set(xlabel=pen.say(panel["x"]), ylabel=pen.say(panel.get("y", "")))
    for axes in list(grid.flat)[len(panels) :]:
        axes.axis("off")
    held = BytesIO()
    options = {"optimize": True}
    paper.savefig(held, format="png", dpi=DPI, metadata={"Software": None}, pil_kwargs=options)
    return held.getvalue()


def main(request: str, folder: str) -> int:
    asked = json.loads(Path(request).read_text(encoding="utf-8"))
    drawn = []
    for figure in asked["figures"]:
        pen = Pen(asked["lang"])
        with rc_context({**STYLE, "font.family": pen.families}):
            content = draw(figure, pen, Path(asked.get("root", ".")))
        (Path(folder) / f"{figure['name']}.png").write_bytes(content)
        drawn.append({"name": figure["name"], "lang": pen.lang, "numbered": pen.numbered})
    print(json.dumps({"drawn": drawn, "matplotlib": mpl.__version__}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
