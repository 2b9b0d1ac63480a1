import { expect, test } from "vitest";
import { mentions } from "./task-links.js";

test.each([
  ["from pkg.utils.config import load", ["src/pkg/utils/config.py"]],
  ["Path('deploy/docker/Dockerfile.cpu')", ["deploy/docker/Dockerfile.cpu"]],
  ['ROOT / f"Dockerfile.{profile}"', ["deploy/docker/Dockerfile.gpu"]],
  ["from pkg import models", ["src/pkg/models/__init__.py"]],
])("a test that says %s mentions %j", (text, paths) => {
  expect(mentions(text, paths)).toBe(true);
});

test.each([
  ["def test_it():\n    assert True", ["src/pkg/utils/config.py"]],
  ["reconfigure()", ["src/pkg/utils/config.py"]],
  [undefined, ["src/pkg/utils/config.py"]],
])("a test that says %j mentions none of %j", (text, paths) => {
  expect(mentions(text, paths)).toBe(false);
});
