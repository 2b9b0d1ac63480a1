// Looks at a running tree a few times a second and names the first limit that it broke.
import type { CommandRecord, ResourceLimits } from "../spec/command.js";
import { sizeOnDisk } from "./folder-size.js";
import type { ProcessTree } from "./process-tree.js";

const FIRST_LOOK_MS = 10;
const LOOK_MS = 200;
const DISK_LOOK_MS = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export type Broken = Exclude<CommandRecord["ended"], "" | "missing">;

export interface Watched {
  readonly tree: ProcessTree;
  readonly limits: ResourceLimits;
  /** Where the command may write: its growth counts against the disk limit. */
  readonly folders: readonly string[];
  readonly onBroken: (limit: Broken) => void;
}

export class LimitWatch {
  readonly #watched: Watched;
  readonly #wall: NodeJS.Timeout;
  #look: NodeJS.Timeout | undefined;
  #disk: NodeJS.Timeout | undefined;
  #peak = 0;
  #over = false;

  constructor(watched: Watched) {
    this.#watched = watched;
    const wallMs = Math.min(watched.limits.wallSeconds * 1000, LONGEST_TIMER_MS);
    this.#wall = setTimeout(() => watched.onBroken("wall"), wallMs);
    this.#lookAfter(FIRST_LOOK_MS);
    if (watched.limits.diskBytes !== undefined) void this.#watchDisk(watched.limits.diskBytes);
  }

  get peakBytes(): number {
    return this.#peak;
  }

  stop(): void {
    this.#over = true;
    for (const timer of [this.#wall, this.#look, this.#disk]) clearTimeout(timer);
  }

  #lookAfter(wait: number): void {
    this.#look = setTimeout(() => {
      this.#check();
      if (!this.#over) this.#lookAfter(Math.min(wait * 2, LOOK_MS));
    }, wait);
  }

  #check(): void {
    const { tree, limits, onBroken } = this.#watched;
    const use = tree.use();
    this.#peak = Math.max(this.#peak, use.residentBytes, use.highestBytes);
    if (limits.memoryBytes !== undefined && use.residentBytes > limits.memoryBytes) onBroken("memory");
    else if (limits.processes !== undefined && use.processes > limits.processes) onBroken("processes");
  }

  async #watchDisk(most: number): Promise<void> {
    const before = await this.#written();
    const again = async (): Promise<void> => {
      if ((await this.#written()) - before > most) this.#watched.onBroken("disk");
      else if (!this.#over) this.#disk = setTimeout(again, DISK_LOOK_MS);
    };
    if (!this.#over) this.#disk = setTimeout(again, DISK_LOOK_MS);
  }

  async #written(): Promise<number> {
    const sizes = await Promise.all(this.#watched.folders.map(sizeOnDisk));
    return sizes.reduce((sum, size) => sum + size, 0);
  }
}
