// A stage asks the person at the terminal to approve exact bytes: only they can, and never by `--yes`.
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256 } from "../base/hash.js";
import type { Asker } from "../ports/asker.js";
import type { EngineParts } from "./parts.js";
import { aFolder, NOBODY, openToy, removeFolder } from "./testing/toy-project.js";
import { createWorkbench } from "./workbench.js";

const HASH = sha256("the local rules");
const TEXT = { zh: "批准吗？", en: "Do you approve?" };

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

const aPerson = (says: boolean): Asker => ({
  ...{ ...NOBODY, tty: true, who: "ada", parent: "bash (7)" },
  confirm: async () => says,
});

async function asked(asker: Asker, yes = false) {
  const wrap = (parts: EngineParts): EngineParts => ({ ...parts, settings: { ...parts.settings, yes } });
  const toy = await openToy(root, { bare: true, asker, wrap });
  const [stage] = toy.parts.stages;
  if (stage === undefined) throw new Error("the toy graph has no stage");
  const attempt = { stage: stage.id, number: 1, mode: "work", findings: [], firstStart: 0 } as const;
  const { tools } = createWorkbench(toy.parts, stage, { ...attempt, kept: [] });
  const granted = await tools.approve("t1-local-rules", HASH, TEXT);
  return { granted, approvals: toy.entries("approval").map(({ data }) => data) };
}

test("a yes at the terminal is on the ledger with who, from where and which bytes", async () => {
  expect(await asked(aPerson(true))).toEqual({
    granted: true,
    approvals: [{ of: "t1-local-rules", sha256: HASH, who: "ada", tty: true, parent: "bash (7)" }],
  });
});

test.each<[string, Asker, boolean, boolean | null]>([
  ["a person who says no", aPerson(false), false, false],
  ["nobody at a terminal", { ...aPerson(true), tty: false }, false, null],
  ["--yes, whoever sits there", aPerson(true), true, null],
])("%s approves nothing", async (_, asker, yes, granted) => {
  expect(await asked(asker, yes)).toEqual({ granted, approvals: [] });
});
