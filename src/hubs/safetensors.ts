// The number of parameters from the heads of safetensors files, where a hub does not state it.
import { z } from "zod";
import type { HubFile } from "../ports/hubs.js";
import type { Web } from "./web.js";

const MOST_HEAD = 32 * 1024 * 1024;
const MOST_FILES = 8;
const Head = z.record(z.string(), z.unknown());
const Tensor = z.looseObject({ shape: z.array(z.int().nonnegative()) });

/** Null: no such files, too many, or a head that cannot be read. */
export async function countParameters(
  web: Web,
  files: readonly HubFile[],
  urlOf: (file: HubFile) => string,
  signal: AbortSignal,
): Promise<number | null> {
  const weights = files.filter((file) => /^(model|diffusion_pytorch_model)[^/]*\.safetensors$/.test(file.path));
  if (weights.length === 0 || weights.length > MOST_FILES) return null;
  let total = 0;
  for (const file of weights) {
    const count = await countOne(web, urlOf(file), signal).catch(() => null);
    if (count === null) return null;
    total += count;
  }
  return total;
}

/** Eight bytes of length (little-endian), then that many bytes of JSON; the tensors behind it are not fetched. */
async function countOne(web: Web, url: string, signal: AbortSignal): Promise<number | null> {
  const opened = await web.open(url, 0, signal);
  if (!opened.ok) return null;
  const chunks: Uint8Array[] = [];
  let [length, end] = [0, 8];
  if (opened.status === 200) {
    for await (const chunk of opened.body) {
      chunks.push(chunk);
      length += chunk.length;
      if (end === 8 && length >= 8) end = 8 + Number(Buffer.concat(chunks).readBigUInt64LE(0));
      if (end > MOST_HEAD || length >= end) break;
    }
  }
  opened.discard();
  if (end <= 8 || end > MOST_HEAD || length < end) return null;
  const read = Buffer.concat(chunks);
  const head = Head.parse(JSON.parse(read.subarray(8, end).toString("utf8")));
  return Object.entries(head)
    .filter(([name]) => name !== "__metadata__")
    .reduce((sum, [, tensor]) => sum + sizeOf(tensor), 0);
}

function sizeOf(tensor: unknown): number {
  const parsed = Tensor.safeParse(tensor);
  return parsed.success ? parsed.data.shape.reduce((product, side) => product * side, 1) : 0;
}
