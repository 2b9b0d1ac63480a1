// f3: the build plan of a recipe with the clauses of this spec, the tests first, then file by file.

import { globMatcher } from "../../base/glob.js";
import type { HubAddresses } from "../../knowledge/shelf.js";
import type { Hands } from "../../ports/mind.js";
import { type Task, type TaskDone, type TaskPlan, type TestsWritten, testsOf } from "../../spec/build-log.js";
import { RoleId } from "../../spec/codes.js";
import { FIXED_GLOBS } from "../../spec/layout.js";
import type { Recipe } from "../../spec/recipe.js";
import type { Clause, Requirements } from "../../spec/requirements.js";
import { stringifyYaml } from "../../spec/yaml.js";
import { type Overlay, rename, settleConfig, settleHub, settleNotebook } from "./overlay.js";

export function proposePlan(requirements: Requirements, recipe: Recipe): TaskPlan {
  const name = requirements.project.name;
  const lang = requirements.project.language;
  const tasks: Task[] = recipe.tasks.map((task) => ({
    id: task.id,
    title: task.title[lang],
    goal: task.goal[lang],
    role: RoleId.catch("coder").parse(task.role),
    inputs: task.inputs.map((path) => rename(path, name)),
    outputs: task.outputs.map((path) => rename(path, name)),
    test: rename(task.test, name),
    accept: task.accept.map((word) => rename(word, name)),
    estimateMinutes: task.estimate_minutes,
    clauses: clausesFor(task.clauses, requirements),
  }));
  return {
    tasks: coverAll(
      tasks.filter((task) => task.outputs.length > 0),
      requirements,
    ),
  };
}

/** Recipe words (`quality`, `latency`, `sla`, `goal`, `hardware`, `licence` …) to clause ids. */
function clausesFor(words: readonly string[], requirements: Requirements): string[] {
  const wanted = new Set(words);
  return requirements.items
    .filter((clause) => wordsOf(clause).some((word) => wanted.has(word)))
    .map((clause) => clause.id);
}

function wordsOf(clause: Clause): readonly string[] {
  const code = clause.code?.split(":")[0] ?? "";
  if (code === "priority") return ["quality"];
  if (clause.metric === undefined) return [clause.kind, code];
  const names = [clause.metric, clause.metric.split("_")[0] ?? clause.metric];
  return clause.kind === "goal" ? ["quality", ...names] : [clause.kind, ...names];
}

/** No clause without a task: what the recipe's words miss goes to the last task, the service. */
function coverAll(tasks: readonly Task[], requirements: Requirements): Task[] {
  const covered = new Set(tasks.flatMap((task) => task.clauses));
  const missing = requirements.items.map((clause) => clause.id).filter((id) => !covered.has(id));
  return tasks.map((task, at) =>
    at === tasks.length - 1 ? { ...task, clauses: [...task.clauses, ...missing] } : task,
  );
}

/** Fixed parts that stand before any task: package metadata, locks, ignore files; what a task owns waits for it. */
export function fixedPaths(overlay: Overlay, plan: TaskPlan): readonly string[] {
  const fixed = globMatcher(FIXED_GLOBS);
  const owned = new Set(plan.tasks.flatMap((task) => task.outputs));
  return overlay.paths.filter((path) => fixed(path) && !path.startsWith("tests/") && !owned.has(path));
}

export async function writeTests(overlay: Overlay, plan: TaskPlan, hands: Hands): Promise<TestsWritten> {
  const wrote: string[] = [];
  for (const path of overlay.paths) {
    const content = path.startsWith("tests/") ? await overlay.read(path) : null;
    if (content === null) continue;
    await hands.write(path, content);
    wrote.push(path);
  }
  await hands.write("tests/clauses.yaml", stringifyYaml(marksOf(plan)));
  return { wrote: [...wrote, "tests/clauses.yaml"], note: "" };
}

/** Each test file with the clauses of the tasks it accepts. */
function marksOf(plan: TaskPlan): Readonly<Record<string, readonly string[]>> {
  const marks: Record<string, readonly string[]> = {};
  for (const task of plan.tasks)
    for (const test of task.clauses.length === 0 ? [] : testsOf(task))
      marks[test] = [...new Set([...(marks[test] ?? []), ...task.clauses])];
  return marks;
}

export async function writeFixed(overlay: Overlay, plan: TaskPlan, hands: Hands): Promise<TaskDone> {
  const wrote: string[] = [];
  for (const path of fixedPaths(overlay, plan)) {
    const content = await overlay.read(path);
    if (content === null) continue;
    await hands.write(path, content);
    wrote.push(path);
  }
  return { task: "T00", wrote, note: "" };
}

/** What the files of a task take from the project and the product; `hubs` are the addresses that full data comes from. */
export interface Choice {
  readonly requirements: Requirements;
  readonly model: string;
  readonly metric: string;
  readonly hubs: HubAddresses;
}

export async function buildTask(overlay: Overlay, task: Task, choice: Choice, hands: Hands): Promise<TaskDone> {
  const wrote: string[] = [];
  for (const path of task.outputs) {
    const content = await overlay.read(path);
    if (content === null) continue;
    await hands.write(path, typeof content === "string" ? settle(path, content, choice) : content);
    wrote.push(path);
  }
  return { task: task.id, wrote, note: "" };
}

function settle(path: string, text: string, choice: Choice): string {
  if (path === "configs/config.yaml") return settleConfig(text, choice);
  if (path.endsWith(".ipynb")) return settleNotebook(text, choice.requirements.project.language);
  return path === "configs/data/full.yaml" ? settleHub(text, choice.hubs) : text;
}
