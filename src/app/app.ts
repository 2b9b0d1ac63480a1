// The only composition root: every adapter is named here and nowhere else.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EXIT, InputError } from "../base/errors.js";
import { commitStage } from "../engine/attempt.js";
import { checkStages } from "../engine/check.js";
import { recordEdits } from "../engine/edits.js";
import type { EngineParts } from "../engine/parts.js";
import { judgePhase } from "../engine/phase.js";
import { interruptionOf } from "../engine/run.js";
import { stageStatuses } from "../engine/status.js";
import { createEnvironments } from "../executors/environments/environments.js";
import { createLocalExecutor } from "../executors/local.js";
import { openShelf } from "../knowledge/shelf.js";
import { audit, refuseBroken } from "../ledger/audit.js";
import type { HostFacts } from "../ports/environments.js";
import type { Mind } from "../ports/mind.js";
import { phaseOf, type StageId } from "../spec/codes.js";
import type { CheckResult, FindingLine, Status } from "../spec/status.js";
import { systemClock } from "../workspace/clock.js";
import { applyAnswers, refuseUnknown } from "./answer-verb.js";
import { approve } from "./approve-verb.js";
import type { App, AppInput, ApprovalOrigin, CheckTarget } from "./contract.js";
import { examine } from "./doctor.js";
import { driftVerb } from "./drift-verb.js";
import { linesOf } from "./finding-lines.js";
import { projectAround } from "./locate.js";
import { engineParts, openProject, type Project, recordedSettings, type Tools } from "./open-project.js";
import { openProduct, torchIndexes } from "./product.js";
import { auditVerb, recipesVerb, schemaVerb } from "./read-verbs.js";
import { readingOf } from "./reading.js";
import { recipeCheckVerb } from "./recipe-check/recipe-check.js";
import { refuseMixed } from "./refuse-mixed.js";
import { rollbackVerb } from "./rollback-verb.js";
import { rulesSelftestVerb } from "./rules-selftest.js";
import { localTemplateVerb, rulesCheckVerb, rulesVerb } from "./rules-verb.js";
import { runVerb } from "./run-verb.js";
import { settleEdits } from "./settle-edits.js";
import { statusOf } from "./status-of.js";
import { traceVerb } from "./trace-verb.js";

export async function createApp(input: AppInput): Promise<App> {
  const tools = await makeTools(input);
  return {
    run: (options) => runVerb(tools, options),
    parse: (request) => readingOf(tools, request),
    status: () => statusVerb(tools),
    answer: (id, text) => answerVerb(tools, id, text),
    approve: (target, origin) => approveVerb(tools, target, origin),
    check: (target) => checkVerb(tools, target),
    audit: (head) => auditVerb(tools, ourFolder(tools), head),
    trace: async (options) => await traceVerb((await reading(tools)).parts, options),
    drift: async () => {
      const { parts, project } = await reading(tools);
      await refuseMixed(project);
      return await driftVerb(parts);
    },
    rollback: (to) => writing(tools, (parts, project) => rollbackVerb(parts, project, to)),
    rules: () => rulesVerb(tools, projectAround(input.dir)),
    rulesCheck: (file) => rulesCheckVerb(tools, file, projectAround(input.dir)),
    rulesSelftest: () => rulesSelftestVerb(tools),
    localTemplate: () => localTemplateVerb(tools, projectAround(input.dir)),
    schema: (name) => Promise.resolve(schemaVerb(name)),
    recipes: () => recipesVerb(tools),
    recipesCheck: (dir, options) => recipeCheckVerb(tools, dir, options),
    doctor: () =>
      examine({
        executor: tools.executor,
        environments: tools.environments,
        cwd: input.dir,
        lang: input.config.lang,
        signal: input.signal,
      }),
  };
}

async function makeTools(input: AppInput): Promise<Tools> {
  const { config } = input;
  const product = await openProduct();
  const executor = createLocalExecutor({ env: config.executorEnv, clock: systemClock });
  const environments = createEnvironments({
    executor,
    cacheDir: config.cacheDir,
    env: config.executorEnv,
    clock: systemClock,
    torchIndexes: await torchIndexes(product),
    pyproject: await readFile(join(product.root, "knowledge", "skeleton", "pyproject.toml"), "utf8"),
    ...(config.python === "" ? {} : { python: config.python }),
  });
  let known: Promise<HostFacts> | null = null;
  return {
    input,
    product,
    shelf: openShelf(join(product.root, "knowledge"), config.recipeDirs),
    executor,
    environments,
    host: () => {
      known ??= environments.host(input.signal);
      return known;
    },
  };
}

/** The project the caller stands in. @throws InputError when there is none. */
function ourFolder(tools: Tools): string {
  const dir = projectAround(tools.input.dir);
  if (dir !== null) return dir;
  throw new InputError({
    says: { zh: "这里没有项目", en: "There is no project here" },
    hint: { zh: "进入项目目录，或用 --dir 指定", en: "Go into a project, or name one with --dir" },
    at: tools.input.dir,
  });
}

