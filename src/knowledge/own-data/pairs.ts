// A recipe of translation as it stands over a person's own pairs: their lengths, nothing measured yet. Pure.
import { z } from "zod";
import type { OwnData } from "../../spec/own-data.js";
import type { Recipe, RecipeCandidate } from "../../spec/recipe.js";
import { type Asked, LONGEST } from "./choices.js";
import { dataConfig } from "./files.js";
import { datasetsOf, NOT_MEASURED, notesOf, samplingOf, shapeOf } from "./recipe.js";

/** Files of the template that read a package of messages. */
export const NO_MESSAGES: readonly string[] = [
  "src/template_project/datasets/messages.py",
  "tests/test_messages.py",
  "tests/test_components.py",
];

/** Points of BLEU or chrF that a model must gain on the strongest cheap answer. */
const MARGIN = { translation: 1, "dialect-mt": 0.5 } as const;

const Keys = z.looseObject({});

export function pairRecipe(base: Recipe, own: OwnData, spec: Asked): Recipe {
  const shape = shapeOf(own, spec);
  return {
    ...base,
    baseline: { ...base.baseline, margin: own.family === "translation" ? MARGIN.translation : MARGIN["dialect-mt"] },
    candidates: base.candidates.map(unmeasured),
    datasets: datasetsOf(own, shape),
    sampling: { ...samplingOf(base, shape.table), stratify: "none", near_duplicates: true },
    contract: { ...Keys.parse(base.contract), shape: [sizesOf(own).length] },
    mask: [],
    tasks: readingTasks(base.tasks),
    failure_notes: [usedNote(own), ...notesOf(own, spec, shape)],
  };
}

export function pairFiles(own: OwnData, spec: Asked): ReadonlyMap<string, string> {
  const more = () => keysOf(own);
  return new Map([
    ["configs/data/mini.yaml", dataConfig(own, spec, "mini", more)],
    ["configs/data/full.yaml", dataConfig(own, spec, "full", more)],
  ]);
}

/** Every pair fits: the most words or characters of either side, and the end of an answer. */
function sizesOf({ facts, family }: OwnData): { readonly length: number; readonly said: number } {
  const { source_words = LONGEST, target_words = LONGEST, chars = LONGEST } = facts.sizes ?? {};
  return family === "translation"
    ? { length: rounded(source_words), said: rounded(target_words + 1) }
    : { length: rounded(chars), said: rounded(chars) };
}

function rounded(count: number): number {
  return Math.max(8, Math.ceil(count / 4) * 4);
}

/** The keys that the templates of the two families read, in the sizes that their tests count. */
function keysOf(own: OwnData): Readonly<Record<string, unknown>> {
  const { length, said } = sizesOf(own);
  if (own.family === "dialect-mt") return { length, tags: 512, least: 2 };
  const tokenizer = `${"$"}{oc.select:model.tokenizer,null}`;
  return { length, said, source_words: 4096, target_words: 2048, tokenizer };
}

/** Nothing was measured on these pairs: what trains from scratch keeps its order, not its figures. */
function unmeasured(known: RecipeCandidate, at: number): RecipeCandidate {
  if (known.kind === "pretrained") return known;
  return {
    ...known,
    expected: { ...known.expected, value: 0, source: "derived", note: NOT_MEASURED },
    ...(at === 0 ? { preferred: FIRST } : {}),
  };
}

const FIRST = {
  zh: "你的句对上还没有任何候选测过；在配方自带的数据上，几千句对时它比从零训练的神经网络学得多",
  en: "no candidate was measured on your pairs yet; on the recipe's own data it learns more from a few thousand pairs than a network from scratch",
};

/** What read a package is a task of its own before it: reading the person's file. */
function readingTasks(tasks: Recipe["tasks"]): Recipe["tasks"] {
  const all = tasks.flatMap((task) => {
    const outputs = task.outputs.filter((path) => !NO_MESSAGES.includes(path));
    const kept = { ...task, outputs, accept: task.accept.filter((word) => !NO_MESSAGES.includes(word)) };
    return outputs.length < task.outputs.length ? [reading(task), kept] : [kept];
  });
  return all.map((task, at) => ({ ...task, id: `T${String(at + 1).padStart(2, "0")}` }));
}

function reading(task: Recipe["tasks"][number]): Recipe["tasks"][number] {
  return {
    ...task,
    title: { zh: "读取你自己的句对", en: "Reading your own pairs" },
    goal: {
      zh: "逐行读取用户的文件，缺一侧或太长的句对略过，原文件不改；大小写与标点之外相同的句对只留一条",
      en: "Read the person's file row by row, pass over pairs that lack a side or are too long, leave the file as it is; of pairs that differ in case and marks only one stays",
    },
    outputs: ["own_rows", "table_file"].map((name) => `src/template_project/datasets/${name}.py`),
    test: "tests/test_table_file.py",
    accept: ["python", "-m", "pytest", "-q", "tests/test_table_file.py", "tests/test_near.py"],
  };
}

function usedNote({ facts, entry }: OwnData): unknown {
  const { pairs = 0, long = 0, empty = 0 } = facts.sizes ?? {};
  const cite = entry > 0 ? ` [L${entry}]` : "";
  return {
    zh: `可用 ${pairs} 对；一侧为空的 ${empty} 对、任一侧超过 ${LONGEST} 字的 ${long} 对略过${cite}`,
    en: `${pairs} pairs are read; ${empty} that lack a side and ${long} with more than ${LONGEST} characters are passed over${cite}`,
  };
}
