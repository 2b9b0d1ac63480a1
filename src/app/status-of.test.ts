// Status words of clauses and the questions that stay open, over a ledger made by hand.
import { expect, test } from "vitest";
import { type Measured, recordEvaluation, withAppProject } from "../../test/makers/app-project.js";
import { aSpec } from "../../test/makers/spec.js";
import type { Status } from "../spec/status.js";

const REQUEST = "Classify images of handwritten digits, accuracy at least 95%, CPU only, p95 latency at most 50 ms";

async function statusAfter(...evaluations: readonly Measured[]): Promise<Status> {
  return await withAppProject(
    await aSpec(REQUEST),
    ({ app }) => app.status(),
    async (journal) => {
      for (const evaluation of evaluations) await recordEvaluation(journal, evaluation);
    },
  );
}

const wordsOf = (status: Status): Record<string, string> =>
  Object.fromEntries(status.clauses.map(({ id, word }) => [id, word]));

test("before anything is measured every clause is not_run, and constraints are no clauses to measure", async () => {
  const status = await statusAfter();

  expect(wordsOf(status)).toEqual({ "REQ-002": "not_run", "SLA-001": "not_run" });
  expect(status.metric).toBeNull();
});

test.each([
  ["met", 0.97, true],
  ["unmet", 0.9, false],
] as const)("a quality clause is %s by the evaluator's figure, limits stay not_run", async (state, value, passed) => {
  const status = await statusAfter({ clause: "REQ-002", state, value });

  expect(wordsOf(status)).toEqual({ "REQ-002": state, "SLA-001": "not_run" });
  expect(status.metric).toMatchObject({ name: "accuracy", value, clause: "REQ-002", passed, baseline: { value: 0.1 } });
});

test("the latest evaluation counts, also when it is worse", async () => {
  const status = await statusAfter(
    { clause: "REQ-002", state: "met", value: 0.97 },
    { clause: "REQ-002", state: "unmet", value: 0.9 },
  );

  expect(wordsOf(status)["REQ-002"]).toBe("unmet");
});

test("a figure that no clause names meets no clause", async () => {
  const status = await statusAfter({ clause: "", state: "not_run", value: 0.97 });

  expect(wordsOf(status)["REQ-002"]).toBe("not_run");
  expect(status.metric).toMatchObject({ clause: null, passed: null });
});

test("all thirteen stages are listed, in order, as pending", async () => {
  const { stages } = await statusAfter();

  expect(stages).toHaveLength(13);
  expect(stages.map(({ state }) => state)).toEqual(stages.map(() => "pending"));
  expect(stages.map(({ id }) => id)).toEqual(expect.arrayContaining(["f1-requirements", "p4-operate"]));
});

test("looking appends nothing", async () => {
  const [before, after] = await withAppProject(await aSpec(REQUEST), async ({ app, journal }) => {
    const first = (await journal()).head();
    await app.status();
    await app.trace({ check: true, out: null });
    await app.rules();
    return [first, (await journal()).head()];
  });

  expect(after).toEqual(before);
});
