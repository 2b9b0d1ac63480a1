import { expect, test } from "vitest";
import { aSpec } from "../../test/makers/spec.js";
import { targetOf } from "../spec/documents/requirements.js";
import { outdatedTargets } from "./outdated-targets.js";

const REQUEST = "Classify images of handwritten digits, accuracy at least 95%, latency below 50 ms, CPU only";

test.each([
  ["the figure of the clause", "| [REQ-002] | `accuracy` ≥ 0.95 |", []],
  ["another figure", "intro\n| [REQ-002] | `accuracy` ≥ 0.9 |", ["README.md:2 [REQ-002] accuracy ≥ 0.9"]],
  ["another direction", "| [REQ-002] | `accuracy` > 0.95 |", ["README.md:1 [REQ-002] accuracy > 0.95"]],
  ["a measured figure", "| `accuracy` = 0.97 | [L12] |", []],
  ["no figure at all", "The model is accurate [REQ-002].", []],
  ["another clause's metric", "| `loss` ≤ 3 | [REQ-002] |", []],
])("a line that cites a clause with %s", async (_, text, found) => {
  const { items } = await aSpec(REQUEST);

  expect(outdatedTargets("README.md", text, items)).toEqual(found);
});

test("what our documents write of each clause is up to date by itself", async () => {
  const { items } = await aSpec(REQUEST);
  const text = items.map((item) => `| [${item.id}] | ${targetOf(item)} |`).join("\n");

  expect(outdatedTargets("README.md", text, items)).toEqual([]);
});
