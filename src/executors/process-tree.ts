// Everything that one command started: children, grandchildren, and daemons that left the group and the session.
import {
  environmentHolds,
  hasProcessTable,
  type ProcessRow,
  processIds,
  readProcess,
  readResident,
} from "./process-table.js";

/** A pid may be reused; after this many looks every stranger is looked at again. */
const LOOKS_PER_FORGETTING = 20;

export interface TreeUse {
  readonly processes: number;
  readonly residentBytes: number;
  /** Highest resident size that any single process had. */
  readonly highestBytes: number;
}

export class ProcessTree {
  readonly #root: number;
  readonly #marker: string;
  readonly #rootStart: number;
  readonly #known = new Map<number, number>();
  readonly #strangers = new Set<number>();
  #looks = 0;

  /** `marker` is a text in the environment that every descendant inherits. */
  constructor(root: number, marker: string) {
    this.#root = root;
    this.#marker = marker;
    this.#rootStart = readProcess(root)?.startedAt ?? 0;
  }

  /** The living members. `afresh` looks at every stranger again: needed before one says that nobody is left. */
  members(afresh = false): readonly ProcessRow[] {
    this.#looks += 1;
    if (afresh || this.#looks % LOOKS_PER_FORGETTING === 0) this.#strangers.clear();
    const found = new Map<number, ProcessRow>();
    let open = this.#candidates();
    for (let before = open.length + 1; open.length < before; ) {
      before = open.length;
      for (const row of open) if (this.#belongs(row, found)) found.set(row.pid, row);
      open = open.filter((row) => !found.has(row.pid));
    }
    for (const row of found.values()) this.#known.set(row.pid, row.startedAt);
    for (const row of open) this.#strangers.add(row.pid);
    return [...found.values()];
  }

  use(): TreeUse {
    const sizes = this.members().map((row) => readResident(row.pid));
    return {
      processes: sizes.length,
      residentBytes: sizes.reduce((sum, size) => sum + size.now, 0),
      highestBytes: sizes.reduce((most, size) => Math.max(most, size.highest), 0),
    };
  }

  alive(): boolean {
    if (hasProcessTable) return this.members(true).length > 0;
    return send(-this.#root, 0);
  }

  /** Signals every member that `wanted` accepts; without a process table the whole group. */
  signal(signal: NodeJS.Signals, wanted: (row: ProcessRow) => boolean = () => true): void {
    if (!hasProcessTable) {
      send(-this.#root, signal);
      return;
    }
    for (const row of this.members(true).filter(wanted)) send(row.pid, signal);
  }

  #candidates(): ProcessRow[] {
    const rows: ProcessRow[] = [];
    for (const pid of processIds()) {
      if (this.#strangers.has(pid)) continue;
      const row = readProcess(pid);
      if (row !== null) rows.push(row);
    }
    return rows;
  }

  #belongs(row: ProcessRow, found: ReadonlyMap<number, ProcessRow>): boolean {
    if (row.startedAt < this.#rootStart) return false;
    if (row.pid === this.#root || row.group === this.#root || row.session === this.#root) return true;
    if (this.#known.get(row.pid) === row.startedAt || found.has(row.parent)) return true;
    return environmentHolds(row.pid, this.#marker);
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
