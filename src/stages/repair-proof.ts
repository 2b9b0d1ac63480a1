// Whether a repair helped, and whether it left alone what no repair may touch.
import { sha256 } from "../base/hash.js";
import { identityOf } from "../knowledge/fixes/collect.js";
import { lastJson, recordOf } from "../measures/commands.js";
import type { Probe } from "../ports/workbench.js";
import { succeeded } from "../spec/command.js";
import type { Failure } from "../spec/failure.js";
import { yamlKeys, yamlScalarAt } from "../spec/yaml-edit.js";

/** `advanced`: this failure is gone and another one shows. */
export type RepairVerdict = "advanced" | "same" | "worse";

const BROKEN_CODE =
  /^(?:SyntaxError|IndentationError|TabError|NameError|ImportError|ModuleNotFoundError|UnboundLocalError)$/;

/** `earlier`: identities of every failure that a kept repair was for, this one too. */
export function judgeRepair(
  earlier: ReadonlySet<string>,
  before: Failure,
  after: Failure,
  wrote: readonly string[],
): RepairVerdict {
  if (earlier.has(identityOf(after))) return "same";
  // It ran and was wrong; now it does not even run.
  if (before.exit === 0 && after.exit !== 0) return "worse";
  const type = after.raised.at(-1)?.type ?? "";
  const isOurs = after.frames.some(({ path }) => wrote.includes(path));
  return isOurs && BROKEN_CODE.test(type) ? "worse" : "advanced";
}

/** What no repair may touch, as globs. */
export const UNTOUCHED: readonly string[] = [
  "requirements.md",
  "tech.md",
  "tests/",
  "specs/",
  "CLAUDE*.md",
  "data/mini/",
  "effective batch",
  "sequence length",
  "max_epochs",
  "seed",
  "metric",
  "model structure",
  "parameter count",
];
const PROTECTED: Readonly<Record<string, readonly string[]>> = {
  spec: ["requirements.md", "tech.md"],
  tests: ["tests/**"],
  rulebook: ["specs/**", "CLAUDE*.md"],
  rows: ["data/mini/**", "data/sample/**"],
};
const LENGTH = /(?:^|\.)(?:max_length|length|max_len|seq_len|sequence_length|context|window|horizon)$/;
const KEPT_KEYS: readonly (readonly [string, string])[] = [
  ["config", "seed"],
  ["config", "metric"],
  ["config", "model"],
  ["config", "data"],
  ["trainer", "max_epochs"],
  ["trainer", "limit_train_batches"],
  ["trainer", "limit_val_batches"],
  ["trainer", "fast_dev_run"],
];

export type Fingerprint = Readonly<Record<string, string>>;

/** `chosen`: names of the config groups that the run used. */
export async function fingerprintOf(probe: Probe, chosen: Readonly<Record<string, string>>): Promise<Fingerprint> {
  const print: Record<string, string> = {};
  for (const [name, globs] of Object.entries(PROTECTED)) {
    const states = await probe.states(await probe.list(globs, { kept: true }));
    print[name] = sha256(JSON.stringify([...states].map(([path, state]) => [path, state.sha256]).sort()));
  }
  const text = async (group: string) =>
    (await probe.read(group === "config" ? "configs/config.yaml" : `configs/${group}/${chosen[group]}.yaml`)) ?? "";
  const texts = { config: await text("config"), data: await text("data"), trainer: await text("trainer") };
  const batch = Number(yamlScalarAt(texts.data, "batch_size")) * Number(yamlScalarAt(texts.trainer, "accumulate"));
  print["effective batch"] = String(batch);
  const model = await text("model");
  const lengths = [texts.data, model].flatMap((one) =>
    yamlKeys(one)
      .filter((key) => LENGTH.test(key))
      .map((key) => [key, yamlScalarAt(one, key)]),
  );
  print["sequence length"] = JSON.stringify(lengths);
  for (const [group, key] of KEPT_KEYS) {
    const value = yamlScalarAt(group === "config" ? texts.config : texts.trainer, key);
    print[key] = JSON.stringify(value ?? null);
  }
  return print;
}

/** Names of what differs; a limit on the rows that is taken away is no cheat. */
export function changedParts(before: Fingerprint, after: Fingerprint): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name] && !(name.startsWith("limit_") && after[name] === "null"),
  );
}

/**
 * The model that construction proved before the entry, beside the one that stands now: shape and parameter count of the
 * synthetic batch. True also when construction left no such run.
 */
export async function isSameModel(probe: Probe, before: number): Promise<boolean> {
  const proved = probe
    .entries("command")
    .findLast(({ seq, data }) => seq < before && data.purpose === "dry run" && data.exit === 0);
  const record = proved === undefined ? null : await probe.command(proved.seq);
  if (record === null) return true;
  const now = await probe.run({
    argv: ["python", "scripts/train.py", "--dry-run"],
    purpose: "dry run after repair",
    inputs: ["src/**", "scripts/*.py", "configs/**"],
    cite: false,
    wallSeconds: 120,
  });
  return succeeded(now.record) && modelOf(record.stdout) === modelOf(now.record.stdout);
}

function modelOf(stdout: string): string {
  const { model, params, input_shape, output_shape } = recordOf(lastJson(stdout));
  return JSON.stringify([model, params, input_shape, output_shape]);
}

/** The part that differs, with its line; whole lines before and after it are left out. */
export function diffOf(path: string, before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  const room = Math.min(old.length, now.length) - start;
  while (end < room && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const removed = old.slice(start, old.length - end);
  const added = now.slice(start, now.length - end);
  const head = `@@ -${start + 1},${removed.length} +${start + 1},${added.length} @@`;
  const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  return [`--- ${path}`, `+++ ${path}`, head, ...lines].join("\n");
}
