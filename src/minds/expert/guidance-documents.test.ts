// The guide of every shipped recipe, in both languages, as a document that the form rules read.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aProposal, aSpec, KNOWLEDGE, shelf } from "../../../test/makers/spec.js";
import { fittedAtOnce } from "../../knowledge/workload.js";
import { exampleBugfixReport } from "../../spec/documents/examples/target.js";
import { checkForm } from "../../spec/documents/form.js";
import { parseGuidance, renderGuidance } from "../../spec/documents/guidance.js";
import { proposeGuidance } from "./guidance.js";

const REQUESTS = {
  en: "Classify images of handwritten digits, accuracy at least 95%, CPU only",
  zh: "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU",
};
const KNOWN = { entries: new Set([41, 50, 52]), clauses: new Set<string>(), knowledge: () => true };

/** Keys of a candidate's configuration, wherever the recipe or what it shares lays it. */
async function keysOf(folder: string, common: readonly string[], config: string): Promise<ReadonlySet<string>> {
  for (const root of [join(folder, "template"), ...common.map((name) => join(KNOWLEDGE, "common", name))]) {
    const text = await readFile(join(root, config), "utf8").catch(() => null);
    if (text !== null) return new Set([...text.matchAll(/^([a-z_]\w*):/gm)].map((match) => match[1] ?? ""));
  }
  throw new Error(`no ${config}`);
}

const recipes = await shelf.recipes();

test.each(recipes.flatMap(({ recipe }) => (["zh", "en"] as const).map((lang) => [recipe.id, lang] as const)))(
  "the guide of every candidate of %s in %s passes the form check, and is read back as it was written",
  async (id, lang) => {
    const shelved = recipes.find(({ recipe }) => recipe.id === id);
    if (shelved === undefined) throw new Error(id);
    const { recipe, folder } = shelved;
    const spec = await aSpec(REQUESTS[lang]);
    const technology = await aProposal({ ...spec, project: { ...spec.project, recipe: id } });

    for (const { id: model, config } of recipe.candidates) {
      const { checklist, ...plan } = proposeGuidance({
        project: "my-project",
        lang,
        recipe,
        technology: {
          ...technology,
          chosen: model,
          candidates: technology.candidates.map((one) => ({ ...one, chosen: one.id === model })),
        },
        report: exampleBugfixReport(lang),
        rows: { mini: 1000, full: 70_000 },
        inputScale: 1,
        entries: { training: 50, evaluation: 52, split: 41 },
        checkpointBytes: 400_000,
        modelKeys: await keysOf(folder, recipe.common ?? [], config),
      });
      const text = renderGuidance(plan, lang);

      expect(checkForm("full_train_guidance.md", text, lang, KNOWN), model).toEqual({
        path: "full_train_guidance.md",
        placeholders: [],
        emptySections: [],
        foreignSentences: [],
        uncitedNumbers: [],
        brokenCitations: [],
        damaged: [],
      });
      expect(parseGuidance(text, "full_train_guidance.md"), model).toEqual(plan);
      const several = plan.scripts.some(({ target }) => target === "multi-gpu");
      expect(several, model).toBe(!fittedAtOnce(recipe).has(model));
      expect(
        checklist.some(({ id }) => id === "C08"),
        model,
      ).toBe(several);
    }
  },
);
