// f1 in a run knows every recipe at hand, the community's too.
import { expect, test } from "vitest";
import { type FolderProbe, withProbe } from "../../test/makers/folder-probe.js";
import { aRecipe, aSpec } from "../../test/makers/spec.js";
import type { WorkTools } from "../ports/workbench.js";
import type { Requirements } from "../spec/requirements.js";
import { f1Requirements } from "./f1-requirements.js";

const REQUEST = "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU，单次推理延迟不超过 1 ms";

/** Hands of a run in which nobody is there to be asked; the planner answers with `spec`. */
function handsOf(probe: FolderProbe, spec: Requirements): WorkTools {
  const ask = async <T>(): Promise<T> => JSON.parse(JSON.stringify(spec));
  return Object.assign(probe, {
    attempt: 1,
    hubs: [],
    findings: [],
    yes: false,
    ask,
    remove: async () => undefined,
    fetch: async () => ({ entry: 1, answer: {} }),
    decide: async () => 1,
    note: () => undefined,
    answers: () => ({}),
    person: async () => null,
    people: async () => new Map<string, never>(),
    approve: async () => null,
    kept: () => [],
    expose: async () => undefined,
  });
}

test("a limit that no candidate of a community recipe keeps is asked about in the run", async () => {
  const recipe = { ...(await aRecipe("image-classification")), id: "our-digits" };
  const spec = await aSpec(REQUEST);
  const ours = { ...spec, project: { ...spec.project, recipe: "our-digits" } };

  await withProbe({ recipes: [{ recipe }] }, async (probe) => {
    await expect(f1Requirements.work(handsOf(probe, ours))).rejects.toMatchObject({ code: "E_WAITING" });

    expect(await probe.read("requirements.md")).toContain("K:recipes/our-digits/recipe.yaml");
  });
});
