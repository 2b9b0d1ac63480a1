"""Pictures of a run: the learning curve, and answers beside the truth as the task draws them."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import write_atomic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..datasets.records import Prediction, Record
    from ..task import Task

Say = Callable[[str, str], str]
CHINESE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "PingFang SC", "Microsoft YaHei", "SimHei", "Arial Unicode MS"),
)
COLOURS = {"train": "tab:blue", "val": "tab:orange"}


def speak(lang: str) -> Say:
    """Return `say(english, chinese)`, the text of a label; English where no font has the glyphs."""
    if lang != "zh":
        return lambda english, chinese: english
    try:
        from matplotlib import font_manager, rcParams
    except ImportError:
        return lambda english, chinese: english
    present = {font.name for font in font_manager.fontManager.ttflist}
    found = [name for name in CHINESE_FONTS if name in present]
    if not found:
        return lambda english, chinese: english
    rcParams["font.sans-serif"] = [found[0], *rcParams["font.sans-serif"]]
    rcParams["axes.unicode_minus"] = False
    return lambda english, chinese: chinese


def learning_curve(table: Path, metric: str, target: Path, say: Say) -> None:
    """Draw loss and metric of metrics.csv over the steps."""
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for split, name in (("train", say("training", "训练")), ("val", say("validation", "验证"))):
            points = [row for row in rows if row["split"] == split]
            steps, losses = ([float(row[key]) for row in points] for key in ("step", "loss"))
            axes.plot(steps, losses, "o-", ms=3, color=COLOURS[split], label=name)
        axes.set(
            title=say("Learning curve", "学习曲线"),
            xlabel=say("step", "步"),
            ylabel=say("loss", "损失"),
        )
        points = [row for row in rows if row["metric"]]
        right = axes.twinx()
        steps, values = ([float(row[key]) for row in points] for key in ("step", "metric"))
        right.plot(steps, values, "s--", ms=4, color="tab:green", label=metric)
        right.set_ylabel(metric)
        axes.legend(handles=[*axes.get_lines(), *right.get_lines()])

    _save(draw, (7, 4), target)


def answers(
    task: Task, records: Sequence[Record], found: Sequence[Prediction], target: Path, say: Say
) -> None:
    """Draw the answers beside the truth, in the way of the family."""
    _save(lambda figure: task.draw(figure, records, found, say), (6, 5), target)


def _save(draw: Callable[[Figure], None], size: tuple[float, float], target: Path) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print(f"{target.name} was not drawn: matplotlib is not installed", file=sys.stderr)
        return
    figure = Figure(figsize=size, layout="constrained")
    draw(figure)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=110)
    write_atomic(target, content.getvalue())
