// What a stand-in hub holds: repositories with files whose bytes are made from a seed, so that a huge one needs no memory.
import { createHash } from "node:crypto";

export interface WorldFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Hash of the git blob. */
  readonly oid: string;
  /** Large-file storage: served by another host. */
  readonly lfs: boolean;
  slice(from: number, to: number): Buffer;
}

export interface WorldRepo {
  readonly kind: "dataset" | "model";
  readonly id: string;
  readonly licence: string;
  readonly files: readonly WorldFile[];
  readonly gated: boolean;
  readonly downloads: number;
  readonly task: string;
  readonly language: string;
  readonly parameters: number | null;
  readonly size: string;
  /** Its name before it was renamed. */
  readonly formerId: string;
  /** `configs` of the card. */
  readonly configs: unknown;
}

export const SHA = "0123456789abcdef0123456789abcdef01234567";
const BLOCK = 64 * 1024;

/** Bytes that differ from place to place: a shifted copy never has the right hash. */
export function aFile(
  path: string,
  bytes: number,
  options: { lfs?: boolean; text?: string; content?: Buffer } = {},
): WorldFile {
  const content = options.content ?? (options.text === undefined ? null : Buffer.from(options.text));
  const size = content?.length ?? bytes;
  const slice =
    content === null
      ? (from: number, to: number) => made(from, to)
      : (from: number, to: number) => content.subarray(from, to);
  const [own, git] = [createHash("sha256"), createHash("sha1").update(`blob ${size}\0`)];
  for (let at = 0; at < size; at += BLOCK) {
    const piece = slice(at, Math.min(size, at + BLOCK));
    own.update(piece);
    git.update(piece);
  }
  return { path, bytes: size, sha256: own.digest("hex"), oid: git.digest("hex"), lfs: options.lfs ?? false, slice };
}

function made(from: number, to: number): Buffer {
  const piece = Buffer.allocUnsafe(to - from);
  for (let index = 0; index < piece.length; index += 1) {
    const at = from + index;
    piece[index] = (at * 31 + (at >>> 8) * 7 + (at >>> 16)) & 255;
  }
  return piece;
}

export function aRepo(change: Partial<WorldRepo> & Pick<WorldRepo, "id">): WorldRepo {
  return {
    kind: "dataset",
    licence: "mit",
    files: [],
    gated: false,
    downloads: 100,
    task: "text-classification",
    language: "en",
    parameters: null,
    size: "1K<n<10K",
    formerId: "",
    configs: null,
    ...change,
  };
}

/** A safetensors file: its head lists the tensors, zeros stand for their values. */
export function safetensors(shapes: Readonly<Record<string, readonly number[]>>): Buffer {
  const head = Buffer.from(
    JSON.stringify({
      __metadata__: { format: "pt" },
      ...Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, { dtype: "F32", shape, data_offsets: [0, 4] }]),
      ),
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  return Buffer.concat([length, head, Buffer.alloc(4096)]);
}
