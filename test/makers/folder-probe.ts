// A probe over a temporary folder: real files and a real journal; commands answer from a table, as the test lays it.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { globMatcher } from "../../src/base/glob.js";
import { sha256 } from "../../src/base/hash.js";
import { MemoryJournal } from "../../src/ledger/memory-journal.js";
import type { EnvironmentReady } from "../../src/ports/environments.js";
import type { Facts, Probe, Recorded, RunRequest } from "../../src/ports/workbench.js";
import type { FileState, MergedFile } from "../../src/ports/workspace.js";
import type { StageId } from "../../src/spec/codes.js";
import type { CommandRecord } from "../../src/spec/command.js";
import type { Entry, EntryType, NewEntry } from "../../src/spec/entry.js";
import { fixedClock } from "../../src/workspace/clock.js";

const PRODUCT = fileURLToPath(new URL("../..", import.meta.url));

/** What a command gives; absent = exit 0 and silence. */
export type Outcome = Partial<Pick<CommandRecord, "exit" | "stdout" | "stderr">>;

export interface ProbeOptions {
  readonly stage?: StageId;
  readonly files?: Readonly<Record<string, string>>;
  readonly facts?: Partial<Facts>;
  /** By purpose. */
  readonly commands?: Readonly<Record<string, Outcome>>;
  /** By purpose: the JSON answer of a trusted program; absent = it could not run. */
  readonly trusted?: Readonly<Record<string, unknown>>;
  readonly sandbox?: "bubblewrap" | "none";
  readonly merges?: readonly MergedFile[];
}

export class FolderProbe implements Probe {
  readonly stage: StageId;
  readonly facts: Facts;
  readonly signal = new AbortController().signal;
  readonly root: string;
  readonly scratchDir: string;
  readonly sealedDir: string;
  readonly journal = new MemoryJournal(fixedClock());
  readonly ran: RunRequest[] = [];
  readonly #options: ProbeOptions;
  readonly #records = new Map<number, CommandRecord>();

