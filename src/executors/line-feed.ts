// Lines for progress: long ones are cut, a flood is thinned, the last line always arrives.
import { StringDecoder } from "node:string_decoder";
import { printable } from "../base/text.js";

const LONGEST = 2_000;
const LINES_PER_WINDOW = 100;
const WINDOW_MS = 100;

export class LineFeed {
  readonly #decoder = new StringDecoder("utf8");
  readonly #sink: (line: string) => void;
  readonly #ticks: () => number;
  #partial = "";
  #windowStart = Number.NEGATIVE_INFINITY;
  #inWindow = 0;
  #skipped: string | null = null;

  constructor(sink: (line: string) => void, ticks: () => number) {
    this.#sink = sink;
    this.#ticks = ticks;
  }

  push(chunk: Buffer): void {
    const now = this.#ticks();
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now;
      this.#inWindow = 0;
    }
    const lines = (this.#partial + this.#decoder.write(chunk)).split(/\r\n|\n|\r(?!$)/);
    this.#partial = (lines.pop() ?? "").slice(-LONGEST);
    for (const line of lines) this.#offer(line);
  }

  end(): void {
    const rest = this.#partial + this.#decoder.end();
    this.#partial = "";
    if (rest !== "") this.#skipped = rest;
    if (this.#skipped !== null) this.#emit(this.#skipped);
  }

  #offer(line: string): void {
    if (this.#inWindow >= LINES_PER_WINDOW) {
      this.#skipped = line;
      return;
    }
    this.#inWindow += 1;
    this.#emit(line);
  }

  #emit(line: string): void {
    this.#skipped = null;
    this.#sink(printable(line.slice(0, LONGEST)));
  }
}
