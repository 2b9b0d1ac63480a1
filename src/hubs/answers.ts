// The hub's JSON answers, and the same answers kept on the disk with their date for the next time and for no network.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeByRename } from "../base/disk.js";
import { hashOf } from "../base/hash.js";
import type { Clock } from "../ports/clock.js";
import type { Dated, HubFailure } from "../ports/hubs.js";
import { aborted, noAnswer } from "./failure.js";
import { causeOf, type Opened, type Web } from "./web.js";

export interface Answer extends Dated {
  readonly ok: true;
  readonly data: unknown;
  /** Address of the next page, "" = the last. */
  readonly next: string;
}

/** What the hub said instead of an answer. */
export interface Denied {
  readonly ok: "denied";
  readonly status: number;
  /** The hub's own code, e.g. `RepoNotFound`; "" = none. */
  readonly code: string;
}

export interface Answers {
  get(url: string, signal: AbortSignal): Promise<Answer | Denied | HubFailure>;
}

const MOST_BYTES = 64 * 1024 * 1024;
const TRIES = 3;

/** `deny` finds a refusal in the body of an answer whose status says that all is well. */
export function liveAnswers(web: Web, clock: Clock, deny: (data: unknown) => Denied | null): Answers {
  return {
    get: async (url, signal) => {
      let what = "";
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        if (attempt > 0) await web.pause(attempt, signal);
        const opened = await web.open(url, 0, signal);
        if (!opened.ok) return opened;
        if (opened.status >= 400) return denied(opened);
        try {
          const data: unknown = JSON.parse(await textOf(opened));
          const refused = deny(data);
          if (refused !== null) return refused;
          return { ok: true, data, next: nextPage(opened.headers, url), at: clock.now(), fromCache: false };
        } catch (error) {
          if (signal.aborted) return aborted(web.hub);
          what = error instanceof SyntaxError ? "not JSON" : causeOf(error);
        }
      }
      return noAnswer(web.hub, "bad-answer", what, new URL(url).host);
    },
  };
}

function denied(opened: Opened): Denied {
  opened.discard();
  return { ok: "denied", status: opened.status, code: opened.headers.get("x-error-code") ?? "" };
}

async function textOf(opened: Opened): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of opened.body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function nextPage(headers: Headers, url: string): string {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get("link") ?? "")?.[1];
  return target === undefined ? "" : new URL(target, url).href;
}

const Kept = z.object({ at: z.iso.datetime(), url: z.string(), data: z.unknown(), next: z.string() });

export interface KeptAnswersOptions {
  /** Folder of the kept answers. */
  readonly folder: string;
  readonly clock: Clock;
  /** Younger answers are taken without asking again. */
  readonly maxAgeMs: number;
}

/** Answers by way of the disk: a young one at once, an older one where the hub cannot be asked. */
export function keptAnswers(live: Answers, { folder, clock, maxAgeMs }: KeptAnswersOptions): Answers {
  return {
    get: async (url, signal) => {
      const path = join(folder, `${hashOf(url).slice(0, 32)}.json`);
      const kept = await readKept(path, url);
      if (kept !== null && Date.parse(clock.now()) - Date.parse(kept.at) < maxAgeMs) return kept;
      const answer = await live.get(url, signal);
      if (answer.ok === true) {
        await keep(path, folder, { at: answer.at, url, data: answer.data, next: answer.next });
        return answer;
      }
      const silent = answer.ok === false && SILENT.has(answer.reason);
      return silent && kept !== null ? kept : answer;
    },
  };
}

const SILENT: ReadonlySet<HubFailure["reason"]> = new Set([
  "offline",
  "unreachable",
  "rate-limited",
  "server",
  "bad-answer",
]);

async function readKept(path: string, url: string): Promise<Answer | null> {
  try {
    const kept = Kept.parse(JSON.parse(await readFile(path, "utf8")));
    return kept.url === url ? { ok: true, data: kept.data, next: kept.next, at: kept.at, fromCache: true } : null;
  } catch {
    return null;
  }
}

/** A cache that cannot be written is no failure: the answer is there. */
async function keep(path: string, folder: string, value: z.infer<typeof Kept>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeByRename(path, JSON.stringify(value), { temporary: folder, mode: 0o600 });
  } catch {
    return;
  }
}
