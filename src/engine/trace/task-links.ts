// Links of a task: to its files, from each file to the test that accepts it, and from the test to its runs.
import type { Bilingual } from "../../base/bilingual.js";
import type { BuildRecord } from "../../spec/build-log.js";
import { FAULTS, PENDING } from "./faults.js";
import { end, lineEnd, NONE, unionOf } from "./link-book.js";
import type { Tracing } from "./tracing.js";

export function linkTasks(tracing: Tracing): void {
  const tasks = new Set([...tracing.said.records.keys(), ...tracing.proved.records.keys()]);
  const failures = latestRuns(tracing);
  for (const task of tasks) {
    linkFiles(tracing, task);
    linkAcceptance(tracing, task);
    linkRuns(tracing, task, failures);
  }
}

/** A folder stands while a file lies in it. */
function onDisk({ facts }: Tracing, path: string): boolean {
  return facts.files.has(path) || (path.endsWith("/") && [...facts.files].some((file) => file.startsWith(path)));
}

function filesOf({ said, proved }: Tracing, task: string): readonly string[] {
  return [...new Set([said, proved].flatMap((index) => [...index.outputsOf.of(task), ...index.recordedOf.of(task)]))];
}

/** Null: the task is done, or was. */
function pendingOf({ said, proved }: Tracing, task: string): Bilingual | null {
  const record = said.records.get(task);
  return record !== undefined && !record.done && record.green === null && !proved.records.has(task)
    ? PENDING.task(task)
    : null;
}

function linkFiles(tracing: Tracing, task: string): void {
  const { said, book } = tracing;
  const gone = !said.records.has(task);
  const pending = pendingOf(tracing, task);
  for (const path of filesOf(tracing, task)) {
    const faults = [
      gone ? FAULTS.recordGone(task) : said.outputsOf.has(task, path) ? null : FAULTS.outputUnnamed(task),
      gone || said.recordedOf.has(task, path) ? null : FAULTS.fileUnrecorded(task),
      onDisk(tracing, path) ? null : FAULTS.fileGone(path),
    ];
    book.add(end("task", task), end("file", path), pending === null ? faults : [], pending);
  }
  book.name(end("task", task), (said.records.get(task) ?? tracing.proved.records.get(task))?.task.title ?? "");
}

function linkAcceptance(tracing: Tracing, task: string): void {
  const { facts, said, proved, book } = tracing;
  const pending = pendingOf(tracing, task);
  const gone = !said.records.has(task);
  const files = filesOf(tracing, task);
  const tests = new Set([...said.testsOf.of(task), ...proved.testsOf.of(task)]);
  const heard = [...tests].some((test) => mentions(facts.tests.get(test), files));
  for (const test of tests) {
    const faults = [
      gone ? FAULTS.recordGone(task) : said.testsOf.has(task, test) ? null : FAULTS.testUnnamed(task, test),
      facts.files.has(test) ? (heard ? null : FAULTS.testSilent(test)) : FAULTS.fileGone(test),
    ];
    for (const path of files)
      book.add(
        end("file", path),
        end("test", test),
        pending === null ? [...faults, onDisk(tracing, path) ? null : FAULTS.fileGone(path)] : [],
        pending,
      );
  }
}

/** A test speaks of at least one file it accepts: by path, module or plain name. */
export function mentions(text: string | undefined, paths: readonly string[]): boolean {
  if (text === undefined) return false;
  return paths.some((path) => {
    const parts = path.replace(/\/__init__\.py$/, ".py").split("/");
    const name = (parts.at(-1) ?? "").replace(/^\./, "").split(".")[0] ?? "";
    return text.includes(path) || (name.length >= 3 && new RegExp(`\\b${escaped(name)}\\b`).test(text));
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The latest acceptance run of each task that ended: its line and exit. */
function latestRuns({ facts }: Tracing): ReadonlyMap<string, { readonly entry: number; readonly exit: number | null }> {
  const latest = new Map<string, { entry: number; exit: number | null }>();
  for (const [entry, { purpose, exit }] of facts.commands)
    if (purpose.startsWith("accept ")) latest.set(purpose.slice("accept ".length), { entry, exit });
  return latest;
}

function linkRuns(
  tracing: Tracing,
  task: string,
  latest: ReadonlyMap<string, { readonly entry: number; readonly exit: number | null }>,
): void {
  const { said, proved, book } = tracing;
  const now = said.records.get(task);
  const then = proved.records.get(task);
  const tests = unionOf(said.testsOf, proved.testsOf).of(task);
  const greens = new Set([now?.green?.entry, then?.green?.entry].filter((entry) => entry !== undefined));
  const reds = new Set([now?.red.entry, then?.red.entry].filter((entry) => entry !== undefined));
  const last = latest.get(task);
  for (const test of tests) {
    const here = tracing.facts.files.has(test) ? null : FAULTS.fileGone(test);
    for (const entry of greens) {
      const since = last !== undefined && last.entry > entry && last.exit !== 0 ? FAULTS.failedSince(last.entry) : null;
      book.add(end("test", test), lineEnd(entry), [here, ...greenFaults(tracing, task, now, test, entry), since]);
      book.name(lineEnd(entry), `accept ${task}`);
    }
    for (const entry of reds) {
      book.add(end("test", test), lineEnd(entry), [here, ...redFaults(tracing, task, now, test, entry)]);
      book.name(lineEnd(entry), `red ${task}`);
    }
    if (greens.size > 0) continue;
    const pending = pendingOf(tracing, task);
    book.add(end("test", test), end("run", NONE), pending === null ? [FAULTS.noGreen(task)] : [], pending);
  }
}

type Faults = readonly (Bilingual | null)[];

function greenFaults(
  tracing: Tracing,
  task: string,
  now: BuildRecord | undefined,
  test: string,
  entry: number,
): Faults {
  const exit = tracing.facts.commands.get(entry)?.exit;
  return [
    ...citeFaults(task, now, entry, now?.green?.entry),
    now === undefined || now.done ? null : FAULTS.tickGone(task),
    ...lineFaults(tracing, entry, `accept ${task}`, test),
    exit === undefined || exit === 0 ? null : FAULTS.lineFailed(entry, exit),
  ];
}

function redFaults(tracing: Tracing, task: string, now: BuildRecord | undefined, test: string, entry: number): Faults {
  return [
    ...citeFaults(task, now, entry, now?.red.entry),
    ...lineFaults(tracing, entry, `red ${task}`, test),
    tracing.facts.commands.get(entry)?.exit === 0 ? FAULTS.neverRed(entry) : null,
  ];
}

function citeFaults(task: string, now: BuildRecord | undefined, entry: number, cited: number | undefined): Faults {
  if (now === undefined) return [FAULTS.recordGone(task)];
  return [cited === entry ? null : FAULTS.runUncited(task, entry)];
}

function lineFaults({ facts }: Tracing, entry: number, purpose: string, test: string): Faults {
  const command = facts.commands.get(entry);
  if (command === undefined) return [FAULTS.lineGone(entry)];
  const ran = command.argv.some((word) => word === test || word.startsWith(`${test}::`));
  return [
    command.purpose === purpose ? null : FAULTS.lineOther(entry, command.purpose),
    ran ? null : FAULTS.lineSkipped(entry, test),
  ];
}
