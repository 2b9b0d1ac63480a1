// Which shipped `must` rules the project overrides, whether a person approved that text, and which reports must say so.
import { sha256 } from "../base/hash.js";
import { withLocal } from "../gates/load-rulebook.js";
import { type LoadedRule, parseRulebook, type RulebookFile } from "../gates/rulebook.js";
import type { Probe } from "../ports/workbench.js";
import type { Entry } from "../spec/entry.js";
import { RULEBOOK_COPIES } from "./rulebook-copies.js";

export const LOCAL_FILE = "CLAUDE.local.md";

/** What an approval of the local rules is recorded under. */
export const LOCAL_STAGE = "t1-local-rules";

export interface Overrides {
  readonly ids: readonly string[];
  /** What each changes, e.g. `confident 0.6 → 0.9`. */
  readonly changes: ReadonlyMap<string, readonly string[]>;
  /** Ledger line of the approval of exactly this text; -1: nobody approved it, so none of them is in force. */
  readonly approval: number;
}

const NONE: Overrides = { ids: [], changes: new Map(), approval: -1 };

/** The overrides that CLAUDE.local.md states now, in force or held back. */
export async function overridesOf(probe: Probe): Promise<Overrides> {
  const text = await probe.read(LOCAL_FILE);
  if (text === null) return NONE;
  const merged = withLocal(await shippedRules(probe), { path: LOCAL_FILE, text });
  return {
    ids: merged.overridden,
    changes: merged.changes,
    approval: approvalOf(probe.entries("approval"), text)?.seq ?? -1,
  };
}

/** A param of a shipped rule as it judges now. */
export async function paramInForce(probe: Probe, id: string, param: string): Promise<unknown> {
  const shipped = await shippedRules(probe);
  const text = await probe.read(LOCAL_FILE);
  const isApproved = text !== null && approvalOf(probe.entries("approval"), text) !== null;
  const rules = isApproved ? withLocal(shipped, { path: LOCAL_FILE, text }).rules : shipped;
  return rules.find(({ rule }) => rule.id === id)?.rule.params[param];
}

/** A person approved exactly these bytes; one changed byte and this is null again. */
export function approvalOf(entries: readonly Entry[], text: string): Entry | null {
  const hash = sha256(text);
  return entries.findLast((entry) => entry.type === "approval" && entry.data.sha256 === hash) ?? null;
}

/** A text that was written after the approval names each override; an older one could not know. */
export function unnamedIn(probe: Probe, path: string, text: string, { ids, approval }: Overrides): string[] {
  if (approval < 0 || EXCEPTED.has(path)) return [];
  const written = probe.entries("artefact").findLast((entry) => entry.data.path === path)?.seq ?? -1;
  return written < approval ? [] : ids.filter((id) => !text.includes(`\`${id}\``));
}

/** No reports: the spec itself, the project's own manual, and the file that states the overrides. */
const EXCEPTED: ReadonlySet<string> = new Set(["requirements.md", "README.md", LOCAL_FILE]);

export async function shippedFiles(probe: Probe): Promise<readonly RulebookFile[]> {
  return await Promise.all(
    Object.keys(RULEBOOK_COPIES).map(async (path) => ({
      path,
      text: (await probe.shipped(`rulebook/${path}`)) ?? "",
    })),
  );
}

export async function shippedRules(probe: Probe): Promise<readonly LoadedRule[]> {
  return (await shippedFiles(probe)).flatMap(({ path, text }) => parseRulebook(path, text).rules);
}
