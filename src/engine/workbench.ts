// What a stage's work and evidence hold in hand: reading, running, asking, writing, all of it recorded.
import { join } from "node:path";
import type { Bilingual } from "../base/bilingual.js";
import { MachineError } from "../base/errors.js";
import { packageName } from "../base/text.js";
import type { StageDeclaration } from "../graph/stage.js";
import type { AskRequest, Facts, Probe, WorkTools } from "../ports/workbench.js";
import type { RoleId } from "../spec/codes.js";
import { askMind } from "./ask.js";
import type { Attempt } from "./attempt-data.js";
import { createCommandRunner } from "./commands.js";
import { exposeEnvironment } from "./expose.js";
import { answersOf } from "./history.js";
import type { EngineParts } from "./parts.js";
import { askPeople, askPerson } from "./people.js";
import { readCommand } from "./recorder.js";
import { removeAs, writeAs } from "./writing.js";

export interface Workbench {
  readonly probe: Probe;
  readonly tools: WorkTools;
}

export function createWorkbench(parts: EngineParts, stage: StageDeclaration, attempt: Attempt): Workbench {
  const probe = createProbe(parts, stage, true);
  const making = createProbe(parts, stage, false);
  return { probe, tools: { ...making, ...createMaking(parts, stage, attempt, making) } };
}

/** `citing`: whether an earlier record of an unchanged command may stand in for a run. */
export function createProbe(parts: EngineParts, stage: StageDeclaration, citing: boolean): Probe {
  const commands = createCommandRunner(parts, stage.id, citing);
  const facts = factsOf(parts);
  return {
    stage: stage.id,
    facts,
    signal: parts.signal,
    root: parts.workspace.root,
    scratchDir: parts.settings.scratchDir,
    sealedDir: join(parts.settings.privateDir, "sealed"),
    read: (path) => parts.workspace.readText(path),
    list: (globs, options) => parts.workspace.list(globs, options),
    states: (paths) => parts.workspace.states(paths),
    merges: (path) => parts.workspace.merges(path),
    run: commands.run,
    python: commands.python,
    environment: commands.environment,
    entries: (type, of) =>
      parts.journal.entries().filter((entry) => entry.type === type && (of === undefined || entry.stage === of)),
    command: (entry) => readCommand(parts, entry),
    shipped: (path) => parts.shipped.read(path),
    shippedFiles: (folder) => parts.shipped.list(folder),
    recipes: () => parts.recipes(),
    own: async () => (await parts.own?.()) ?? null,
    containment: () => parts.executor.containment(),
  };
}

function factsOf(parts: EngineParts): Facts {
  const { request, language, project, profile, offline, version } = parts.settings;
  return { request, language, project, package: packageName(project), host: parts.host, profile, offline, version };
}

function createMaking(
  parts: EngineParts,
  stage: StageDeclaration,
  attempt: Attempt,
  probe: Probe,
): Omit<WorkTools, keyof Probe> {
  return {
    attempt: attempt.number,
    findings: attempt.findings,
    kept: () => attempt.kept,
    yes: parts.settings.yes,
    hubs: parts.hubs ?? [],
    ask: <T>(role: RoleId, request: AskRequest): Promise<T> => askMind<T>(parts, attempt, role, request),
    write: async (path, content, options) => {
      await writeAs(parts, attempt, { path, content, by: "engine", ...options });
    },
    remove: (path) => removeAs(parts, attempt, path, "engine"),
    fetch: async ({ do: action, sampling, out }) => {
      const target = join(parts.workspace.root, out);
      const request = { do: action, ...(sampling as object), out: target, sealed: probe.sealedDir };
      const answer = await probe.python("data.py", request, {
        write: [target, probe.sealedDir],
        purpose: `data ${action}`,
      });
      if (!answer.ok) throw noData(action, answer.error);
      return { entry: answer.entry, answer: answer.answer };
    },
    decide: async ({ offered, refused, ...decision }) => {
      const entry = await parts.journal.append({
        type: "decision",
        stage: stage.id,
        data: {
          ...decision,
          options: [...decision.options],
          clause: decision.clause ?? "",
          ...(offered === undefined ? {} : { offered: [...offered] }),
          ...(refused === undefined ? {} : { refused: [...refused] }),
        },
      });
      return entry.seq;
    },
    note: (text) => parts.onProgress({ kind: "action", stage: stage.id, text }),
    answers: () => answersOf(parts.journal.entries()),
    person: (question) => askPerson(parts, stage.id, question),
    people: (questions, accept) => askPeople(parts, stage.id, questions, accept),
    approve: (of, sha256, text) => askApproval(parts, of, sha256, text),
    expose: (path, env) => exposeEnvironment(join(parts.workspace.root, path), env),
  };
}

function noData(action: string, why: string): MachineError {
  return new MachineError({
    says: { zh: `数据准备（${action}）失败：${why}`, en: `Preparing the data (${action}) failed: ${why}` },
    hint: {
      zh: "检查数据来源与磁盘空间后再次执行 plumbline run",
      en: "Check the source of the data and the disk, then type `plumbline run` again",
    },
    at: `data ${action}`,
  });
}

/** Only a person at a terminal approves, and never by `--yes`; the approval binds who, where from and the very bytes. */
async function askApproval(parts: EngineParts, of: string, sha256: string, text: Bilingual): Promise<boolean | null> {
  if (parts.settings.yes || !parts.asker.tty) return null;
  const granted = await parts.asker.confirm(text);
  if (granted !== true) return granted;
  const { who, parent = "" } = parts.asker;
  await parts.journal.append({ type: "approval", data: { of, sha256, who, tty: true, parent } });
  return true;
}
