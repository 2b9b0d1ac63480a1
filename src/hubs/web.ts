// Requests to one hub: token only at its own address, redirects by hand, bounded retries that wait as long as asked.
import type { Clock } from "../ports/clock.js";
import type { HubFailure, HubName } from "../ports/hubs.js";
import { aborted, HUB_VARIABLES, hubFailure, noAnswer, offline, rateLimited } from "./failure.js";
import { waitMs } from "./waits.js";

export interface WebLimits {
  /** Tries of one request. An address that cannot be reached at all is tried twice. */
  readonly attempts: number;
  /** Until the head of an answer is there. */
  readonly headMs: number;
  /** Between two pieces of a body. */
  readonly idleMs: number;
  /** A server that asks for a longer wait is not waited for. */
  readonly longestWaitMs: number;
}

/** The hub's rate window is five minutes. */
const LIMITS: WebLimits = { attempts: 5, headMs: 15_000, idleMs: 60_000, longestWaitMs: 330_000 };

export interface WebOptions {
  readonly hub: HubName;
  /** Base address, http or https. */
  readonly endpoint: string;
  /** "" = none. Goes to this endpoint's origin only, and into no message. */
  readonly token: string;
  /** Headers that carry the token. */
  readonly sign: (token: string) => Readonly<Record<string, string>>;
  readonly offline: boolean;
  readonly clock: Clock;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly limits?: Partial<WebLimits>;
}

/** An answer of any status but those that are tried again. Its body must be read or discarded. */
export interface Opened {
  readonly ok: true;
  readonly status: number;
  readonly headers: Headers;
  /** Throws when the line is cut or stays silent too long. */
  readonly body: AsyncIterable<Uint8Array>;
  discard(): void;
}

export interface Web {
  readonly hub: HubName;
  /** Without a `/` at the end. */
  readonly endpoint: string;
  readonly tokenSet: boolean;
  readonly attempts: number;
  /** `from`: first byte wanted. */
  open(url: string, from: number, signal: AbortSignal): Promise<Opened | HubFailure>;
  /** One doubling wait, as after a cut line. */
  pause(attempt: number, signal: AbortSignal): Promise<void>;
}

interface Again {
  readonly again: "unreachable" | "server" | "rate-limited";
  readonly what: string;
  readonly headers: Headers | null;
}

export function createWeb(options: WebOptions): Web {
  const { hub, wait, clock } = options;
  const limits = { ...LIMITS, ...options.limits };
  const base = readEndpoint(options.endpoint);
  const pause = async (ms: number, signal: AbortSignal) => await wait(ms, signal).catch(() => undefined);
  return {
    hub,
    endpoint: options.endpoint.replace(/\/+$/, ""),
    tokenSet: options.token !== "",
    attempts: limits.attempts,
    pause: (attempt, signal) => pause(waitMs(null, attempt, clock.now()), signal),
    open: async (url, from, signal) => {
      if (base === null) return badEndpoint(hub);
      if (options.offline) return offline(hub, pathOf(url));
      for (let attempt = 0; ; attempt += 1) {
        if (signal.aborted) return aborted(hub);
        const tried = await once({ options, limits, origin: base.origin, url, from, signal });
        if (!("again" in tried)) return tried;
        if (signal.aborted) return aborted(hub);
        const ms = waitMs(tried.headers, attempt, clock.now());
        const most = tried.again === "unreachable" ? Math.min(2, limits.attempts) : limits.attempts;
        if (attempt + 1 >= most || ms > limits.longestWaitMs) {
          return tried.again === "rate-limited"
            ? rateLimited(hub, ms / 1000)
            : noAnswer(hub, tried.again, tried.what, pathOf(url));
        }
        await pause(ms, signal);
      }
    },
  };
}

/** Null: no address that a hub can have. A name and password in it would end in messages and are refused. */
function readEndpoint(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") return null;
  return url;
}

function badEndpoint(hub: HubName): HubFailure {
  const { endpoint, token } = HUB_VARIABLES[hub];
  return hubFailure(
    hub,
    "endpoint",
    { zh: `${endpoint} 不是可用的地址`, en: `${endpoint} is no usable address` },
    {
      zh: `写成 https://主机 的形式，不含用户名和密码（令牌放在 ${token}）`,
      en: `write it as https://host, without name and password (a token belongs in ${token})`,
    },
  );
}

