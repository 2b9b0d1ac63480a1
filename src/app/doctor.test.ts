// When a machine can run the spine and when it cannot.
import { expect, test } from "vitest";
import type { HostFacts } from "../ports/environments.js";
import { doctorReport, type Examined } from "./doctor.js";

const aHost = (part: Partial<HostFacts> = {}): HostFacts => ({
  platform: "linux x64",
  cpu: "a cpu",
  cores: 2,
  memoryBytes: 8e9,
  diskFreeBytes: 50e9,
  python: { path: "/usr/bin/python3", version: "3.11.7", venv: true },
  gpus: [],
  uv: "",
  probed: [],
  ...part,
});
const examined = (part: Partial<Examined> = {}): Examined => ({
  host: aHost(),
  containment: { kind: "bubblewrap", reason: "" },
  programs: { git: "git version 2.39", docker: "" },
  ...part,
});

test("a machine with everything has no problem", () => {
  expect(doctorReport(examined(), "en")).toMatchObject({ problems: [], exit: 0 });
});

test.each([
  ["no Python", { host: aHost({ python: null }) }, "No Python", 5],
  ["an old Python", { host: aHost({ python: { path: "p", version: "3.9.2", venv: true } }) }, "too old", 5],
  ["no venv", { host: aHost({ python: { path: "p", version: "3.11.2", venv: false } }) }, "venv", 5],
  ["no venv but uv", { host: aHost({ python: { path: "p", version: "3.11.2", venv: false }, uv: "0.9" }) }, "", 0],
  ["a full disk", { host: aHost({ diskFreeBytes: 1e8 }) }, "95.4 MB", 5],
  ["a nearly full disk", { host: aHost({ diskFreeBytes: 2e9 }) }, "1.9 GB", 0],
  ["no git", { programs: { git: "", docker: "" } }, "git is missing", 0],
  ["no sandbox", { containment: { kind: "none", reason: "no bwrap" } }, "no bwrap", 0],
] as const)("%s is told with a hint", (_what, part, says, exit) => {
  const report = doctorReport(examined(part), "en");

  expect(report.exit).toBe(exit);
  expect(report.problems.map((problem) => problem.what).join()).toContain(says);
  expect(report.problems.every((problem) => problem.hint !== "")).toBe(true);
});
