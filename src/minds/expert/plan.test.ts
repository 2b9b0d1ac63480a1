import { expect, test } from "vitest";
import { MemoryHands } from "../../../test/makers/memory-hands.js";
import { aRecipe, aSpec, KNOWLEDGE, shelf } from "../../../test/makers/spec.js";
import { globMatcher } from "../../base/glob.js";
import { TaskPlan, testsOf } from "../../spec/build-log.js";
import { FIXED_GLOBS } from "../../spec/layout.js";
import type { Requirements } from "../../spec/requirements.js";
import { parseYaml } from "../../spec/yaml.js";
import { type Overlay, openOverlay } from "./overlay.js";
import { buildTask, proposePlan, writeFixed, writeTests } from "./plan.js";

const HUB = "https://hub.example";
const HUBS = { huggingface: HUB, modelscope: "https://other.example" };

const REQUESTS = [
  "Classify images of handwritten digits, accuracy at least 95%, CPU only, p95 latency at most 50 ms, for commercial use",
  "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU，P95延迟不超过50毫秒，部署用 docker",
  "Classify patients in a table as malignant or benign, roc_auc at least 0.9, 100 requests per second",
  "根据表格数据判断肿瘤良性或恶性，AUC不低于0.9，模型不超过1MB",
];

async function aPlan(request: string): Promise<{ spec: Requirements; plan: TaskPlan; overlay: Overlay }> {
  const spec = await aSpec(request);
  const shelved = await shelf.recipe(spec.project.recipe);
  if (shelved === null) throw new Error(spec.project.recipe);
  const overlay = await openOverlay(KNOWLEDGE, shelved, spec.project.name);
  return { spec, plan: proposePlan(spec, shelved.recipe), overlay };
}

test.each(REQUESTS)("%s: the plan is valid and every clause is carried by a task", async (request) => {
  const { spec, plan } = await aPlan(request);

  expect(TaskPlan.parse(plan)).toEqual(plan);
  const carried = new Set(plan.tasks.flatMap((task) => task.clauses));
  expect(spec.items.map((clause) => clause.id).filter((id) => !carried.has(id))).toEqual([]);
});

test("clauses go to the tasks whose work they are", async () => {
  const { spec, plan } = await aPlan(REQUESTS[0] ?? "");
  const id = (what: string): string =>
    spec.items.find((clause) => clause.metric === what || clause.code === what)?.id ?? "none";
  const tasksOf = (clause: string): string[] =>
    plan.tasks.filter((task) => task.clauses.includes(clause)).map((task) => task.test);

  expect(tasksOf(id("latency_p95"))).toEqual([
    "tests/test_infer.py",
    "tests/test_service.py",
    "tests/test_monitoring.py",
  ]);
  expect(tasksOf(id("accuracy"))).toContain("tests/test_train.py");
  expect(tasksOf(id("licence:commercial"))).toEqual(["tests/test_model.py"]);
  expect(tasksOf(id("hardware:cpu"))).toEqual(["tests/test_runtime.py", "tests/test_docker.py"]);
});

test("a clause that no task's words name goes to the last task", async () => {
  const spec = await aSpec(REQUESTS[0] ?? "");
  const recipe = await aRecipe("image-classification");
  const silent = { ...recipe, tasks: recipe.tasks.map((task) => ({ ...task, clauses: [] })) };

  const { tasks } = proposePlan(spec, silent);

  expect(tasks.at(-1)?.clauses).toEqual(spec.items.map((clause) => clause.id));
  expect(tasks.slice(0, -1).flatMap((task) => task.clauses)).toEqual([]);
});

test.each(REQUESTS)("%s: every task carries a clause, and every test is run by a task", async (request) => {
  const { plan, overlay } = await aPlan(request);

  const run = new Set(plan.tasks.flatMap(testsOf));

  expect(plan.tasks.filter((task) => task.clauses.length === 0)).toEqual([]);
  expect(overlay.paths.filter((path) => /^tests\/test_/.test(path) && !run.has(path))).toEqual([]);
});

