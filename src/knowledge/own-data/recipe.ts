// A recipe as it stands over a person's own table: its columns, its data, candidates of that width, nothing measured yet. Pure.

import type { OwnData, OwnTable } from "../../spec/own-data.js";
import type { Layer, Recipe, RecipeCandidate } from "../../spec/recipe.js";
import { networkSize } from "../layers.js";
import { type Asked, labelOf, MINI_ROWS, tableOf, widthsOf } from "./choices.js";

export const OWN_LICENCE = { zh: "你自己的数据", en: "your own data" } as const;
export const TREES = { trees: 200, depth: 5 } as const;

/** The rows of a set, its label's spread and the width of an input: what the recipe is made of. */
export interface OwnShape {
  readonly table: OwnTable;
  readonly rows: number;
  /** Numbers the model takes for one row. */
  readonly width: number;
  readonly outputs: number;
}

export function shapeOf(own: OwnData, spec: Asked): OwnShape {
  const table = tableOf(own.facts, spec, MINI_ROWS);
  const widths = [...widthsOf(own.facts, table).values()];
  const label = labelOf(own.facts, spec);
  const counted = Object.values(label.classes ?? {}).reduce((sum, rows) => sum + rows, 0);
  return {
    table,
    rows:
      own.facts.series?.windows ??
      own.facts.sizes?.pairs ??
      (table.target === "class" ? counted : own.facts.rows - label.missing),
    width: widths.reduce((sum, one) => sum + one, 0),
    outputs: table.target === "class" ? table.classes.length : 1,
  };
}

export function ownRecipe(base: Recipe, own: OwnData, spec: Asked): Recipe {
  const shape = shapeOf(own, spec);
  const { table } = shape;
  const binary = table.target === "class" && table.classes.length === 2;
  const candidates = candidatesOf(base, shape, cheapFigure(own, spec));
  const { positive: _positive, ...metric } = base.metric;
  return {
    ...base,
    metric: {
      ...metric,
      ...(table.target === "class" ? { average: binary ? "binary" : "macro" } : {}),
      ...(binary ? { positive: table.classes.at(-1) ?? "" } : {}),
    },
    baseline: { ...base.baseline, margin: marginOf(own, spec) },
    candidates,
    datasets: datasetsOf(own, shape),
    sampling: samplingOf(base, table),
    contract: contractOf(shape),
    mask: [],
    serve: servedNulls(base.serve),
    tasks: [...base.tasks, readingTask(base)],
    failure_notes: notesOf(own, spec, shape),
  };
}

/** What the cheap baseline reaches by the labels alone: the only figure that is known before anything was trained. */
function cheapFigure(own: OwnData, spec: Asked): number {
  const label = labelOf(own.facts, spec);
  if (label.target === "class") return 0.5;
  return Number((((label.high ?? 1) - (label.low ?? 0)) / 4).toPrecision(3));
}

/** A share of classes must gain two hundredths; an error a fortieth of the label's range of values, a tenth of its likely size. */
function marginOf(own: OwnData, spec: Asked): number {
  const label = labelOf(own.facts, spec);
  if (label.target === "class") return 0.02;
  return Number((((label.high ?? 1) - (label.low ?? 0)) / 400).toPrecision(3));
}

function candidatesOf(base: Recipe, shape: OwnShape, cheap: number): RecipeCandidate[] {
  const known = base.candidates.filter(({ id, kind }) => kind === "scratch" && id !== "trees");
  const scaled = known.map((candidate) => ({ ...candidate, layers: resized(candidate, base, shape) }));
  const all = [scaled[0], treesOf(base, shape), ...scaled.slice(1)].filter((one) => one !== undefined);
  return all.map((candidate) => ({
    ...candidate,
    params_expected: networkSize(candidate.layers).parameters,
    constraints: ANY_TABLE,
    expected: { ...candidate.expected, value: cheap, source: "derived" as const, note: NOT_MEASURED },
  }));
}

const ANY_TABLE = {
  zh: "数值列与类别列；缺失值填均值并加标志，训练中没见过的类别归入“其他”",
  en: "Columns of numbers and of categories; gaps take the mean and a flag, categories that training never saw share one place",
};
export const NOT_MEASURED = {
  zh: "你的数据上尚未测过；此处只是廉价答案的量级",
  en: "nothing was measured on your data yet; this is only the order of a cheap answer",
};

/** The recipe's layers, whose first takes its inputs and whose last gives its outputs. */
function resized(candidate: RecipeCandidate, base: Recipe, shape: OwnShape): Layer[] {
  const inputs = inputsOf(base);
  const linear = candidate.layers.filter(({ kind }) => kind === "linear");
  const last = linear.at(-1);
  return candidate.layers.map((layer) => {
    if (layer.kind !== "linear") return layer;
    const taken = layer === linear[0] && layer.in === inputs ? { in: shape.width } : {};
    return { ...layer, ...taken, ...(layer === last ? { out: shape.outputs } : {}) };
  });
}

function inputsOf(base: Recipe): number | undefined {
  return base.candidates[0]?.layers[0]?.in;
}

