import { expect, test } from "vitest";
import { aSpec } from "../../test/makers/spec.js";
import { outcomesByFile, outdated } from "./review.js";

test("pytest's short summary is counted file by file", () => {
  const stdout = `....s.F
=========================== short test summary info ============================
PASSED tests/test_model.py::test_shape
PASSED tests/test_model.py::test_params[cnn]
SKIPPED [2] tests/test_model.py:12: no GPU
FAILED tests/test_infer.py::test_exit - assert 1 == 3
ERROR tests/test_train.py - ImportError
PASSED tests/test_train.py::test_loss
`;

  expect(Object.fromEntries(outcomesByFile(stdout))).toEqual({
    "tests/test_model.py": { passed: 2, failed: 0, skipped: 2 },
    "tests/test_infer.py": { passed: 0, failed: 1, skipped: 0 },
    "tests/test_train.py": { passed: 1, failed: 1, skipped: 0 },
  });
});

test("a test's own output does not count as an outcome", () => {
  expect(outcomesByFile("the model PASSED tests/test_model.py in style\n  PASSED tests/a.py\n").size).toBe(0);
});

test("a report that speaks of a clause as it was, or of one that is gone, is named", async () => {
  const spec = await aSpec("Classify images of handwritten digits, accuracy at least 95%, CPU only");
  const rows = spec.items.map(({ id, text }) => ({
    clause: id,
    text,
    where: [],
    tests: [],
    result: "met" as const,
    note: "",
  }));
  const report = { project: "digits", clauses: rows, checks: [], amended: [], overrides: [] };
  const items = spec.items
    .slice(1)
    .map((item) => (item.id === "REQ-002" ? { ...item, text: "accuracy >= 97%" } : item));

  expect(outdated(report, spec)).toEqual([]);
  expect(outdated(report, { ...spec, items })).toEqual(["REQ-001", "REQ-002"]);
  expect(outdated(report, null)).toEqual([]);
});
