// Hands over files in memory; remembers what was written.
import { globMatcher } from "../../src/base/glob.js";
import type { Hands } from "../../src/ports/mind.js";

export class MemoryHands implements Hands {
  readonly files: Map<string, string | Uint8Array>;
  readonly wrote: string[] = [];

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.files = new Map(Object.entries(files));
  }

  async read(path: string): Promise<string | null> {
    const content = this.files.get(path);
    return content === undefined ? null : content.toString();
  }

  async list(globs: readonly string[]): Promise<readonly string[]> {
    const matches = globMatcher(globs);
    return [...this.files.keys()].filter(matches).sort();
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    this.files.set(path, content);
    this.wrote.push(path);
  }
}
