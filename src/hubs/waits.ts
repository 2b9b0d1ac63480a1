// How long to wait before the next try: what the server asks for, else doubling.

const FIRST_MS = 1000;
const LAST_MS = 30_000;

/** Milliseconds. `attempt` counts from 0; `now` is ISO 8601 and only needed for dates in `Retry-After`. */
export function waitMs(headers: Headers | null, attempt: number, now: string): number {
  const asked = headers === null ? null : askedMs(headers, now);
  return asked ?? Math.min(FIRST_MS * 2 ** attempt, LAST_MS);
}

function askedMs(headers: Headers, now: string): number | null {
  const after = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000;
  const date = after === "" ? Number.NaN : Date.parse(after);
  if (Number.isFinite(date)) return Math.max(0, date - Date.parse(now));
  const windows = [...(headers.get("ratelimit") ?? "").matchAll(/(?:^|[;,\s])t=(\d+)/g)].map((match) =>
    Number(match[1]),
  );
  if (windows.length > 0) return Math.max(...windows) * 1000;
  const reset = headers.get("ratelimit-reset")?.trim() ?? "";
  return /^\d+$/.test(reset) ? Number(reset) * 1000 : null;
}
