// t4: the launch scripts, taken from knowledge/launch, renamed to the project and set to the guidance's own values.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { formatNumber } from "../../base/units.js";
import type { Hands } from "../../ports/mind.js";
import type { Guidance, LaunchScript } from "../../spec/training.js";
import { rename } from "./overlay.js";

/** Variable of a launch script → name of the range whose recommended value is its default. */
const SETTINGS: Readonly<Record<string, string>> = {
  EPOCHS: "epochs",
  BATCH: "batch",
  LR: "lr",
  WEIGHT_DECAY: "weight_decay",
  ACCUMULATE: "accumulate",
};
/** Where memory is short, the part of the recommended batch that is in memory at once. */
const SMALL_BATCH = 1 / 8;
/** What a script needs beside itself. */
const BESIDE: Readonly<Partial<Record<LaunchScript["target"], string>>> = {
  ray: "launch/ray_train.py",
  kubernetes: "launch/kubernetes.yaml",
};
/** What all of them read. */
const SHARED = "launch/settings.sh";

/** `modelKeys`: what the chosen model's configuration holds; an option of another key is left out. Empty: all are kept. */
export async function writeLaunchers(
  shelfRoot: string,
  guidance: Guidance,
  hands: Hands,
  modelKeys: ReadonlySet<string> = new Set(),
): Promise<void> {
  const recommended = new Map(guidance.ranges.map((range) => [range.name, range.recommended]));
  const lay = async (path: string, settings: ReadonlyMap<string, number>): Promise<void> => {
    const text = await readFile(join(shelfRoot, "launch", basename(path)), "utf8");
    const kept = modelKeys.size === 0 ? text : withoutUnknown(text, modelKeys);
    await hands.write(path, settle(rename(kept, guidance.project), settings));
  };
  await lay(SHARED, recommended);
  for (const script of guidance.scripts) {
    await lay(script.path, script.target === "low-memory" ? inParts(recommended) : recommended);
    const beside = BESIDE[script.target];
    if (beside !== undefined) await lay(beside, recommended);
  }
}

/** `model.learning_rate="${LR:-0.001}"` goes where the model has no such key: the project refuses unknown ones. */
function withoutUnknown(text: string, modelKeys: ReadonlySet<string>): string {
  return text
    .replace(/\bmodel\.(\w+)="[^"]*" ?/g, (found, key: string) => (modelKeys.has(key) ? found : ""))
    .replace(/^ +\n/gm, "");
}

/** `${LR:-0.001}` keeps its variable and takes the recommended default. */
function settle(text: string, settings: ReadonlyMap<string, number>): string {
  return text.replace(/\$\{([A-Z_]+):-[^}]*\}/g, (found, name: string) => {
    const value = settings.get(SETTINGS[name] ?? "");
    return value === undefined ? found : `\${${name}:-${formatNumber(value, 3)}}`;
  });
}

/** The recommended batch in parts: a step takes several, so that gradient and rate stay what they were. */
function inParts(recommended: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const batch = recommended.get("batch");
  if (batch === undefined) return recommended;
  const small = Math.max(1, Math.round(batch * SMALL_BATCH));
  return new Map([...recommended, ["batch", small], ["accumulate", Math.max(1, Math.round(batch / small))]]);
}
