// A project folder with a ledger, made by hand, and the app over it: what the verbs that look and answer see.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../src/app/app.js";
import { loadConfig } from "../../src/app/config.js";
import type { App } from "../../src/app/contract.js";
import { canonicalJson } from "../../src/base/canonical.js";
import { sha256 } from "../../src/base/hash.js";
import { createLocalExecutor } from "../../src/executors/local.js";
import { openJournal } from "../../src/ledger/file-journal.js";
import type { Journal } from "../../src/ports/journal.js";
import { renderRequirements } from "../../src/spec/documents/requirements.js";
import type { Requirements } from "../../src/spec/requirements.js";
import { fixedClock, systemClock } from "../../src/workspace/clock.js";
import { openWorkspace, type ProjectWorkspace } from "../../src/workspace/workspace.js";

export interface AppProject {
  readonly dir: string;
  readonly app: App;
  readonly workspace: ProjectWorkspace;
  /** Opens the ledger as it stands on the disk. */
  journal(): Promise<Journal>;
}

/** Runs the test on a project whose run has begun; `spec` stands in requirements.md. */
export async function withAppProject<T>(
  spec: Requirements | null,
  test: (project: AppProject) => Promise<T>,
  lay: (journal: Journal) => Promise<void> = async () => undefined,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "plumbline-app-"));
  try {
    const dir = join(home, "project");
    const env = { HOME: home, PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" };
    const executor = createLocalExecutor({ env, clock: systemClock, bwrap: "" });
    const workspace = openWorkspace(dir, { clock: systemClock, executor, python: null });
    const journal = await openJournal(dir, fixedClock());
    await begin(journal, spec);
    if (spec !== null) {
      const text = renderRequirements(spec, spec.project.language);
      await workspace.write("requirements.md", text);
      const artefact = { path: "requirements.md", sha256: sha256(text), meaning: sha256(text), by: "planner" };
      await journal.append({ type: "artefact", stage: "f1-requirements", data: artefact });
    }
    await lay(journal);
    const app = await createApp({
      config: loadConfig({ flags: { lang: "en" }, cwd: dir, projectDir: dir, env }),
      dir,
      asker: {
        ask: async () => null,
        askAll: async () => new Map(),
        confirm: async () => null,
        tty: false,
        who: "alice",
      },
      onProgress: () => undefined,
      signal: new AbortController().signal,
      tty: false,
    });
    return await test({ dir, app, workspace, journal: () => openJournal(dir, fixedClock(), { readOnly: true }) });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function begin(journal: Journal, spec: Requirements | null): Promise<void> {
  const request = spec?.project.request ?? "a request";
  const started = { version: "0", argv: [], request, yes: false, mind: "expert", profile: "cpu", project: "digits" };
  await journal.append({ type: "run.started", data: { ...started, language: spec?.project.language ?? "en" } });
}

export interface Measured {
  readonly clause: string;
  readonly state: "met" | "unmet" | "not_run";
  readonly value: number;
}

/** Evidence of t3 with what the evaluator found. */
export async function recordEvaluation(journal: Journal, { clause, state, value }: Measured): Promise<void> {
  const evaluation = {
    ran: true,
    metric: "accuracy",
    value,
    low: value - 0.01,
    high: value + 0.01,
    baseline: "majority",
    baselineValue: 0.1,
    clause,
    state,
    sealed: true,
  };
  const object = await journal.putObject(canonicalJson({ evaluation }));
  await journal.append({ type: "evidence", stage: "t3-first-epoch", data: { sha256: object, body: { object } } });
}
