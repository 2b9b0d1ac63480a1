// A small project with a real history, git and all, for audits and their tampering.
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256, ZERO_HASH } from "../../src/base/hash.js";
import { createLocalExecutor } from "../../src/executors/local.js";
import { type Audit, audit } from "../../src/ledger/audit.js";
import { makeLine, readLines } from "../../src/ledger/chain.js";
import { openJournal, type ProjectJournal } from "../../src/ledger/file-journal.js";
import { formatHead } from "../../src/ledger/head.js";
import { fixedClock } from "../../src/workspace/clock.js";
import { openWorkspace, type ProjectWorkspace } from "../../src/workspace/workspace.js";
import { baseEnv, realClock } from "./executor-machine.js";

export const executor = createLocalExecutor({ env: baseEnv(), clock: realClock, bwrap: "" });

export interface Project {
  readonly root: string;
  readonly workspace: ProjectWorkspace;
  readonly journal: ProjectJournal;
}

export async function anEmptyProject(): Promise<Project> {
  const root = await mkdtemp(join(tmpdir(), "plumbline-project-"));
  const clock = fixedClock("2026-01-01T00:00:00.000Z", 1000);
  const workspace = openWorkspace(root, { clock, executor });
  return { root, workspace, journal: await openJournal(root, clock) };
}

/** Two passed stages, committed; an artefact edited by a person, one removed, a kept tree, objects and output. */
export async function aProject(): Promise<Project> {
  const project = await anEmptyProject();
  const { journal, workspace } = project;
  await (await workspace.lock()).release();
  await journal.append({
    type: "run.started",
    data: { version: "0.1.0", argv: ["run"], request: "手写数字识别", yes: true, mind: "expert", profile: "cpu" },
  });
  await record(project, ".gitignore", "outputs/\ncheckpoints/\n");
  await record(project, "requirements.md", "# 需求\n");
  await record(project, "old.txt", "gone soon\n");
  await pass(project, "f1-requirements", [".gitignore", "requirements.md", "old.txt"]);
  await record(project, "src/train.py", "print(1)\n");
  await journal.append({
    type: "edit",
    data: { path: "old.txt", from: sha256("gone soon\n"), to: "absent", who: "me" },
  });
  await workspace.remove("old.txt");
  await workspace.write("checkpoints/model.bin", "weights");
  const manifest = JSON.stringify({ "checkpoints/model.bin": sha256("weights") });
  const data = { path: "checkpoint/", sha256: await journal.putObject(manifest), meaning: "", by: "coder", kept: true };
  await journal.append({ type: "artefact", stage: "f3-construction", data });
  await journal.putObject("printed\n", "output");
  await pass(project, "f3-construction", ["src/train.py", "old.txt"]);
  return project;
}

export async function record({ workspace, journal }: Project, path: string, text: string): Promise<void> {
  await workspace.write(path, text);
  await journal.append({ type: "artefact", data: { path, sha256: sha256(text), meaning: "", by: "expert/1" } });
}

export async function pass(project: Project, stage: "f1-requirements" | "f3-construction", paths: readonly string[]) {
  const { journal, workspace } = project;
  const object = await journal.putObject(JSON.stringify({ stage, facts: "证据".repeat(10) }));
  const data = { sha256: object, body: { object } };
  const evidence = await journal.append({ type: "evidence", stage, data });
  const passed = await journal.append({
    type: "stage.passed",
    stage,
    data: { attempt: 1, seconds: "0.5", evidence: evidence.seq, verdict: evidence.seq, inputs: {}, outputs: {} },
  });
  return workspace.commit(paths, `${stage} passed`, `Plumbline-Ledger: ${passed.seq} ${passed.hash}`);
}

/** Writes a history that is whole in itself: every line rehashed, and the head with them. */
export async function rewriteHistory(root: string, change: (text: string) => string): Promise<void> {
  const path = join(root, ".plumbline/ledger.jsonl");
  const old = readLines(await readFile(path)).entries;
  let prev = ZERO_HASH;
  let seq = 0;
  let text = "";
  for (const { hash: _hash, ...entry } of old) {
    seq += 1;
    const data = JSON.parse(change(JSON.stringify(entry.data))) as Record<string, unknown>;
    const made = makeLine({ ...entry, seq, data, prev });
    prev = made.hash;
    text += made.line;
  }
  await writeFile(path, text);
  await writeFile(join(root, ".plumbline/head"), formatHead({ seq, hash: prev }));
}

/** What both verifiers say: kind and first bad entry, "" when all holds. */
export interface Judgement {
  readonly kind: string;
  readonly seq: number;
  readonly at: string;
}

export const HOLDS: Judgement = { kind: "", seq: 0, at: "" };

export async function auditOf(root: string, publishedHead: string | null = null): Promise<Audit> {
  const workspace = openWorkspace(root, { clock: fixedClock(), executor });
  return audit({ root, git: await workspace.gitFacts(), publishedHead });
}

export async function judgeInTypeScript(root: string, publishedHead: string | null = null): Promise<Judgement> {
  return judgementOf(await auditOf(root, publishedHead));
}

export function judgementOf({ fault }: Audit): Judgement {
  return fault === null ? HOLDS : { kind: fault.kind, seq: fault.seq, at: fault.path };
}

const VERIFIER = join(import.meta.dirname, "../../python/verify_ledger.py");

export function judgeInPython(root: string, publishedHead: string | null = null): Judgement {
  const head = publishedHead === null ? [] : ["--head", publishedHead];
  const done = spawnSync("python3", ["-I", VERIFIER, root, ...head], { encoding: "utf8" });
  if (done.status === 0) return HOLDS;
  const found = /^BROKEN kind=(\w+) entry=(-?\d+) at=(.*?): /.exec(done.stdout);
  if (done.status !== 6 || found === null) throw new Error(`the verifier failed: ${done.stdout}${done.stderr}`);
  return { kind: found[1] ?? "", seq: Number(found[2]), at: found[3] ?? "" };
}
