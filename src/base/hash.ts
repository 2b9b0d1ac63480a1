// SHA-256 of bytes, text and canonical JSON.
import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical.js";

export const ZERO_HASH = "0".repeat(64);

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Hash of plain data by its RFC 8785 form: the same data, the same hash. */
export function hashOf(data: unknown): string {
  return sha256(canonicalJson(data));
}
