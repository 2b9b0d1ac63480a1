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
};
/** Where memory is short, the part of the recommended batch that a step takes. */
const SMALL_BATCH = 1 / 8;

/** `modelKeys`: what the chosen model's configuration holds; an option of another key is left out. Empty: all are kept. */
export async function writeLaunchers(
  shelfRoot: string,
  guidance: Guidance,
  hands: Hands,
  modelKeys: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const script of guidance.scripts) {
    const text = await readFile(join(shelfRoot, "launch", basename(script.path)), "utf8");
    const kept = modelKeys.size === 0 ? text : withoutUnknown(text, modelKeys);
    await hands.write(script.path, settle(rename(kept, guidance.project), settingsFor(script, guidance)));
  }
}

/** `model.learning_rate="${LR:-0.001}"` goes where the model has no such key: the project refuses unknown ones. */
function withoutUnknown(text: string, modelKeys: ReadonlySet<string>): string {
  return text.replace(/\bmodel\.(\w+)="[^"]*" ?/g, (found, key: string) => (modelKeys.has(key) ? found : ""));
}

/** `${LR:-0.001}` keeps its variable and takes the recommended default. */
function settle(text: string, settings: ReadonlyMap<string, number>): string {
  return text.replace(/\$\{([A-Z_]+):-[^}]*\}/g, (found, name: string) => {
    const value = settings.get(SETTINGS[name] ?? "");
    return value === undefined ? found : `\${${name}:-${formatNumber(value, 3)}}`;
  });
}

function settingsFor(script: LaunchScript, guidance: Guidance): ReadonlyMap<string, number> {
  const settings = new Map(guidance.ranges.map((range) => [range.name, range.recommended]));
  const batch = settings.get("batch");
  const rate = settings.get("lr");
  if (script.target !== "low-memory" || batch === undefined) return settings;
  const small = Math.max(1, Math.round(batch * SMALL_BATCH));
  settings.set("batch", small);
  // AdamW's rate goes with the square root of the batch.
  if (rate !== undefined) settings.set("lr", rate * Math.sqrt(small / batch));
  return settings;
}
