// One command on this machine, from its start to the moment when its whole tree is gone.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../ports/clock.js";
import type { LineSink, Running } from "../ports/executor.js";
import type { Command, CommandRecord, ResourceLimits } from "../spec/command.js";
import type { Launch } from "./launch.js";
import { type Broken, LimitWatch } from "./limit-watch.js";
import { LineFeed } from "./line-feed.js";
import { OutputCapture } from "./output-capture.js";
import { ProcessTree } from "./process-tree.js";

const STEP_MS = 50;
const GIVE_UP_MS = 9_000;
const CLOSE_MS = 1_000;

export interface LocalRunSetup {
  readonly command: Command;
  readonly launch: Launch;
  readonly limits: ResourceLimits;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** How long a tree may tidy up after SIGTERM. */
  readonly graceMs: number;
  /** A pipe for the caller; otherwise standard input is the command's text or empty. */
  readonly openStdin: boolean;
  readonly onLine: LineSink | undefined;
}

export class LocalRun implements Running {
  readonly pid: number;
  readonly stdin: NodeJS.WritableStream | null;
  readonly stdout: NodeJS.ReadableStream | null;
  readonly done: Promise<CommandRecord>;
  readonly #setup: LocalRunSetup;
  readonly #startedAt: number;
  readonly #out = new OutputCapture();
  readonly #err = new OutputCapture();
  readonly #child: ChildProcess;
  readonly #tree: ProcessTree | null;
  readonly #watch: LimitWatch | null;
  readonly #onAbort = (): void => this.#end("aborted");
  #ended: CommandRecord["ended"] = "";
  #exit: { readonly code: number | null; readonly signal: string | null } | null = null;
  #felling: Promise<void> | null = null;

  constructor(setup: LocalRunSetup) {
    const { launch, command, limits, signal } = setup;
    this.#setup = setup;
    this.#startedAt = setup.clock.ticks();
    const wantsStdin = setup.openStdin || command.stdin !== undefined;
    this.#child = spawn(launch.file, launch.args, {
      cwd: launch.cwd,
      env: launch.env,
      detached: true,
      stdio: [wantsStdin ? "pipe" : "ignore", "pipe", "pipe"],
    });
    this.pid = this.#child.pid ?? 0;
    this.stdin = this.#child.stdin;
    this.stdout = this.#child.stdout;
    this.#tree = this.pid === 0 ? null : new ProcessTree(this.pid, launch.marker);
    const folders = command.sandbox?.write ?? [command.cwd];
    this.#watch =
      this.#tree && new LimitWatch({ tree: this.#tree, limits, folders, onBroken: (limit) => this.#end(limit) });
    this.#readOutput();
    this.#writeInput();
    signal.addEventListener("abort", this.#onAbort, { once: true });
    this.done = this.#settle();
  }

  kill(): void {
    this.#end("aborted");
  }

  async #settle(): Promise<CommandRecord> {
    const closed = new Promise<void>((resolve) => this.#child.once("close", () => resolve()));
    const left = await new Promise<string>((resolve) => {
      this.#child.once("error", (error) => resolve(error.message));
      this.#child.once("exit", (code, signal) => {
        this.#exit = { code, signal };
        resolve("");
      });
      this.#giveUp = resolve;
    });
    this.#watch?.stop();
    this.#setup.signal.removeEventListener("abort", this.#onAbort);
    if (left !== "" && this.pid === 0) {
      this.#ended = "missing";
      this.#err.push(Buffer.from(left));
    } else await this.#fell();
    await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    return this.#record();
  }

  /** Resolves the wait for an exit that never comes (a process stuck in the kernel). */
  #giveUp: (why: string) => void = () => {};

  #end(why: Broken): void {
    if (this.#ended !== "" || this.#exit !== null) return;
    this.#ended = why;
    void this.#fell()
      .then(() => sleep(CLOSE_MS, undefined, { ref: false }))
      .then(() => this.#giveUp("stuck"));
  }

  #fell(): Promise<void> {
    this.#felling ??= this.#fellTree();
    return this.#felling;
  }

  /** SIGTERM to all but the sandbox's own processes, then SIGKILL until nobody is left. */
  async #fellTree(): Promise<void> {
    const tree = this.#tree;
    if (tree === null) return;
    for (let waited = 0; waited < GIVE_UP_MS; waited += STEP_MS) {
      if (!tree.alive()) return;
      if (waited === 0) tree.signal("SIGTERM", (row) => row.name !== "bwrap");
      if (waited >= this.#setup.graceMs) tree.signal("SIGKILL");
      await sleep(STEP_MS);
    }
  }

  #readOutput(): void {
    const { onLine, clock, limits } = this.#setup;
    const most = limits.outputBytes ?? Number.POSITIVE_INFINITY;
    for (const name of ["stdout", "stderr"] as const) {
      const capture = name === "stdout" ? this.#out : this.#err;
      const feed =
        onLine &&
        new LineFeed(
          (line) => onLine(name, line),
          () => clock.ticks(),
        );
      this.#child[name]?.on("data", (chunk: Buffer) => {
        capture.push(chunk);
        feed?.push(chunk);
        if (this.#out.bytes + this.#err.bytes > most) this.#end("output");
      });
      this.#child[name]?.once("close", () => feed?.end());
      this.#child[name]?.on("error", () => {});
    }
  }

  #writeInput(): void {
    this.#child.stdin?.on("error", () => {});
    if (this.#setup.command.stdin !== undefined) this.#child.stdin?.end(this.#setup.command.stdin);
  }

  #record(): CommandRecord {
    const { command, launch, clock } = this.#setup;
    const stdout = this.#out.end();
    const stderr = this.#err.end();
    const absent = launch.sandbox === "bubblewrap" && /^bwrap: execvp .*: No such file/m.test(stderr.text);
    return {
      argv: [...command.argv],
      cwd: command.cwd,
      envNames: [...launch.envNames],
      purpose: command.purpose ?? "",
      exit: absent ? null : (this.#exit?.code ?? null),
      signal: this.#exit?.signal ?? null,
      ended: absent && this.#ended === "" ? "missing" : this.#ended,
      seconds: Math.max(0, clock.ticks() - this.#startedAt) / 1000,
      peakRssBytes: this.#watch?.peakBytes ?? 0,
      stdoutSha256: stdout.sha256,
      stderrSha256: stderr.sha256,
      stdoutBytes: stdout.bytes,
      stderrBytes: stderr.bytes,
      stdout: stdout.text,
      stderr: stderr.text,
      sandbox: launch.sandbox,
      inputs: {},
    };
  }
}