test("titles and goals are in the project's language, paths in the project's name", async () => {
  const chinese = await aPlan(REQUESTS[1] ?? "");
  const english = await aPlan(REQUESTS[0] ?? "");

  expect(chinese.plan.tasks.every((task) => /\p{Script=Han}/u.test(task.title + task.goal))).toBe(true);
  expect(english.plan.tasks.some((task) => /\p{Script=Han}/u.test(task.title + task.goal))).toBe(false);
  expect(JSON.stringify(chinese.plan)).not.toContain("template");
  expect(JSON.stringify(english.plan)).toContain(`src/${english.spec.project.name.replaceAll("-", "_")}/trainer.py`);
});

test("the tests are laid before anything else, with the clauses each of them stands for", async () => {
  const { plan, overlay } = await aPlan(REQUESTS[0] ?? "");
  const hands = new MemoryHands();

  const answer = await writeTests(overlay, plan, hands);

  expect(answer.wrote).toEqual(hands.wrote);
  expect(hands.wrote.every((path) => path.startsWith("tests/"))).toBe(true);
  expect(plan.tasks.filter((task) => !hands.wrote.includes(task.test))).toEqual([]);
  const marks = parseYaml((await hands.read("tests/clauses.yaml")) ?? "");
  expect(marks.ok && marks.data).toEqual(
    Object.fromEntries(plan.tasks.flatMap((task) => testsOf(task).map((test) => [test, [...task.clauses]]))),
  );
});

test.each(REQUESTS)(
  "%s: fixed parts, tests and tasks together lay the whole overlay, nothing twice",
  async (request) => {
    const { spec, plan, overlay } = await aPlan(request);
    const hands = new MemoryHands();

    await writeFixed(overlay, plan, hands);
    await writeTests(overlay, plan, hands);
    for (const task of plan.tasks) {
      const done = await buildTask(
        overlay,
        task,
        { requirements: spec, model: "cnn", metric: "accuracy", hubs: HUBS },
        hands,
      );
      expect(done).toEqual({ task: task.id, wrote: task.outputs, note: "" });
    }

    const twice = hands.wrote.filter((path, at) => hands.wrote.indexOf(path) !== at);
    expect(twice).toEqual([]);
    expect([...new Set(hands.wrote)].sort()).toEqual([...overlay.paths, "tests/clauses.yaml"].sort());
  },
);

test("the fixed parts keep to the fixed globs and leave the tests to the tester", async () => {
  const { plan, overlay } = await aPlan(REQUESTS[0] ?? "");
  const hands = new MemoryHands();

  await writeFixed(overlay, plan, hands);

  expect(hands.wrote).toContain("pyproject.toml");
  expect(hands.wrote.every(globMatcher(FIXED_GLOBS))).toBe(true);
  expect(hands.wrote.some((path) => path.startsWith("tests/"))).toBe(false);
});

test("the task that lays the config settles the project's choices in it", async () => {
  const { spec, plan, overlay } = await aPlan(REQUESTS[0] ?? "");
  const task = plan.tasks.find((one) => one.outputs.includes("configs/config.yaml"));
  if (task === undefined) throw new Error("no task lays the config");
  const hands = new MemoryHands();

  await buildTask(overlay, task, { requirements: spec, model: "cnn-tiny", metric: "macro_f1", hubs: HUBS }, hands);

  const config = await hands.read("configs/config.yaml");
  expect(config).toContain("model: cnn-tiny");
  expect(config).toContain("metric: macro_f1");
  expect(config).toContain("sla: {latency_p95_ms: 50}");
});

test("the full data of pictures gets the hub's address, so that its download needs no setting", async () => {
  const { spec, plan, overlay } = await aPlan(REQUESTS[0] ?? "");
  const task = plan.tasks.find((one) => one.outputs.includes("configs/data/full.yaml"));
  if (task === undefined) throw new Error("no task lays the full data's configuration");
  const hands = new MemoryHands();

  await buildTask(overlay, task, { requirements: spec, model: "cnn", metric: "accuracy", hubs: HUBS }, hands);

  const parsed = parseYaml((await hands.read("configs/data/full.yaml")) ?? "");
  expect(parsed.ok && parsed.data).toMatchObject({ hubs: { hf: { id: "ylecun/mnist", endpoint: HUB } } });
  expect(Object.values(await shelf.hubs())).toEqual(expect.arrayContaining([expect.stringMatching(/^https:/)]));
});
