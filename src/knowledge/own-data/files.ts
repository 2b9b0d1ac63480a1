// The configuration files of a project over a person's own table.
import type { OwnData, OwnTable } from "../../spec/own-data.js";
import { stringifyYaml } from "../../spec/yaml.js";
import { type Asked, widthsOf } from "./choices.js";
import { loaderOf, OWN_LICENCE, shapeOf, TREES } from "./recipe.js";

/** Project path → text; the layers of knowledge/own hold the rest. */
export function ownFiles(own: OwnData, spec: Asked): ReadonlyMap<string, string> {
  return new Map([
    ["configs/data/mini.yaml", dataConfig(own, spec, "mini", columnsOf)],
    ["configs/data/full.yaml", dataConfig(own, spec, "full", columnsOf)],
    ["configs/model/trees.yaml", treesConfig(own)],
  ]);
}

function treesConfig({ family }: OwnData): string {
  // A reference to the data's own count, in the words of OmegaConf.
  const outputs = family === "regression" ? "outputs: 1" : `num_classes: ${"$"}{data.num_classes}`;
  return `name: trees
kind: trees
trees: ${TREES.trees}  # at most; the training part says how many are taken
depths: [2, 3, ${TREES.depth}]  # the one that does best on held back training rows is kept
rate: 0.1
leaf: 10  # rows of a leaf, at the least
subsample: 0.8  # share of the rows that each tree sees
${outputs}
`;
}

const HEADS = {
  mini: "# Drawn from a person's own file, which stays where it is: OWN_DATA, or source.path, names the file.\n",
  full: "# Every row of the person's own file: OWN_DATA=FILE python scripts/download.py --full\n",
};

type Keys = Readonly<Record<string, unknown>>;

function columnsOf(table: OwnTable, own: OwnData): Keys {
  const widths = widthsOf(own.facts, table);
  return {
    columns: table.inputs.map(({ name }) => name),
    kinds: table.inputs.map(({ kind }) => kind),
    // places that each column takes in a row of the model's input
    widths: table.inputs.map(({ name }) => widths.get(name) ?? 1),
  };
}

/** configs/data of one tier; `more` are the keys that this kind of data adds. */
export function dataConfig(
  own: OwnData,
  spec: Asked,
  tier: "mini" | "full",
  more: (table: OwnTable, own: OwnData) => Keys,
): string {
  const shape = shapeOf(own, spec);
  const { facts, family } = own;
  const table = tier === "mini" ? shape.table : { ...shape.table, cap: Math.max(facts.rows, shape.table.cap) };
  const method = table.time !== "" ? "time" : table.group !== "" ? "group" : "stratified";
  const config = {
    name: tier,
    title: facts.file,
    task: family,
    data_dir: tier === "mini" ? "data/mini" : "data/raw/full",
    ...(table.target === "class" ? { classes: table.classes, num_classes: table.classes.length } : {}),
    ...(table.classes.length === 2 ? { positive: table.classes.at(-1) } : {}),
    batch_size: tier === "mini" ? 8 : 128,
    num_workers: 0,
    licence: OWN_LICENCE.en,
    source: {
      provider: "local",
      package: facts.file,
      loader: loaderOf(own),
      sha256: facts.sha256,
      path: null,
      own: table,
    },
    sampling: {
      seed: 42,
      fractions: { train: 0.7, val: 0.1, test: 0.2 },
      sample_rows: 64,
      method,
      ...(table.target === "text" ? { stratify: "none" } : {}),
      ...(method === "group" ? { group: table.group } : method === "time" ? { time: table.time } : {}),
    },
    ...more(table, own),
  };
  return `${HEADS[tier]}${stringifyYaml(config)}`;
}