/** For messages: a signed query of a storage host is nobody's business. */
function pathOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

interface Ask {
  readonly options: WebOptions;
  readonly limits: WebLimits;
  readonly origin: string;
  readonly url: string;
  readonly from: number;
  readonly signal: AbortSignal;
}

const HOPS = 6;

async function once(ask: Ask): Promise<Opened | HubFailure | Again> {
  const { hub, token, sign } = ask.options;
  const guard = createGuard(ask.limits, ask.signal);
  let at = new URL(ask.url);
  try {
    for (let hop = 0; hop < HOPS; hop += 1) {
      const headers = new Headers({ "user-agent": "plumbline", accept: "*/*", "accept-encoding": "identity" });
      if (ask.from > 0) headers.set("range", `bytes=${ask.from}-`);
      if (token !== "" && at.origin === ask.origin) {
        for (const [name, value] of Object.entries(sign(token))) headers.set(name, value);
      }
      const response = await fetch(at, { headers, redirect: "manual", signal: guard.signal });
      const target = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || target === null) return judge(response, guard);
      response.body?.cancel().catch(() => undefined);
      const next: URL = new URL(target, at);
      if (!/^https?:$/.test(next.protocol) || (at.protocol === "https:" && next.protocol === "http:")) {
        guard.end();
        return noAnswer(hub, "bad-answer", `redirect to ${next.protocol}`, pathOf(ask.url));
      }
      at = next;
    }
    guard.end();
    return noAnswer(hub, "bad-answer", "too many redirects", pathOf(ask.url));
  } catch (error) {
    guard.end();
    return { again: "unreachable", what: causeOf(error), headers: null };
  }
}

function judge(response: Response, guard: Guard): Opened | Again {
  const { status, headers } = response;
  const discard = () => {
    guard.end();
    response.body?.cancel().catch(() => undefined);
  };
  if (status === 429 || status === 408 || status >= 500) {
    discard();
    return { again: status === 429 ? "rate-limited" : "server", what: `HTTP ${status}`, headers };
  }
  return { ok: true, status, headers, body: watched(response, guard), discard };
}

/** Reads by hand: after an abort undici may leave a read unanswered for ever. */
async function* watched(response: Response, guard: Guard): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    guard.touch();
    while (reader !== undefined) {
      const piece = await guard.orStop(reader.read());
      if (piece.done) return;
      guard.touch();
      yield piece.value;
    }
  } finally {
    guard.end();
    reader?.cancel().catch(() => undefined);
  }
}

interface Guard {
  readonly signal: AbortSignal;
  touch(): void;
  end(): void;
  /** The promise, or a rejection as soon as the request is aborted. */
  orStop<T>(promise: Promise<T>): Promise<T>;
}

/** Aborts a request whose head or next piece does not come. By hand: AbortSignal.any loses signals to the garbage collector in Node 20. */
function createGuard(limits: WebLimits, outer: AbortSignal): Guard {
  const own = new AbortController();
  const stop = () => own.abort(outer.reason);
  const late = () => own.abort(new Error("no answer in time"));
  let timer = setTimeout(late, limits.headMs);
  outer.addEventListener("abort", stop, { once: true });
  return {
    signal: own.signal,
    touch: () => {
      clearTimeout(timer);
      timer = setTimeout(late, limits.idleMs);
    },
    end: () => {
      clearTimeout(timer);
      outer.removeEventListener("abort", stop);
    },
    orStop: (promise) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(own.signal.reason);
        if (own.signal.aborted) fail();
        own.signal.addEventListener("abort", fail, { once: true });
        promise.then(resolve, reject).finally(() => own.signal.removeEventListener("abort", fail));
      }),
  };
}

/** The system's word for what went wrong, which undici hides one level down. */
export function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (inner instanceof Error && "code" in inner && typeof inner.code === "string") return inner.code;
  return inner instanceof Error ? inner.message : String(inner);
}
