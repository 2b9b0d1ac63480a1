// A stage that the rulebook names waits for a person; what they approved is the very bytes.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WaitingError } from "../base/errors.js";
import { ScriptedMind } from "../minds/scripted.js";
import type { Asker } from "../ports/asker.js";
import type { StageId } from "../spec/codes.js";
import { approvalOf, lacksApproval, stageContent } from "./approvals.js";
import type { EngineParts } from "./parts.js";
import { aFolder, edit, NOBODY, openToy, removeFolder, type Toy, type ToyOptions } from "./testing/toy-project.js";
import { GOOD } from "./testing/toy-script.js";

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

/** The rulebook of the toy names these stages in `approvals`. */
function approving(...approvals: StageId[]): (parts: EngineParts) => EngineParts {
  const parameters = { attempts: 3, approvals, limits: { command: 1, install: 1, training: 1 }, confident: 0.6 };
  return (parts) => ({ ...parts, rulesFor: async (stage) => ({ ...(await parts.rulesFor(stage)), parameters }) });
}

function aToy(options: ToyOptions = {}): Promise<Toy> {
  return openToy(root, {
    bare: true,
    mind: new ScriptedMind("scripted/1", GOOD),
    wrap: approving("p1-docker"),
    ...options,
  });
}

/** Says the same to every question of yes or no. */
function aPerson(says: boolean | null): Asker & { readonly heard: string[] } {
  const heard: string[] = [];
  const confirm: Asker["confirm"] = async (text) => {
    heard.push(text.en);
    return says;
  };
  return { ...NOBODY, heard, confirm, tty: true, who: "ada", parent: "bash (7)" };
}

async function contentOf(toy: Toy): Promise<string> {
  const [first] = toy.parts.stages;
  return (first && (await stageContent(toy.parts, first))) ?? "";
}

describe("a stage named in `approvals`", () => {
  test("holds the run after its gate, with the command to type, and --yes changes nothing", async () => {
    const wrap = (parts: EngineParts): EngineParts => ({
      ...approving("p1-docker")(parts),
      settings: { ...parts.settings, yes: true },
    });
    const toy = await aToy({ wrap });

    const error: unknown = await toy.run().catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(WaitingError);
    expect((error as WaitingError).hint.en).toContain(`plumbline approve p1-docker --dir ${root}`);
    expect(toy.entries("stage.passed").map((entry) => entry.stage)).toEqual(["p1-docker"]);
    expect(toy.entries("stage.started", "p2-image")).toEqual([]);
  });

  test("goes on once a person at the terminal says yes: who, from where and which bytes are on the ledger", async () => {
    const person = aPerson(true);
    const toy = await aToy({ asker: person });

    await toy.run();

    expect(person.heard).toHaveLength(1);
    expect(person.heard[0]).toContain("plan.yaml");
    expect(toy.entries("approval").map((entry) => entry.data)).toEqual([
      { of: "p1-docker", sha256: await contentOf(toy), who: "ada", tty: true, parent: "bash (7)" },
    ]);
    expect(toy.entries("stage.passed", "p3-deploy")).toHaveLength(1);
  });

  test.each([false, null])("still waits when the person says %s", async (says) => {
    const toy = await aToy({ asker: aPerson(says) });

    await expect(toy.run()).rejects.toBeInstanceOf(WaitingError);
    expect(toy.entries("approval")).toEqual([]);
  });

  test("is not asked again while not one byte has changed, and asked again after one has", async () => {
    const toy = await aToy({ asker: aPerson(true) });
    await toy.run();
    const again = await aToy();
    await again.run();

    await edit(root, "plan.yaml", "steps:\n  - one\n#\n");

    const changed = await aToy();
    await expect(changed.run()).rejects.toBeInstanceOf(WaitingError);
    const [stage] = changed.parts.stages;
    expect(stage && (await lacksApproval(changed.parts, stage))).toBe(true);
    expect(approvalOf(changed.journal.entries(), "p1-docker", await contentOf(changed))).toBeNull();
  });
});

test("a stage that nobody named waits for nobody", async () => {
  const toy = await aToy({ wrap: approving() });

  await toy.run();

  expect(toy.entries("approval")).toEqual([]);
});
