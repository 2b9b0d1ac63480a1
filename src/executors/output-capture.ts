// Takes a stream of any length: hashes all of it, keeps the first and the last mebibyte.
import { createHash } from "node:crypto";

export const KEPT_BYTES = 1024 * 1024;

export interface Captured {
  readonly sha256: string;
  readonly bytes: number;
  readonly text: string;
}

export class OutputCapture {
  readonly #hash = createHash("sha256");
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  readonly #keep: number;
  #headBytes = 0;
  #tailBytes = 0;
  #bytes = 0;

  constructor(keep = KEPT_BYTES) {
    this.#keep = keep;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    const room = Math.min(this.#keep - this.#headBytes, chunk.length);
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headBytes += room;
    }
    if (room < chunk.length) this.#pushTail(chunk.subarray(room));
  }

  end(): Captured {
    const left = this.#bytes - this.#headBytes - Math.min(this.#tailBytes, this.#keep);
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail).subarray(-this.#keep);
    const text =
      left > 0
        ? `${head.toString("utf8")}\n[... ${left} bytes left out ...]\n${tail.toString("utf8")}`
        : Buffer.concat([head, tail]).toString("utf8");
    return { sha256: this.#hash.digest("hex"), bytes: this.#bytes, text };
  }

  #pushTail(part: Buffer): void {
    this.#tail.push(part);
    this.#tailBytes += part.length;
    for (let first = this.#tail[0]; first !== undefined; first = this.#tail[0]) {
      if (this.#tailBytes - first.length < this.#keep) return;
      this.#tailBytes -= first.length;
      this.#tail.shift();
    }
  }
}
