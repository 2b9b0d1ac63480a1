// git as the house drives it: only the project's own repository, no one's configuration, no hooks, no signing.
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Executor } from "../ports/executor.js";
import type { CommandRecord } from "../spec/command.js";

const OPTIONS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.autocrlf=false",
  "core.excludesFile=/dev/null",
  "core.attributesFile=/dev/null",
  "commit.gpgSign=false",
  "init.defaultBranch=main",
  "safe.directory=*",
].flatMap((option) => ["-c", option]);

const NAME = "Plumbline";
const EMAIL = "plumbline@localhost";
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_LITERAL_PATHSPECS: "1",
  GIT_AUTHOR_NAME: NAME,
  GIT_AUTHOR_EMAIL: EMAIL,
  GIT_COMMITTER_NAME: NAME,
  GIT_COMMITTER_EMAIL: EMAIL,
  LC_ALL: "C",
};

export interface GitCall {
  readonly stdin?: string;
  /** Works on this index file instead of the project's. */
  readonly index?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const WALL_SECONDS = 300;

export class Git {
  readonly #root: string;
  readonly #executor: Executor;
  #missing = false;

  constructor(root: string, executor: Executor) {
    this.#root = root;
    this.#executor = executor;
  }

  /** Path of a file of the repository's own folder. */
  get folder(): string {
    return join(this.#root, ".git");
  }

  /** True once git turned out not to be installed. */
  get missing(): boolean {
    return this.#missing;
  }

  async hasRepository(): Promise<boolean> {
    return (await lstat(this.folder).catch(() => null)) !== null;
  }

  /** Makes the project's own repository, also inside another one. */
  async ensureRepository(): Promise<boolean> {
    if (this.#missing) return false;
    if (await this.hasRepository()) return true;
    return (await this.#run(["git", ...OPTIONS, "init", "--quiet", "--template="], {})).ok;
  }

  /** One git command on the project's repository. Never throws for git's failure. */
  run(args: readonly string[], call: GitCall = {}): Promise<GitAnswer> {
    const place = ["--git-dir", this.folder, "--work-tree", this.#root];
    return this.#run(["git", ...OPTIONS, ...place, ...args], call);
  }

  async #run(argv: readonly string[], { stdin, index, env }: GitCall): Promise<GitAnswer> {
    const running = this.#executor.start(
      {
        argv: [...argv],
        cwd: this.#root,
        env: { ...ENVIRONMENT, ...env, ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) },
        stdin: stdin ?? "",
        purpose: "git",
      },
      { wallSeconds: WALL_SECONDS },
      new AbortController().signal,
    );
    const whole = collect(running.stdout);
    const record = await running.done;
    if (record.ended === "missing") this.#missing = true;
    return {
      ok: record.exit === 0 && record.ended === "",
      stdout: await wholeOutput(whole, record),
      stderr: record.stderr,
    };
  }
}

/** All of a stream: the record keeps only the ends of a long output. */
function collect(stream: NodeJS.ReadableStream | null): Promise<Buffer | null> {
  if (stream === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer | string) => parts.push(typeof part === "string" ? Buffer.from(part) : part));
    stream.once("end", () => resolve(Buffer.concat(parts)));
    stream.once("close", () => resolve(Buffer.concat(parts)));
    stream.once("error", () => resolve(Buffer.concat(parts)));
  });
}

async function wholeOutput(whole: Promise<Buffer | null>, record: CommandRecord): Promise<string> {
  if (record.stdoutBytes <= Buffer.byteLength(record.stdout)) return record.stdout;
  return (await whole)?.toString("utf8") ?? record.stdout;
}

/** The parts of a `-z` output. */
export function byNul(text: string): readonly string[] {
  return text.split("\0").filter((part) => part !== "");
}
