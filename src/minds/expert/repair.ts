// t3: smallest repairs the expert knows for a failed epoch, as settings of the config; everything else it says it cannot do.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import type { Hands } from "../../ports/mind.js";
import type { BugRepair } from "../../spec/training.js";
import { bilingual, record } from "./loose.js";

interface KnownRepair {
  readonly id: string;
  readonly signature: RegExp;
  /** Folder of the config, key, and the new value made from the old one. */
  readonly apply: { readonly folder: string; readonly key: string; readonly next: (value: number) => number };
  readonly cause: Bilingual;
}

const REPAIRS: readonly KnownRepair[] = [
  {
    id: "R19-nan-loss",
    signature: /loss[=: ]+nan|loss became (nan|-?inf)|NaN or Inf|non-?finite loss/i,
    apply: { folder: "configs/model", key: "learning_rate", next: (value) => value / 10 },
    cause: bilingual(
      "学习率过大，损失溢出；`learning_rate` 降为十分之一",
      "The rate was too high and the loss overflowed; `learning_rate` was cut to a tenth",
    ),
  },
  {
    id: "R01-out-of-memory",
    signature: /out of memory|OutOfMemoryError|MemoryError|Unable to allocate|can't allocate memory/i,
    apply: { folder: "configs/data", key: "batch_size", next: (value) => Math.max(1, Math.floor(value / 2)) },
    cause: bilingual(
      "一个批次放不进内存；`batch_size` 减半",
      "One batch did not fit into memory; `batch_size` was halved",
    ),
  },
];

/** The epoch that failed runs on the mini data. */
const DATA = "mini";

/** Null when no known repair fits, or it would change nothing. The value is changed in place; comments and order stay. */
export async function proposeRepair(
  material: Readonly<Record<string, unknown>>,
  lang: Lang,
  hands: Hands,
): Promise<BugRepair | null> {
  const output = String(record(material.failure).output ?? "");
  const tried = Array.isArray(material.tried) ? material.tried.map(String) : [];
  const repair = REPAIRS.find((candidate) => candidate.signature.test(output) && !tried.includes(candidate.id));
  if (repair === undefined) return null;
  const { folder, key, next } = repair.apply;
  const path = `${folder}/${folder.endsWith("model") ? String(material.model ?? "") : DATA}.yaml`;
  const text = await hands.read(path);
  const changed = text === null ? null : setNumber(text, key, next);
  if (changed === null || changed === text) return null;
  await hands.write(path, changed);
  return { repair: repair.id, wrote: [path], note: repair.cause[lang] };
}

function setNumber(text: string, key: string, next: (value: number) => number): string | null {
  const pattern = new RegExp(`^(${key}:\\s*)([0-9.eE+-]+)`, "m");
  const found = pattern.exec(text);
  if (found === null) return null;
  return text.replace(pattern, `${found[1]}${Number(next(Number(found[2])).toPrecision(12))}`);
}
