// t3: smallest repairs the expert knows for a failed epoch, as settings of the config; everything else it says it cannot do.
import type { Hands } from "../../ports/mind.js";
import type { BugRepair } from "../../spec/training.js";
import { record } from "./loose.js";

interface KnownRepair {
  readonly id: string;
  readonly signature: RegExp;
  /** Config file, key, and the new value made from the old one. */
  readonly apply: { readonly glob: string; readonly key: string; readonly next: (value: number) => number };
}

const REPAIRS: readonly KnownRepair[] = [
  {
    id: "R19-nan-loss",
    signature: /loss[=: ]+nan|NaN or Inf|non-?finite loss/i,
    apply: { glob: "configs/model/*.yaml", key: "learning_rate", next: (value) => value / 10 },
  },
  {
    id: "R01-out-of-memory",
    signature: /out of memory|OutOfMemoryError|MemoryError|Unable to allocate/i,
    apply: { glob: "configs/data/*.yaml", key: "batch_size", next: (value) => Math.max(1, Math.floor(value / 2)) },
  },
];

/** Null when no known repair fits. The value is changed in place; comments and order stay. */
export async function proposeRepair(material: Readonly<Record<string, unknown>>, hands: Hands): Promise<BugRepair | null> {
  const output = String(record(material["failure"])["output"] ?? "");
  const tried = Array.isArray(material["tried"]) ? material["tried"].map(String) : [];
  const model = String(material["model"] ?? "");
  const repair = REPAIRS.find((candidate) => candidate.signature.test(output) && !tried.includes(candidate.id));
  if (repair === undefined) return null;
  const wrote: string[] = [];
  for (const path of await hands.list([repair.apply.glob])) {
    if (path.startsWith("configs/model/") && !path.endsWith(`/${model}.yaml`)) continue;
    const text = await hands.read(path);
    const changed = text === null ? null : setNumber(text, repair.apply.key, repair.apply.next);
    if (changed === null) continue;
    await hands.write(path, changed);
    wrote.push(path);
  }
  return wrote.length === 0 ? null : { repair: repair.id, wrote, note: `${repair.apply.key}` };
}

function setNumber(text: string, key: string, next: (value: number) => number): string | null {
  const pattern = new RegExp(`^(${key}:\\s*)([0-9.eE+-]+)`, "m");
  const found = pattern.exec(text);
  if (found === null) return null;
  return text.replace(pattern, `${found[1]}${next(Number(found[2]))}`);
}
