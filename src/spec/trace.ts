// What `trace` answers: the two-way matrix clause → task → file → test → run → metric → endpoint → alert, and every cut link.
import { z } from "zod";
import { Language, ValueWord } from "./codes.js";

/** The nodes of the matrix, in the order of the chain. */
export const TraceNodeKind = z.enum(["clause", "task", "file", "test", "run", "metric", "endpoint", "alert"]);
export type TraceNodeKind = z.infer<typeof TraceNodeKind>;

/** One node: `id` is a clause id, task id, path, ledger line `L42`, metric name, `POST /predict`, or alert name. */
export const TraceNode = z.strictObject({ kind: TraceNodeKind, id: z.string(), text: z.string() });
export type TraceNode = z.infer<typeof TraceNode>;

/** A link that stands (`ok`), is cut (why says how), or belongs to a stage that has not run (`not_run`). */
export const TraceLink = z.strictObject({
  from: TraceNode.pick({ kind: true, id: true }),
  to: TraceNode.pick({ kind: true, id: true }),
  state: z.enum(["ok", "cut", "not_run"]),
  why: z.string(),
});
export type TraceLink = z.infer<typeof TraceLink>;

/** One clause with what carries it. */
export const TraceRow = z.looseObject({
  clause: z.string(),
  text: z.string(),
  word: ValueWord,
  tasks: z.array(z.string()),
  files: z.array(z.string()),
  tests: z.array(z.string()),
  runs: z.array(z.string()),
  metrics: z.array(z.string()),
  endpoints: z.array(z.string()),
  alerts: z.array(z.string()),
  /** Why the proof is lost; "" while it stands. */
  lost: z.string(),
  /** Nothing under it is cut, lost or unmet. */
  stands: z.boolean(),
});
export type TraceRow = z.infer<typeof TraceRow>;

/** `trace --json`. Rows read forward (by clause); `links` hold both directions. */
export const TraceResult = z.looseObject({
  /** Of every `why`. */
  language: Language,
  rows: z.array(TraceRow),
  nodes: z.array(TraceNode),
  links: z.array(TraceLink),
  /** Links that are cut, both ends named. */
  cut: z.array(TraceLink),
  /** Test files that no task names as its acceptance. */
  orphanTests: z.array(z.string()),
  /** Project files that neither a task nor a stage owns. */
  unownedFiles: z.array(z.string()),
  /** Files written with the matrix, relative to the project; [] where nothing could be written. */
  written: z.array(z.string()),
  exit: z.int(),
});
export type TraceResult = z.infer<typeof TraceResult>;
