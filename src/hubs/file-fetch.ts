// One file from a hub: resumed by range, checked while it streams, and given its name only when it is whole.
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { FetchedFile, HubFailure, HubFile } from "../ports/hubs.js";
import { aborted, badToken, diskFailure, gated, hubFailure, unknownId } from "./failure.js";
import { createDigest, type Digest, feedFile } from "./integrity.js";
import { takePart } from "./part-lock.js";
import { causeOf, type Opened, type Web } from "./web.js";

export interface FileTask {
  readonly web: Web;
  readonly file: HubFile;
  readonly url: string;
  /** Absolute path of the whole file. */
  readonly target: string;
  /** For messages. */
  readonly id: string;
  readonly page: string;
  readonly signal: AbortSignal;
  /** Bytes of this file that are there now. */
  readonly onBytes: (bytes: number) => void;
}

export type FileResult = { readonly ok: true; readonly file: FetchedFile; readonly fetched: number } | HubFailure;

/** A rise that counts as progress, so that a slow line is not given up on. */
const STEP = 64 * 1024;

export async function fetchFile(task: FileTask): Promise<FileResult> {
  const { file, target } = task;
  try {
    const there = await checked(file, target);
    if (there !== null) return { ok: true, file: there, fetched: 0 };
    const part = await takePart(partPath(file, target));
    try {
      return await fill(task, part.path);
    } finally {
      await part.release();
    }
  } catch (error) {
    return diskFailure(task.web.hub, error, task.target);
  }
}

/** Named after the content: what another revision left behind is never added to. */
function partPath(file: HubFile, target: string): string {
  return join(dirname(target), `.${basename(target)}.${file.hash?.value.slice(0, 12) ?? "plain"}.part`);
}

/** The file as it lies there, when it is what the hub promises. */
async function checked(file: HubFile, path: string): Promise<FetchedFile | null> {
  const facts = await stat(path).catch(() => null);
  if (facts === null || !facts.isFile() || facts.size !== file.bytes) return null;
  const digest = createDigest(file);
  await feedFile(digest, path);
  const { sha256, fits } = digest.finish();
  return fits ? { path: file.path, bytes: file.bytes, sha256, checked: file.hash?.algorithm ?? "size" } : null;
}

async function fill(task: FileTask, part: string): Promise<FileResult> {
  const { file, web, target } = task;
  let fetched = 0;
  let best = 0;
  let failed: HubFailure = cut(task, "");
  let wrong = 0;
  for (let idle = 0; idle < web.attempts; ) {
    if (task.signal.aborted) return aborted(web.hub);
    const round = await fillOnce(task, part);
    fetched += round.fetched;
    if (round.done === "stop") return round.failure;
    if (round.done === "whole") {
      await rename(part, target);
      const { sha256 } = round;
      return {
        ok: true,
        fetched,
        file: { path: file.path, bytes: file.bytes, sha256, checked: file.hash?.algorithm ?? "size" },
      };
    }
    failed = round.failure;
    if (round.done === "wrong") {
      await rm(part, { force: true });
      wrong += 1;
      if (wrong === 2) return failed;
      best = 0;
      continue;
    }
    idle = round.at >= best + Math.max(STEP, file.bytes / 100) ? 0 : idle + 1;
    best = Math.max(best, round.at);
    if (idle < web.attempts) await web.pause(idle, task.signal);
  }
  return task.signal.aborted ? aborted(web.hub) : failed;
}

type Round =
  | { readonly done: "whole"; readonly fetched: number; readonly sha256: string }
  | { readonly done: "cut"; readonly fetched: number; readonly at: number; readonly failure: HubFailure }
  | { readonly done: "wrong"; readonly fetched: number; readonly failure: HubFailure }
  | { readonly done: "stop"; readonly fetched: number; readonly failure: HubFailure };