function treesOf(base: Recipe, { outputs }: OwnShape): RecipeCandidate | undefined {
  const [first] = base.candidates;
  if (first === undefined) return undefined;
  const chains = outputs === 2 ? 1 : outputs;
  const nodes = 2 ** (TREES.depth + 1) - 1;
  return {
    ...first,
    id: "trees",
    title: { zh: "梯度提升树", en: "Gradient-boosted trees" },
    config: "configs/model/trees.yaml",
    layers: [
      { kind: "embedding", in: TREES.trees * chains * nodes, out: 5 },
      { kind: "embedding", in: chains, out: 1 },
    ],
    preferred: {
      zh: "你的数据上还没有任何候选测过；混有数值、类别与缺失值的表格上，梯度提升树通常最强，深度与棵数由训练部分自己选定",
      en: "no candidate was measured on your data yet; on tables that mix numbers, categories and gaps boosted trees are usually the strongest, and they choose depth and number by the training part",
    },
    strengths: {
      zh: "自动学到非线性与交互，对量纲和离群值不敏感；可导出为 ONNX",
      en: "Learns non-linear relations and interactions, indifferent to scale and outliers; exports to ONNX",
    },
    weaknesses: {
      zh: "数值目标不能外推到训练范围之外",
      en: "Cannot go beyond the range of training for numbers",
    },
  };
}

/** The reader of data.py that makes rows of such data. */
export function loaderOf({ facts }: OwnData): string {
  return facts.series === undefined ? "table" : "series";
}

export function datasetsOf(own: OwnData, shape: OwnShape): Recipe["datasets"] {
  const { facts, entry } = own;
  const source = {
    provider: "local",
    package: facts.file,
    loader: loaderOf(own),
    task: own.family,
    sha256: facts.sha256,
    own: shape.table,
  };
  const shared = { name: facts.file, id: facts.file, licence: OWN_LICENCE.en, kind: "real", provider: "local", entry };
  return {
    mini: { ...shared, source, rows: Math.min(shape.rows, shape.table.cap) },
    full: { ...shared, rows: shape.rows, input_scale: 1 },
  };
}

export function samplingOf(base: Recipe, table: OwnTable): Recipe["sampling"] {
  const seed = base.sampling.seed ?? 42;
  const usual = {
    seed,
    fractions: { train: 0.7, val: 0.1, test: 0.2 },
    stratify: "label",
    dedupe: true,
    sample_rows: 64,
  };
  if (table.time !== "") return { ...usual, method: "time", time: table.time };
  return table.group === "" ? usual : { ...usual, method: "group", group: table.group };
}

function contractOf({ table, width }: OwnShape): Readonly<Record<string, unknown>> {
  return {
    shape: [width],
    dtype: "float32",
    ...(table.target === "class" ? { classes: table.classes } : {}),
    label: { type: table.target === "class" ? "string" : "number", field: "label" },
    input: { type: "object", field: "features", values: "numbers, texts or null" },
    columns: table.inputs.map(({ name }) => name),
  };
}

/** Features of a request may be numbers, texts or null. */
function servedNulls(serve: unknown): unknown {
  return JSON.parse(
    JSON.stringify(serve).replace(
      '"additionalProperties":{"type":"number"}',
      '"additionalProperties":{"type":["number","string","null"]}',
    ),
  );
}

/** One more task: reading the person's file, and trees where the recipe has none. */
function readingTask(base: Recipe): Recipe["tasks"][number] {
  const classes = base.family === "tabular-classification";
  const tests = ["tests/test_table_file.py", ...(classes ? ["tests/test_trees.py"] : [])];
  const trees = classes ? ["src/template_project/models/trees.py", "configs/model/trees.yaml"] : [];
  return {
    id: `T${base.tasks.length + 1}`,
    title: { zh: "读取你自己的表格", en: "Reading your own table" },
    goal: {
      zh: "逐行读取用户的文件：缺失值、数值、日期与标签写法按声明处理；行数过多时按哈希取固定的一部分；原文件不改",
      en: "Read the person's file row by row: gaps, numbers, dates and spellings of labels as declared; of too many rows always the same ones, by their hash; the file stays as it is",
    },
    role: "coder",
    inputs: ["configs/data/mini.yaml"],
    outputs: ["src/template_project/datasets/own_rows.py", "src/template_project/datasets/table_file.py", ...trees],
    test: "tests/test_table_file.py",
    accept: ["python", "-m", "pytest", "-q", ...tests],
    estimate_minutes: 40,
    clauses: ["goal", "privacy"],
  };
}

export function notesOf(own: OwnData, spec: Asked, { table }: OwnShape): readonly unknown[] {
  const label = labelOf(own.facts, spec);
  const cite = own.entry > 0 ? ` [L${own.entry}]` : "";
  const out = Object.entries(label.roles).filter(([, told]) => told.role === "left out" || told.role === "id");
  const names = (list: readonly string[]): string => list.map((name) => `\`${name}\``).join(", ");
  const notes = [
    {
      zh: `标签列 \`${label.name}\`：${label.reason.zh}${cite}`,
      en: `The label is \`${label.name}\`: ${label.reason.en}${cite}`,
    },
  ];
  if (out.length > 0)
    notes.push({
      zh: `不作输入的列：${out.map(([name, told]) => `\`${name}\`（${told.reason.zh}）`).join("、")}${cite}`,
      en: `Columns that are no inputs: ${out.map(([name, told]) => `\`${name}\` (${told.reason.en})`).join(", ")}${cite}`,
    });
  if (label.leaks.length > 0)
    notes.push({
      zh: `单独就能说出标签的列：${names(label.leaks)}${cite}`,
      en: `Columns that alone tell the label: ${names(label.leaks)}${cite}`,
    });
  const rare = Object.keys(label.rare ?? {});
  if (rare.length > 0)
    notes.push({
      zh: `行数太少、未参与训练的类别：${names(rare)}${cite}`,
      en: `Classes with too few rows, left out: ${names(rare)}${cite}`,
    });
  const merged = Object.keys(table.labels);
  if (merged.length > 0)
    notes.push({
      zh: `大小写写法不同而并入同一类别的标签：${names(merged)}${cite}`,
      en: `Labels that differ in case alone and were taken as one class: ${names(merged)}${cite}`,
    });
  return notes;
}