/** Parts for verbs that look or measure; minds are never asked. */
async function partsOf(tools: Tools, project: Project): Promise<EngineParts> {
  const recorded = recordedSettings(project);
  return await engineParts(tools, project, {
    request: project.request,
    language: tools.input.config.langChosen ? tools.input.config.lang : recorded.language,
    project: recorded.name,
    profile: recorded.profile,
    offline: tools.input.config.offline,
    yes: false,
    mind: noMind,
  });
}

function noMind(): Mind {
  throw new Error("this verb asks no mind");
}

async function reading(tools: Tools): Promise<{ parts: EngineParts; project: Project }> {
  const project = await openProject(tools, ourFolder(tools), { readOnly: true, broken: "read" });
  return { project, parts: await partsOf(tools, project) };
}

async function statusVerb(tools: Tools): Promise<Status> {
  const { parts, project } = await reading(tools);
  return await statusOf(parts, project);
}

/** Opens for writing under the lock; a broken history is refused. */
async function writing<T>(tools: Tools, work: (parts: EngineParts, project: Project) => Promise<T>): Promise<T> {
  const dir = ourFolder(tools);
  const before = await openProject(tools, dir, { readOnly: true, broken: "read" });
  const lock = await before.workspace.lock();
  try {
    const project = await openProject(tools, dir, { readOnly: false });
    refuseBroken(await audit({ root: dir, git: await project.workspace.gitFacts() }));
    return await work(await partsOf(tools, project), project);
  } catch (error) {
    throw interruptionOf(tools.input.signal, error);
  } finally {
    await lock.release();
  }
}

async function answerVerb(tools: Tools, id: string, text: string): Promise<Status> {
  return await writing(tools, async (parts, project) => {
    await recordEdits(parts);
    await settleEdits(tools, project);
    await refuseUnknown(tools, project, null, { [id]: text });
    await applyAnswers(tools, project, { [id]: text }, "command");
    return await statusOf(parts, project);
  });
}

async function approveVerb(tools: Tools, target: string, origin: ApprovalOrigin): Promise<Status> {
  return await writing(tools, async (parts, project) => {
    // What our own words and scores add to a hand edit comes before the bytes are bound, not after.
    await recordEdits(parts);
    await settleEdits(tools, project);
    await approve(parts, target, origin);
    return await statusOf(parts, project);
  });
}

async function checkVerb(tools: Tools, target: CheckTarget | null): Promise<CheckResult> {
  return await writing(tools, async (parts, project) => {
    await refuseMixed(project);
    await recordEdits(parts);
    await settleEdits(tools, project);
    const chosen = parts.stages.filter((stage) => wanted(stage.id, target));
    const checked = await checkStages(parts, chosen);
    const { kind } = await parts.executor.containment();
    const lang = parts.settings.language;
    const stages = checked.map((stage) => ({
      id: stage.id,
      state: stage.state,
      findings: linesOf(stage.findings, lang),
      sealed: kind === "bubblewrap",
    }));
    const left = await stageStatuses(parts);
    const standing = lostBefore(left, checked);
    const unmet = checked.some((stage) => stage.state !== "passed") || standing.length > 0;
    const all = [...stages, ...standing];
    const last = parts.journal.entries().at(-1);
    if (last !== undefined) await commitStage(parts, "check", last.seq, last.hash);
    if (target === null || !("phase" in target)) return { stages: all, exit: unmet ? EXIT.unmet : EXIT.ok };
    const verdict = await judgePhase(parts, target.phase);
    const word = verdict.pass ? ("met" as const) : ("unmet" as const);
    return {
      stages: all,
      phase: { id: target.phase, word, findings: linesOf(verdict.findings, lang) },
      exit: unmet || !verdict.pass ? EXIT.unmet : EXIT.ok,
    };
  });
}

function wanted(id: StageId, target: CheckTarget | null): boolean {
  if (target === null) return true;
  return "stage" in target ? target.stage === id : phaseOf(id) === target.phase;
}

/** Earlier stages that lost their proof: what stands on them is not proved either. */
function lostBefore(
  stages: Awaited<ReturnType<typeof stageStatuses>>,
  checked: readonly { readonly id: StageId }[],
): { id: StageId; state: "stale" | "failed"; findings: FindingLine[] }[] {
  const last = checked.at(-1)?.id;
  const end = stages.findIndex((stage) => stage.id === last);
  return stages.slice(0, end + 1).flatMap(({ id, state, findings }) => {
    const named = checked.some((stage) => stage.id === id);
    return !named && (state === "stale" || state === "failed") ? [{ id, state, findings: [...findings] }] : [];
  });
}