/** One request that goes on at the end of the part. Without a promised hash a part cannot be trusted: it starts anew. */
async function fillOnce(task: FileTask, part: string): Promise<Round> {
  const { file, web } = task;
  const handle = await open(part, "a+");
  try {
    let at = file.hash === null ? 0 : (await handle.stat()).size;
    if (at > file.bytes) at = 0;
    const digest = createDigest(file);
    if (at > 0) await feedFile(digest, part);
    else await handle.truncate(0);
    if (at === file.bytes) return finish(task, digest, at, 0);
    const opened = await web.open(task.url, at, task.signal);
    if (!opened.ok) return { done: "stop", fetched: 0, failure: opened };
    const refused = refusal(task, opened, at);
    if (refused !== null) return refused;
    const fresh = opened.status === 200 && at > 0;
    if (fresh) await handle.truncate(0);
    return await pour(task, opened, handle, fresh ? createDigest(file) : digest, fresh ? 0 : at);
  } finally {
    await handle.close();
  }
}

async function pour(task: FileTask, opened: Opened, handle: FileHandle, digest: Digest, start: number): Promise<Round> {
  let at = start;
  let line: unknown = null;
  const chunks = opened.body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const piece = await chunks.next().catch((error: unknown) => {
        line = error;
        return { done: true as const, value: undefined };
      });
      if (piece.done === true) break;
      at += piece.value.length;
      if (at > task.file.bytes) break;
      await handle.writeFile(piece.value);
      digest.update(piece.value);
      task.onBytes(at);
    }
  } finally {
    await chunks.return?.(undefined);
  }
  const fetched = at - start;
  if (at < task.file.bytes) return { done: "cut", fetched, at, failure: cut(task, line === null ? "" : causeOf(line)) };
  return finish(task, digest, at, fetched);
}

function finish(task: FileTask, digest: Digest, at: number, fetched: number): Round {
  const { sha256, fits } = digest.finish();
  if (fits && at === task.file.bytes) return { done: "whole", fetched, sha256 };
  const { web, file } = task;
  const failure = hubFailure(
    web.hub,
    "checksum",
    {
      zh: `${file.path} 两次取回的内容都与校验和不符，已删除`,
      en: `${file.path} twice came with content that does not fit its checksum; it was removed`,
    },
    { zh: "稍后再试，或换一个镜像", en: "try again later, or use another mirror" },
  );
  return { done: "wrong", fetched, failure };
}

/** What the hub said instead of the bytes. */
function refusal(task: FileTask, opened: Opened, at: number): Round | null {
  const { web, id, page, file } = task;
  const range = opened.headers.get("content-range") ?? "";
  const elsewhere = opened.status === 206 && !range.startsWith(`bytes ${at}-`);
  if (opened.status === 200 || (opened.status === 206 && !elsewhere)) return null;
  opened.discard();
  const code = opened.headers.get("x-error-code") ?? "";
  if (opened.status === 416 || elsewhere)
    return { done: "wrong", fetched: 0, failure: cut(task, `HTTP ${opened.status}`) };
  const stop = (failure: HubFailure): Round => ({ done: "stop", fetched: 0, failure });
  if (code === "GatedRepo" || opened.status === 403) return stop(gated(web.hub, id, page, web.tokenSet));
  if (opened.status === 401) return stop(web.tokenSet ? badToken(web.hub) : gated(web.hub, id, page, false));
  if (opened.status === 404) return stop(unknownId(web.hub, `${id}: ${file.path}`, []));
  return stop(cut(task, `HTTP ${opened.status}`));
}

function cut(task: FileTask, what: string): HubFailure {
  const said = what === "" ? "" : ` (${what})`;
  return hubFailure(
    task.web.hub,
    "cut",
    { zh: `${task.file.path} 的传输一再中断${said}`, en: `The line broke again and again at ${task.file.path}${said}` },
    { zh: "再次执行即从断点继续", en: "run again to go on from here" },
  );
}
