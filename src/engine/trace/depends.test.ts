import { expect, test } from "vitest";
import { aTraceFacts } from "../../../test/makers/trace-facts.js";
import { clausesDependingOn } from "./depends.js";
import { buildMatrix } from "./matrix.js";

test.each([
  ["a file, through its task and the review", "src/pkg/trainer.py", ["CON-001", "REQ-001"]],
  [
    "a configuration, also through the limit that stands in it",
    "configs/config.yaml",
    ["CON-001", "REQ-001", "SLA-001"],
  ],
  ["a test, through what it accepts", "tests/test_service.py", ["SLA-001"]],
  ["nothing that the matrix knows", "README.md", []],
])("the clauses that depend on %s", (_, path, clauses) => {
  expect(clausesDependingOn(buildMatrix(aTraceFacts()).links, path)).toEqual(clauses);
});
