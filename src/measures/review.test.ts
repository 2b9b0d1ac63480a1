import { expect, test } from "vitest";
import { outcomesByFile } from "./review.js";

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
