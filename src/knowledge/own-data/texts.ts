// A recipe of texts as it stands over a person's own: their classes, their language's units, nothing measured yet. Pure.
import { z } from "zod";
import type { OwnData } from "../../spec/own-data.js";
import type { Recipe, RecipeCandidate } from "../../spec/recipe.js";
import { networkSize } from "../layers.js";
import type { Asked } from "./choices.js";
import { dataConfig } from "./files.js";
import { datasetsOf, NOT_MEASURED, notesOf, type OwnShape, samplingOf, shapeOf } from "./recipe.js";

/** Files of the template that read a package. */
export const NO_PACKAGE: readonly string[] = [
  ...["archive", "parts", "source"].map((name) => `src/template_project/datasets/${name}.py`),
  "tests/test_parts.py",
];

/** Languages that write no spaces between words are read character by character. */
function unitOf({ facts }: OwnData): "char" | "word" {
  return ["zh", "ja", "ko"].includes(facts.language ?? "") ? "char" : "word";
}

export function textRecipe(base: Recipe, own: OwnData, spec: Asked): Recipe {
  const shape = shapeOf(own, spec);
  const { classes } = shape.table;
  const binary = classes.length === 2;
  const { positive: _positive, ...metric } = base.metric;
  return {
    ...base,
    titles: { zh: "文本分类", en: "Text classification" },
    metric: {
      ...metric,
      average: "macro",
      also: binary ? (metric.also ?? []) : ["accuracy", "log_loss"],
      ...(binary ? { positive: classes.at(-1) ?? "" } : {}),
    },
    baseline: { ...base.baseline, margin: 0.02 },
    candidates: base.candidates.flatMap((one) => candidateOf(one, own, shape)),
    datasets: datasetsOf(own, shape),
    sampling: { ...samplingOf(base, shape.table), near_duplicates: true },
    contract: contractOf(base, own, shape),
    mask: [],
    serve: binary ? base.serve : everyClass(base.serve),
    tasks: base.tasks.map(readingTask),
    failure_notes: [languageNote(own), ...notesOf(own, spec, shape)],
  };
}

export function textFiles(base: Recipe, own: OwnData, spec: Asked): ReadonlyMap<string, string> {
  const unit = unitOf(own);
  const text = { unit: select("unit", unit), length: select("length", String(lengthOf(base))) };
  const more = () => ({ text, augment: { drop: 0 } });
  return new Map([
    ["configs/data/mini.yaml", dataConfig(own, spec, "mini", more)],
    ["configs/data/full.yaml", dataConfig(own, spec, "full", more)],
    ["configs/model/linear.yaml", LINEAR[unit]],
  ]);
}

/** A model may ask for a unit and a length of its own. */
function select(key: string, usual: string): string {
  return `${"$"}{oc.select:model.${key},${usual}}`;
}

const head = "name: linear\nkind: linear\nbuckets: 131072\n";
const tail = `rounds: 30  # of the search, at the most\nnum_classes: ${"$"}{data.num_classes}\n`;
/** As the recipes have them that were measured on texts of either unit. */
const LINEAR = {
  char: `${head}orders: [1, 2, 3]  # single characters, pairs, triples\nstrength: 10.0  # larger = weaker penalty on the weights\n${tail}`,
  word: `${head}orders: [1, 2]  # single words and pairs\nstrength: 300.0  # larger = weaker penalty on the weights\n${tail}`,
};

const Shape = z.looseObject({ shape: z.tuple([z.int()]) });

/** Units that a text is cut or padded to, as the recipe's own layers count them. */
function lengthOf(base: Recipe): number {
  return Shape.parse(base.contract).shape[0];
}

/** Pretrained candidates that read another language fall away. */
function candidateOf(known: RecipeCandidate, own: OwnData, shape: OwnShape): RecipeCandidate[] {
  if (known.kind === "pretrained") return known.id !== "macbert-base" || own.facts.language === "zh" ? [known] : [];
  const { classes } = shape.table;
  const last = known.layers.filter(({ kind }) => kind === "linear").at(-1);
  const layers = known.layers.map((layer) => (layer === last ? { ...layer, out: classes.length } : layer));
  return [
    {
      ...known,
      layers,
      params_expected: networkSize(layers).parameters,
      expected: {
        ...known.expected,
        value: Number((1 / classes.length).toPrecision(3)),
        source: "derived",
        note: NOT_MEASURED,
      },
      ...(known.id === "linear" ? { preferred: CONVEX } : {}),
    },
  ];
}

const CONVEX = {
  zh: "你的数据上还没有任何候选测过；几千条文本上，从零训练的候选中凸的 n-gram 逻辑回归通常最准，且结果不随种子变",
  en: "no candidate was measured on your data yet; on a few thousand texts the convex n-gram regression is usually ahead of the others that train from scratch, and the same for every seed",
};

function contractOf(base: Recipe, own: OwnData, { table }: OwnShape): Readonly<Record<string, unknown>> {
  const unit = unitOf(own);
  return {
    shape: [lengthOf(base)],
    dtype: "int64",
    range: [0, unit === "char" ? 1114111 : 2147483646],
    classes: table.classes,
    ...(table.classes.length === 2 ? { positive: table.classes.at(-1) } : {}),
    label: { type: "string", field: "label" },
    input: { type: "string", field: "text", unit, encoding: "UTF-8", normalised: "NFKC, case folded" },
  };
}

/** Of more than two classes the service tells the probability of each. */
function everyClass(serve: unknown): unknown {
  const one = '"score":{"type":"number","minimum":0,"maximum":1}';
  const each = '"score":{"type":"object","additionalProperties":{"type":"number","minimum":0,"maximum":1}}';
  return JSON.parse(JSON.stringify(serve).replace(one, each).replace('"probability of the positive class"', EACH));
}

const EACH = '"probability of each class"';

/** The task that reads a package reads the person's file. */
function readingTask(task: Recipe["tasks"][number]): Recipe["tasks"][number] {
  if (!task.outputs.some((path) => path.endsWith("/datasets/archive.py"))) return task;
  return {
    ...task,
    title: { zh: "读取你自己的文本，去掉近似重复", en: "Reading your own texts, near duplicates" },
    goal: {
      zh: "逐行读取用户的文件，空文本与太少见的类别略过，原文件不改；大小写与标点之外相同的文本只留一条，训练与测试因此不共享",
      en: "Read the person's file row by row, pass over empty texts and classes too rare, leave the file as it is; of texts that differ in case and marks only one stays, so that training and test share none",
    },
    outputs: ["near", "own_rows", "table_file"].map((name) => `src/template_project/datasets/${name}.py`),
    test: "tests/test_near.py",
    accept: ["python", "-m", "pytest", "-q", "tests/test_near.py", "tests/test_table_file.py"],
  };
}

const NAMES: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  zh: { zh: "中文", en: "Chinese" },
  ja: { zh: "日文", en: "Japanese" },
  ko: { zh: "韩文", en: "Korean" },
  en: { zh: "英文", en: "English" },
};
const UNITS = { char: { zh: "字", en: "characters" }, word: { zh: "词", en: "words" } };

function languageNote(own: OwnData): unknown {
  const name = NAMES[own.facts.language ?? ""] ?? {
    zh: "以空格分词的语言",
    en: "a language that parts words by spaces",
  };
  const unit = UNITS[unitOf(own)];
  const cite = own.entry > 0 ? ` [L${own.entry}]` : "";
  return {
    zh: `从文本本身判断，语言是${name.zh}；按${unit.zh}切分${cite}`,
    en: `By the texts themselves the language is ${name.en}; they are cut into ${unit.en}${cite}`,
  };
}
