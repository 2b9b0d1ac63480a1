// Canonical JSON (RFC 8785): one text for one value.
import canonicalize from "canonicalize";

/** @throws Error for values JSON cannot carry (undefined at the top, NaN, functions). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("value cannot be written as JSON");
  return text;
}
