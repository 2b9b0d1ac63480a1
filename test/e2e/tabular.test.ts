// The second family, in English: a table becomes a trained, proved project.
import { beforeAll, describe, expect, test } from "vitest";
import { Status } from "../../src/spec/status.js";
import { plumbline, run } from "./cli.js";
import { type Finished, finished, MAKING_MS } from "./trained-project.js";

describe("the breast cancer project", () => {
  let made: Finished;

  beforeAll(async () => {
    made = await finished("cancer");
  }, MAKING_MS);

  test("is made by one command, nine stages passed, without a finding", () => {
    expect(made.exit, made.err).toBe(0);
    const { stages } = Status.parse(JSON.parse(made.out));
    expect(stages.filter(({ state }) => state === "passed").length).toBe(9);
    expect(stages.flatMap(({ findings }) => findings)).toEqual([]);
  });

  test("is measured by the metric that the request names, against a baseline", () => {
    const { metric, clauses } = Status.parse(JSON.parse(made.out));

    expect(metric).toMatchObject({ name: "recall", clause: "REQ-002", baseline: { name: "majority" } });
    expect(metric?.passed).toBe((metric?.value ?? 0) >= 0.95);
    expect(clauses).toContainEqual(expect.objectContaining({ id: "REQ-002", word: metric?.passed ? "met" : "unmet" }));
  });

  test("names what was assumed, and that nobody confirmed it", () => {
    const { questions } = Status.parse(JSON.parse(made.out));

    expect(questions.every(({ strategy, assumed }) => strategy === "assume" && assumed !== "")).toBe(true);
  });

  test("passes the audit and the verifier", async () => {
    const audit = await plumbline(["audit", "--dir", made.dir]);
    const verifier = await run("python3", ["verify_ledger.py"], { cwd: made.dir });

    expect([audit.exit, verifier.exit]).toEqual([0, 0]);
  });
});
