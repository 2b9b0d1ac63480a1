// What lost its proof since the last pass: stages by what they read, write and are judged by; commands by their recorded inputs.
import { type Bilingual, type Lang, say } from "../base/bilingual.js";
import { globMatcher } from "../base/glob.js";
import type { StageDeclaration } from "../graph/stage.js";
import type { StageId } from "../spec/codes.js";
import type { DriftCause } from "../spec/drift.js";
import type { Entry } from "../spec/entry.js";
import type { StageState } from "../spec/progress.js";
import { causesOf, manifestOf, textAt } from "./change-words.js";
import { commandPaths } from "./command-inputs.js";
import { environmentHash, lockPath } from "./environment-hash.js";
import { dataOf, passedByLedger, pathRecords, stageHistory } from "./history.js";
import { differences, type HashMap } from "./inputs.js";
import { LISTING, listingHash } from "./listing-hash.js";
import type { EngineParts } from "./parts.js";
import { rulesSince } from "./rules-since.js";
import { changedSincePass } from "./stale.js";

export interface StageDrift {
  readonly id: StageId;
  /** `passed`: only the wording of a rule changed, and the stored evidence still holds. */
  readonly state: StageState;
  readonly causes: readonly DriftCause[];
}

/** Stages that passed once and whose proof is lost, in order. Writes nothing. */
export async function stageDrift(parts: EngineParts): Promise<readonly StageDrift[]> {
  const found: StageDrift[] = [];
  for (const stage of parts.stages) {
    const drift = await driftOf(parts, stage);
    if (drift !== null) found.push(drift);
  }
  return found;
}

async function driftOf(parts: EngineParts, stage: StageDeclaration): Promise<StageDrift | null> {
  const history = stageHistory(parts.journal.entries(), stage.id);
  if (history.lastPassed === null) return null;
  const changes: DriftCause[] = [];
  for (const key of await changedSincePass(parts, stage))
    changes.push(...(await causesOf(parts, key, history.lastPassed.seq)));
  const rules = await rulesSince(parts, stage);
  const judged = rules === null ? [] : ruleCauses(rules, parts.settings.language);
  const stands = passedByLedger(history);
  const fallen = stands ? [] : [fallenCause(stage.id, history, parts.settings.language)];
  const causes = [...changes, ...judged, ...fallen];
  if (causes.length === 0) return null;
  if (changes.length > 0 || rules?.verdict.pass === false) return { id: stage.id, state: "stale", causes };
  const failed = (history.lastFailed?.seq ?? -1) > (history.lastReopened?.seq ?? -1);
  return { id: stage.id, state: stands ? "passed" : failed ? "failed" : "stale", causes };
}

function ruleCauses(since: NonNullable<Awaited<ReturnType<typeof rulesSince>>>, lang: Lang): readonly DriftCause[] {
  const { changed, verdict } = since;
  return changed.map((id) => {
    const found = verdict.findings.filter((finding) => finding.rule === id);
    const must = found.some((finding) => finding.severity === "must");
    const said = found.map((finding) => say(finding.message, lang)).join("; ");
    const words: Bilingual = must
      ? {
          zh: `规则变了，裁决失效；按新规则重判已存的证据，不再满足：${said}`,
          en: `the rule changed, so the verdict is stale; judged again over the stored evidence it is not met: ${said}`,
        }
      : {
          zh: "规则变了，失效的是裁决而不是成果；按新规则重判已存的证据，仍然满足",
          en: "the rule changed: the verdict is stale, not the work; judged again over the stored evidence it still holds",
        };
    return { kind: "rule" as const, at: id, why: say(words, lang) };
  });
}

function fallenCause(id: StageId, history: ReturnType<typeof stageHistory>, lang: Lang): DriftCause {
  const { lastFailed, lastReopened } = history;
  const failed = (lastFailed?.seq ?? -1) > (lastReopened?.seq ?? -1);
  const why = failed ? lastFailed?.data.why : lastReopened?.data.why;
  const words: Bilingual = failed
    ? { zh: `重新测量时没有满足：${String(why)}`, en: `it did not hold when it was measured again: ${String(why)}` }
    : { zh: `已重新打开：${String(why)}`, en: `it was reopened: ${String(why)}` };
  return { kind: "verdict", at: id, why: say(words, lang) };
}

/** The youngest record of a command that exited 0 and ran to its own end; null when there is none. */
export function lastGood(parts: EngineParts, purpose: string): Entry | null {
  const entries = parts.journal.entries();
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.type === "command" && entry.data.purpose === purpose && entry.data.exit === 0) return entry;
  }
  return null;
}

/** What changed of all that a recorded command depended on; [] while its proof stands. */
export async function commandDrift(parts: EngineParts, entry: Entry): Promise<readonly DriftCause[]> {
  const { inputs, watch } = dataOf(entry, "command");
  const then: Record<string, string> = { ...inputs };
  const now = await inputsNow(parts, then, watch ?? []);
  const causes: DriftCause[] = [];
  const changed = differences(then, now);
  for (const key of changed) {
    if (key === LISTING) continue;
    causes.push(...(await causesOf(parts, await namedBy(parts, key, entry.seq), entry.seq)));
  }
  if (changed.includes(LISTING)) causes.push(...(await newFiles(parts, watch ?? [], entry.seq)));
  return causes;
}

/** Of an environment that is another one, its lock, when that is what changed. */
async function namedBy(parts: EngineParts, key: string, since: number): Promise<string> {
  if (key !== "env:key") return key;
  const lock = lockPath(parts);
  const now = (await parts.workspace.states([lock])).get(lock)?.sha256 ?? "absent";
  return pathRecords(parts.journal.entries(), since).get(lock)?.sha256 === now ? key : lock;
}

/** The same inputs as they are on disk; what only the run itself could tell is taken as unchanged. */
async function inputsNow(parts: EngineParts, then: HashMap, watch: readonly string[]): Promise<HashMap> {
  const own = /^(env:key|request:|listing:)$/;
  const paths = Object.keys(then).filter((key) => !own.test(key));
  const now: Record<string, string> = {};
  for (const [path, state] of await parts.workspace.states(paths)) now[path] = state.meaning;
  for (const key of Object.keys(then)) if (own.test(key)) now[key] = then[key] ?? "";
  if ("env:key" in then && !("request:" in then)) now["env:key"] = await environmentHash(parts);
  if (LISTING in then) now[LISTING] = await listingHash(parts, watch);
  return now;
}

/** A file that came or went among what a command could have read. */
async function newFiles(parts: EngineParts, watch: readonly string[], since: number): Promise<readonly DriftCause[]> {
  const matches = globMatcher(watch);
  const known = await pathsAt(parts, since);
  const there = new Set((await commandPaths(parts, watch)).map(({ path }) => path));
  const moved = [...new Set([...known, ...there])].filter(
    (path) => matches(path) && known.has(path) !== there.has(path),
  );
  const causes: DriftCause[] = [];
  for (const path of moved.sort()) causes.push(...(await causesOf(parts, path, since)));
  return causes;
}

/** Every file the ledger knew of at a line, those of kept trees by their manifests. */
async function pathsAt(parts: EngineParts, since: number): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const [path, record] of pathRecords(parts.journal.entries(), since)) {
    if (record.sha256 === "absent") continue;
    if (!path.endsWith("/")) known.add(path);
    else for (const inside of manifestOf(await textAt(parts, path, since)).keys()) known.add(inside);
  }
  return known;
}
