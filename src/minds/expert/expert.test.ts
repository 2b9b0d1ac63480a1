import { expect, test } from "vitest";
import { aFailure } from "../../../test/makers/failure.js";
import { MemoryHands } from "../../../test/makers/memory-hands.js";
import { aSpec, shelf } from "../../../test/makers/spec.js";
import { ANSWERS } from "../../spec/answers.js";
import type { AnswerName, MindResult, MindTask } from "../../spec/mind.js";
import { Requirements } from "../../spec/requirements.js";
import { createExpert } from "./expert.js";

const REQUEST = "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU";
const expert = createExpert(shelf, "1.2.3");

const aTask = (answer: AnswerName, material: Readonly<Record<string, unknown>>): MindTask => ({
  id: "f1/1",
  stage: "f1-requirements",
  role: "planner",
  goal: "a goal",
  language: "zh",
  material: { ...material },
  answer,
  findings: [],
  attempt: 1,
  touch: [],
  files: {},
});

async function think(answer: AnswerName, material: Readonly<Record<string, unknown>>, hands = new MemoryHands()) {
  return await expert.think(aTask(answer, material), hands, new AbortController().signal);
}

function answerOf(result: MindResult): unknown {
  if (!result.ok) throw new Error(result.failure.message.en);
  return result.answer;
}

test("it names its version and costs nothing", async () => {
  const result = await think("Requirements", { request: REQUEST });

  expect(expert.id).toBe("expert/1.2.3");
  expect(result).toMatchObject({ ok: true, usage: { tokens: 0, cost: 0 } });
});

test("the spec it answers is the one that parse prints, kept with the request word for word", async () => {
  const spec = Requirements.parse(answerOf(await think("Requirements", { request: REQUEST })));

  expect(spec).toEqual(await aSpec(REQUEST));
  expect(spec.project.request).toBe(REQUEST);
});

test("what it answers fits the schema it was asked for", async () => {
  const requirements = await aSpec(REQUEST);
  const recipe = requirements.project.recipe;
  const plan = answerOf(await think("TaskPlan", { requirements, recipe }));
  const base = { requirements, recipe, model: "cnn", metric: "accuracy" };
  const questions: readonly (readonly [AnswerName, Readonly<Record<string, unknown>>])[] = [
    ["Technology", { requirements, recipe, host: { cores: 2, gpus: 0 }, weightsReachable: false }],
    ["TaskPlan", { requirements, recipe }],
    ["TestsWritten", { ...base, plan }],
    ["TaskDone", { ...base, task: "T00" }],
    ["ReviewNotes", { requirements, tasks: [] }],
    ["VenvSpec", { recipe, project: "digits", pythonVersion: "3.11.2", locks: { cpu: "numpy==2.3.1\n" }, copies: [] }],
    ["LocalRules", { base: [], confirmedBy: "default, not a person" }],
  ];

  for (const [name, material] of questions) {
    const answer = answerOf(await think(name, material));

    expect([name, ANSWERS[name].safeParse(answer).success]).toEqual([name, true]);
  }
});

test("a failure it knows no repair for is a failure it reports, with the way out", async () => {
  const result = await think("BugRepair", {
    failure: aFailure("ValueError: nobody knows this"),
    tried: [],
    chosen: {},
  });

  expect(result).toMatchObject({ ok: false, failure: { kind: "cannot" } });
});
