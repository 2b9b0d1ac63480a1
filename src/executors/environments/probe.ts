// Which sources answer: asked once, all at a time, remembered on disk for an hour.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeByRename } from "../../base/disk.js";
import { sha256 } from "../../base/hash.js";
import type { Clock } from "../../ports/clock.js";
import { withoutSecrets } from "./failure.js";
import { listOf, type PipSettings } from "./pip-settings.js";
import { probeScript } from "./probe-script.js";
import type { Python } from "./python.js";
import { commonEnv, reach } from "./reach.js";
import type { Shell } from "./shell.js";
import { localFolder, plainAddress, type Source } from "./sources.js";

const SECONDS = 3;
const YES_LASTS_MS = 3_600_000;
const NO_LASTS_MS = 300_000;

const Answer = z.object({ ok: z.boolean(), answer: z.string(), wheels: z.array(z.string()) });
export type Answer = z.infer<typeof Answer>;
const Memory = z.record(z.string(), Answer.extend({ at: z.string() }));
type Memory = z.infer<typeof Memory>;

export interface Question {
  readonly sources: readonly Source[];
  /** A project that the indexes are asked for. */
  readonly name: string;
  /** Start of the wheel names to report, or "". */
  readonly wheel: string;
  /** Asks again even where an answer is remembered. */
  readonly afresh: boolean;
  /** Asks nobody: what a cache holds may still be used. */
  readonly offline: boolean;
}

export interface ProbeTools {
  readonly shell: Shell;
  readonly python: Python;
  readonly pip: PipSettings;
  /** Proxy and certificate variables among others. */
  readonly env: Readonly<Record<string, string>>;
  readonly cacheDir: string;
  readonly clock: Clock;
}

/** Answers in the order of the sources. */
export async function probe(question: Question, tools: ProbeTools): Promise<readonly Answer[]> {
  const file = join(tools.cacheDir, "probes.json");
  const memory = await remembered(file);
  const now = tools.clock.now();
  const answers = new Map<Source, Answer>();
  const open: Source[] = [];
  for (const source of question.sources) {
    const folder = localFolder(source.address);
    const known = memory[keyOf(source, question)];
    if (folder !== null) answers.set(source, await lookAt(folder, question.wheel));
    else if (question.offline) answers.set(source, { ok: true, answer: "offline, not asked", wheels: [] });
    else if (known !== undefined && !question.afresh && isFresh(known, now)) answers.set(source, known);
    else open.push(source);
  }
  const heard = open.length === 0 ? [] : await askNetwork(open, question, tools);
  for (const [at, source] of open.entries()) {
    const answer = heard[at] ?? { ok: false, answer: "no answer", wheels: [] };
    answers.set(source, answer);
    memory[keyOf(source, question)] = { ...answer, at: now };
  }
  if (open.length > 0) await writeByRename(file, JSON.stringify(memory), { temporary: tools.cacheDir });
  return question.sources.map((source) => answers.get(source) ?? { ok: false, answer: "no answer", wheels: [] });
}

function keyOf(source: Source, question: Question): string {
  return sha256([source.kind, source.address, question.name, question.wheel].join("\n"));
}

function isFresh(known: { readonly ok: boolean; readonly at: string }, now: string): boolean {
  const age = Date.parse(now) - Date.parse(known.at);
  return age >= 0 && age < (known.ok ? YES_LASTS_MS : NO_LASTS_MS);
}

async function remembered(file: string): Promise<Memory> {
  try {
    return Memory.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return {};
  }
}

/** A folder of wheels, a file of links, or the root of a local index. */
async function lookAt(folder: string, wheel: string): Promise<Answer> {
  const found = await stat(folder).catch(() => null);
  if (found === null) return { ok: false, answer: "no such folder", wheels: [] };
  const names = found.isDirectory() ? await readdir(folder) : [];
  return { ok: true, answer: "local", wheels: wheel === "" ? [] : names.filter((name) => name.startsWith(wheel)) };
}

async function askNetwork(sources: readonly Source[], question: Question, tools: ProbeTools): Promise<Answer[]> {
  const { pip, python, shell } = tools;
  const targets = sources.map((source, at) => ({
    id: String(at),
    url: plainAddress(source.address),
    name: source.kind === "links" ? "" : source.kind === "torch" ? "torch" : question.name,
  }));
  const trusted = listOf(pip["trusted-host"]);
  const record = await shell.run({
    argv: [python.executable, "-"],
    purpose: "probe package indexes",
    env: { ...commonEnv(tools.env), ...reach(pip) },
    stdin: probeScript({ targets, wheel: question.wheel, trusted, seconds: SECONDS }),
    wallSeconds: SECONDS + 7,
  });
  const parsed = z.record(z.string(), Answer).safeParse(parsedOrNull(record.stdout));
  const silent: Answer = { ok: false, answer: withoutSecrets(record.stderr.slice(-200)) || "no answer", wheels: [] };
  return targets.map(({ id }) => (parsed.success ? (parsed.data[id] ?? silent) : silent));
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
