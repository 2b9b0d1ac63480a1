import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SandboxSpec } from "../spec/command.js";
import { placements } from "./placements.js";

const root = realpathSync(mkdtempSync(join(tmpdir(), "plumbline-placements-")));
for (const path of ["project/outputs/deep", "project/.plumbline/scratch", "project/src", "elsewhere"]) {
  mkdirSync(join(root, path), { recursive: true });
}
symlinkSync(join(root, "elsewhere"), join(root, "project", "outputs", "way-out"));
symlinkSync(join(root, "project"), join(root, "alias"));
afterAll(() => rmSync(root, { recursive: true }));

function at(...parts: string[]): string {
  return join(root, ...parts);
}

function lines(spec: Partial<SandboxSpec>): string[] {
  const placed = placements({ read: [], write: [], mask: [], network: false, ...spec });
  return placed.map((place) => `${place.kind} ${place.at.slice(root.length + 1)}`);
}

test("the more specific path comes later, so it wins", () => {
  const spec = { read: [at("project")], write: [at("project/.plumbline/scratch")], mask: [at("project/.plumbline")] };

  expect(lines(spec)).toEqual(["read project", "mask project/.plumbline", "write project/.plumbline/scratch"]);
});

test("on the very same path a mask wins over a write", () => {
  const spec = { write: [at("project/src")], mask: [at("project/src")] };

  expect(lines(spec).at(-1)).toBe("mask project/src");
});

test("a writable path that leads out by a link is left out", () => {
  const spec = { read: [at("project")], write: [at("project/outputs"), at("project/outputs/way-out")] };

  expect(lines(spec)).toEqual(["read project", "write project/outputs"]);
});

test("a project reached by a link is shown under both names", () => {
  expect(lines({ read: [at("alias")] }).sort()).toEqual(["read alias", "read project"]);
});

test("what does not exist has no place", () => {
  expect(lines({ read: [at("absent")], mask: [at("project/absent")] })).toEqual([]);
});