  constructor(root: string, options: ProbeOptions) {
    this.root = join(root, "project");
    this.scratchDir = join(root, "scratch");
    this.sealedDir = join(root, "sealed");
    this.stage = options.stage ?? "f1-requirements";
    this.facts = { ...FACTS, ...options.facts };
    this.#options = options;
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), text);
  }

  async read(path: string): Promise<string | null> {
    return await readFile(join(this.root, path), "utf8").catch(() => null);
  }

  async list(globs: readonly string[]): Promise<readonly string[]> {
    return (await filesUnder(this.root)).filter(globMatcher(globs));
  }

  async states(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>> {
    const found = new Map<string, FileState>();
    for (const path of paths) {
      const text = await this.read(path);
      if (text !== null) found.set(path, { sha256: sha256(text), meaning: sha256(text), kept: false });
    }
    return found;
  }

  async merges(): Promise<readonly MergedFile[]> {
    return this.#options.merges ?? [];
  }

  async run(request: RunRequest): Promise<Recorded> {
    const earlier = this.entries("command").filter((entry) => entry.data.purpose === request.purpose);
    const last = earlier.at(-1);
    const known = last === undefined ? undefined : this.#records.get(last.seq);
    if (last !== undefined && known !== undefined && (request.citeOnly === true || request.cite !== false)) {
      return { entry: last.seq, record: known, cited: true };
    }
    if (request.citeOnly === true) return { entry: -1, record: aRecord(request, { exit: null }), cited: false };
    this.ran.push(request);
    return await this.record(request, this.#options.commands?.[request.purpose] ?? {});
  }

  /** Puts a command on the ledger as if it had run. */
  async record(
    request: Pick<RunRequest, "argv" | "purpose">,
    outcome: Outcome = {},
    stage?: StageId,
  ): Promise<Recorded> {
    const record = aRecord(request, outcome);
    const entry = await this.append({
      type: "command",
      stage: stage ?? this.stage,
      data: {
        argv: record.argv,
        cwd: "",
        env: [],
        purpose: record.purpose,
        exit: record.exit,
        signal: null,
        ended: "",
        seconds: "1",
        rss: 1,
        stdout: record.stdoutSha256,
        stderr: record.stderrSha256,
        sandbox: "none",
        inputs: {},
      },
    });
    this.#records.set(entry.seq, record);
    return { entry: entry.seq, record, cited: false };
  }

  append<T extends EntryType>(entry: NewEntry<T>): Promise<Entry> {
    return this.journal.append(entry);
  }

  async python(
    program: string,
    _request: unknown,
    options: { readonly purpose?: string } = {},
  ): ReturnType<Probe["python"]> {
    const purpose = options.purpose ?? `trusted ${program}`;
    const answer = this.#options.trusted?.[purpose];
    const { entry } = await this.record({ argv: ["python", program], purpose }, { exit: answer === undefined ? 1 : 0 });
    if (answer === undefined) return { ok: false, answer: {}, entry, error: `${purpose} could not run` };
    return { ok: true, answer, entry, error: "" };
  }

  async environment(): Promise<EnvironmentReady> {
    const path = join(dirname(this.root), "env");
    return { ...ENVIRONMENT, path, sitePackages: join(path, "lib/python3.11/site-packages") };
  }

  entries(type: EntryType, stage?: StageId): readonly Entry[] {
    return this.journal
      .entries()
      .filter((entry) => entry.type === type && (stage === undefined || entry.stage === stage));
  }

  async command(entry: number): Promise<CommandRecord | null> {
    return this.#records.get(entry) ?? null;
  }

  async shipped(path: string): Promise<string | null> {
    return await readFile(join(PRODUCT, path), "utf8").catch(() => null);
  }

  async shippedFiles(folder: string): Promise<readonly string[]> {
    return (await filesUnder(join(PRODUCT, folder))).map((path) => `${folder}/${path}`);
  }

  async containment(): Promise<{ readonly kind: "bubblewrap" | "none"; readonly reason: string }> {
    return { kind: this.#options.sandbox ?? "bubblewrap", reason: "" };
  }
}

/** Runs the test with a probe over a fresh folder, gone afterwards. */
export async function withProbe<T>(options: ProbeOptions, test: (probe: FolderProbe) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "plumbline-probe-"));
  try {
    const probe = new FolderProbe(root, options);
    await mkdir(probe.root, { recursive: true });
    for (const [path, text] of Object.entries(options.files ?? {})) await probe.write(path, text);
    return await test(probe);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const FACTS: Facts = {
  request: "a request",
  language: "en",
  project: "digits",
  package: "digits",
  host: {
    platform: "linux x64",
    cpu: "a cpu",
    cores: 2,
    memoryBytes: 8e9,
    diskFreeBytes: 50e9,
    python: { path: "/usr/bin/python3", version: "3.11.2", venv: true },
    gpus: [],
    uv: "",
    probed: [],
  },
  profile: "cpu",
  offline: true,
  version: "0.0.0",
};

const ENVIRONMENT: Omit<EnvironmentReady, "path" | "sitePackages"> = {
  ok: true,
  python: "python",
  pythonVersion: "3.11.2",
  roots: [],
  key: sha256("environment"),
  fromCache: true,
  installer: { name: "pip", version: "25" },
  seconds: 0,
  downloadSeconds: 0,
  downloadBytes: 0,
  probed: [],
  indexesLeftOut: [],
  commands: [],
};

function aRecord({ argv, purpose }: Pick<RunRequest, "argv" | "purpose">, outcome: Outcome): CommandRecord {
  const stdout = outcome.stdout ?? "";
  const stderr = outcome.stderr ?? "";
  return {
    argv: [...argv],
    cwd: "",
    envNames: [],
    purpose,
    exit: outcome.exit === undefined ? 0 : outcome.exit,
    signal: null,
    ended: outcome.exit === null ? "missing" : "",
    seconds: 1,
    peakRssBytes: 1,
    stdoutSha256: sha256(stdout),
    stderrSha256: sha256(stderr),
    stdoutBytes: stdout.length,
    stderrBytes: stderr.length,
    stdout,
    stderr,
    sandbox: "none",
    inputs: {},
  };
}

async function filesUnder(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}
