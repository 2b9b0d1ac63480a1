import { afterEach, beforeEach, expect, test } from "vitest";
import { file } from "../graph/stage.js";
import { MemoryJournal } from "../ledger/memory-journal.js";
import { ScriptedMind } from "../minds/scripted.js";
import type { Question } from "../spec/requirements.js";
import { fixedClock } from "../workspace/clock.js";
import { askedQuestions } from "./history.js";
import { bodyOf, readBody } from "./recorder.js";
import { aStage } from "./testing/toy-graph.js";
import { aFolder, openToy, removeFolder, type Toy, textOf } from "./testing/toy-project.js";

let root = "";
let toy: Toy;
beforeEach(async () => {
  root = await aFolder();
  toy = await openToy(root);
});
afterEach(() => removeFolder(root));

test.each<[string, unknown]>([
  ["a float", { p95: 12.5 }],
  ["a float in a list", [[0.1]]],
  ["a tiny float", { loss: 1e-9 }],
  ["a whole number past the safe ones", { flops: 2 ** 60 }],
  ["a very large number", { flops: 1e30 }],
  ["a long text", { text: "长".repeat(4_000) }],
])("%s lies in an object, not in the line", async (_, value) => {
  const body = await bodyOf(toy.parts, value);

  expect(body).toHaveProperty("object");
  expect(await readBody(toy.parts, body)).toEqual(value);
});

test.each<[string, unknown]>([
  ["whole numbers", { n: -3, list: [0, 1] }],
  ["numbers in words", { text: "p95: 12.5, loss 1e-9" }],
])("%s stand in the line", async (_, value) => {
  expect(await bodyOf(toy.parts, value)).toEqual({ inline: value });
});

test("a journal in memory takes the same bodies", async () => {
  const journal = new MemoryJournal(fixedClock());
  const parts = { ...toy.parts, journal };

  const body = await bodyOf(parts, { score: 0.5 });

  expect(await readBody(parts, body)).toEqual({ score: 0.5 });
});

test("no line of a run holds a number that is no whole number, though times, costs, scores and answers are none", async () => {
  const question: Question = { id: "Q-001", of: [], about: "metric", text: "how good?", score: 0.35, strategy: "ask" };
  const plan = {
    id: "T01",
    title: "a",
    goal: "a",
    role: "coder",
    inputs: [],
    outputs: ["plan.yaml"],
    test: "",
    accept: ["true"],
  };
  const line = {
    task: "p1-docker/TaskDone",
    answer: { task: "T01", wrote: [], note: "0.5" },
    writes: { "plan.yaml": "rate: 0.5\n" },
    cost: 0.125,
  };
  const tasks = { task: "plan", answer: { tasks: [{ ...plan, estimateMinutes: 2.5, clauses: [] }] } };
  const stage = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml") },
    after: async (tools) => {
      await tools.ask("planner", { id: "plan", goal: "plan", material: { rate: 0.1 }, answer: "TaskPlan" });
      await tools.person(question);
      await tools.run({ argv: ["sleep", "0.01"], purpose: "rest", as: "tool" });
    },
  });
  const running = await openToy(root, { mind: new ScriptedMind("scripted/1", [line, tasks]), stages: [stage] });

  await running.run();

  const numbers = (await textOf(root, ".plumbline/ledger.jsonl"))
    .split("\n")
    .filter((text) => text !== "")
    .flatMap((text) => numbersIn(JSON.parse(text)));
  expect(numbers.filter((number) => !Number.isSafeInteger(number))).toEqual([]);
  expect(running.entries("thought").map((entry) => entry.data.cost)).toEqual(["0.125", "0"]);
  expect(running.entries("question")).toMatchObject([{ data: { question: { score: "0.35" } } }]);
  expect(askedQuestions(running.journal.entries())).toEqual([question]);
});

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
