// A recipe of forecasting as it stands over a person's own series: their windows and season, nothing measured yet. Pure.
import { z } from "zod";
import type { OwnData, OwnSeries } from "../../spec/own-data.js";
import type { Layer, Recipe, RecipeCandidate } from "../../spec/recipe.js";
import { networkSize } from "../layers.js";
import { type Asked, labelOf, MINI_ROWS } from "./choices.js";
import { dataConfig } from "./files.js";
import { datasetsOf, NOT_MEASURED, notesOf, shapeOf } from "./recipe.js";

/** Files of the template that read a package. */
export const NO_SERIES_PACKAGE: readonly string[] = ["tests/test_package.py"];

const READERS = ["own_rows", "series_file", "table_file"].map((name) => `src/template_project/datasets/${name}.py`);
/** The transformer of the recipe. */
const WIDTH = 64;
const BLOCKS = 2;
/** Steps that one epoch takes at the least, where the windows allow it. */
const STEPS = 50;
const BATCHES: readonly number[] = [16, 8, 4, 2, 1];

export function seriesRecipe(base: Recipe, own: OwnData, spec: Asked): Recipe {
  const told = spacingOf(own);
  const label = labelOf(own.facts, spec);
  const { history, horizon, season, step } = told;
  return {
    ...base,
    baseline: { ...base.baseline, margin: 0.02 },
    candidates: base.candidates.map((one, at) => candidateOf(one, told, at)),
    datasets: datasetsOf(own, shapeOf(own, spec)),
    contract: {
      ...z.looseObject({}).parse(base.contract),
      shape: [history],
      range: [label.low ?? 0, label.high ?? 0],
      label: { type: "array", items: "number", length: horizon, field: "label" },
      input: { type: "array", field: "history", values: "finite numbers", length: history },
      series: { step, season, history, horizon },
    },
    sampling: { ...base.sampling, fractions: fractionsOf(told) },
    mask: [],
    serve: served(base.serve, told),
    tasks: base.tasks.map(readingTask),
    failure_notes: [spacingNote(own, told), ...notesOf(own, spec, shapeOf(own, spec))],
  };
}

export function seriesFiles(own: OwnData, spec: Asked): ReadonlyMap<string, string> {
  const told = spacingOf(own);
  const { patch, stride } = patchesOf(told);
  return new Map([
    ["configs/data/mini.yaml", dataConfig(own, spec, "mini", () => keysOf(told, batchOf(told)))],
    ["configs/data/full.yaml", dataConfig(own, spec, "full", () => keysOf(told, 128))],
    ["configs/model/dlinear.yaml", DLINEAR.replace("KERNEL", String(kernelOf(told)))],
    ["configs/model/patchtst.yaml", PATCHTST.replace("PATCH", String(patch)).replace("STRIDE", String(stride))],
  ]);
}

/** @throws Error never for validated facts of series. */
function spacingOf({ facts }: OwnData): OwnSeries {
  if (facts.series === undefined) throw new Error("series without their spacing");
  return facts.series;
}

function keysOf(told: OwnSeries, batch: number): Readonly<Record<string, unknown>> {
  const { history, horizon, season, step } = told;
  const sampling = { seed: 42, fractions: fractionsOf(told), method: "time", sample_rows: 64 };
  return { history, horizon, season, step, batch_size: batch, augment: { noise: 0 }, sampling };
}

/** Short series give more of their points to the test part. */
function fractionsOf({ tests }: OwnSeries): { readonly train: number; readonly val: number; readonly test: number } {
  return { train: Number((0.9 - tests).toFixed(2)), val: 0.1, test: tests };
}

/** Few windows are taken in small batches, so that one epoch has steps enough to learn. */
function batchOf({ windows }: OwnSeries): number {
  return BATCHES.find((batch) => Math.min(windows, MINI_ROWS) / batch >= STEPS) ?? 1;
}

/** Points of the moving average that is the trend: odd, about one season, within the history. */
function kernelOf({ season, history }: OwnSeries): number {
  const most = history % 2 === 1 ? history : history - 1;
  return Math.max(1, Math.min(most, season > 2 ? season + 1 - (season % 2) : 5));
}

function patchesOf({ history }: OwnSeries): {
  readonly patch: number;
  readonly stride: number;
  readonly count: number;
} {
  const patch = Math.min(16, Math.max(2, 2 * Math.floor(history / 8)));
  const stride = patch / 2;
  return { patch, stride, count: Math.floor((history + stride - patch) / stride) + 1 };
}

const windows = `history: ${"$"}{data.history}\nhorizon: ${"$"}{data.horizon}\n`;
const DLINEAR = `name: dlinear
kind: dlinear
kernel: KERNEL  # points of the moving average that is the trend; odd, about one season
${windows}learning_rate: 0.005
weight_decay: 0.0001
`;
const PATCHTST = `name: patchtst
kind: patchtst
patch: PATCH
stride: STRIDE
width: ${WIDTH}
heads: 4
blocks: ${BLOCKS}
dropout: 0.1
${windows}learning_rate: 0.002
weight_decay: 0.01
`;

function candidateOf(known: RecipeCandidate, told: OwnSeries, at: number): RecipeCandidate {
  if (known.kind === "pretrained") return known;
  const layers = layersOf(known, told);
  return {
    ...known,
    layers,
    params_expected: networkSize(layers).parameters,
    expected: { ...known.expected, value: 1, source: "derived", note: NOT_MEASURED },
    ...(at === 0 ? { preferred: LINEAR } : {}),
  };
}

const LINEAR = {
  zh: "你的序列上还没有任何候选测过；单条或少数几条序列上，分解线性模型参数最少、最难被超过",
  en: "no candidate was measured on your series yet; on one or few series the decomposing linear model has the fewest parameters and is hard to beat",
};

function layersOf({ id, layers }: RecipeCandidate, told: OwnSeries): Layer[] {
  const { history, horizon } = told;
  const map: Layer = { kind: "linear", in: history, out: horizon, bias: true };
  if (id === "dlinear") return [{ kind: "pool", in: 1, out: 1, h: history }, map, map];
  if (id === "nlinear") return [map];
  if (id !== "patchtst") return layers;
  const { patch, count } = patchesOf(told);
  const inner = (from: number, to: number): Layer => ({
    ...{ kind: "linear", in: from, out: to, bias: true },
    ...{ h: count, repeat: BLOCKS },
  });
  return [
    { kind: "linear", in: patch, out: WIDTH, bias: true, h: count },
    { kind: "embedding", in: count, out: WIDTH },
    { kind: "layernorm", in: WIDTH, out: WIDTH, h: count, repeat: 2 * BLOCKS + 1 },
    ...[inner(WIDTH, 3 * WIDTH), inner(WIDTH, WIDTH), inner(WIDTH, 2 * WIDTH), inner(2 * WIDTH, WIDTH)],
    { kind: "linear", in: WIDTH * count, out: horizon, bias: true },
  ];
}

/** Both lists of a request and an answer have the lengths of the windows. */
function served(serve: unknown, { history, horizon, step }: OwnSeries): unknown {
  const lengths: readonly (readonly [RegExp, number])[] = [
    [/("history":\{[^{}]*\{[^{}]*\},)"minItems":\d+,"maxItems":\d+/, history],
    [/("prediction":\{[^{}]*\{[^{}]*\},)"minItems":\d+,"maxItems":\d+/, horizon],
  ];
  const edited = lengths.reduce(
    (text, [pattern, size]) => text.replace(pattern, `$1"minItems":${size},"maxItems":${size}`),
    JSON.stringify(serve),
  );
  const hours = step === "hour" ? edited.replace('"format":"date"', '"format":"date-time"') : edited;
  return JSON.parse(hours);
}

/** The task of the windows reads the person's file too; none reads a package. */
function readingTask(task: Recipe["tasks"][number]): Recipe["tasks"][number] {
  const accept = task.accept.filter((word) => !NO_SERIES_PACKAGE.includes(word));
  if (!task.outputs.some((path) => path.endsWith("/datasets/windows.py"))) return { ...task, accept };
  return {
    ...task,
    title: { zh: "读取你自己的序列，按时间切窗", en: "Reading your own series, windows cut by time" },
    outputs: [...task.outputs, ...READERS],
    accept: [...accept, "tests/test_table_file.py", "tests/test_series_file.py"],
  };
}

function spacingNote({ entry }: OwnData, told: OwnSeries): unknown {
  const { count, points, gaps, step, season, undated, short } = told;
  const cite = entry > 0 ? ` [L${entry}]` : "";
  return {
    zh: `间隔 ${step}，${count} 条序列共 ${points} 点；缺 ${gaps} 点，只在历史中以前值填补，绝不作目标；没有日期的 ${undated} 行与太短或不变的 ${short} 条序列略过；季节 ${season}${season === 1 ? "（数据不足两个季节，或没有季节）" : ""}${cite}`,
    en: `Spacing ${step}, ${count} series with ${points} points; ${gaps} are missing, take the value before them in histories alone and are never targets; ${undated} rows without a date and ${short} series that are too short or stand still are passed over; season ${season}${season === 1 ? " (too few points for a season, or none)" : ""}${cite}`,
  };
}
