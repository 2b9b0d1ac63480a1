// One need in two languages: the same spec and the same choice, other prose.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseRequirements } from "../../src/spec/documents/requirements.js";
import { parseTechnology } from "../../src/spec/documents/technology.js";
import { plumbline } from "./cli.js";
import { CANCER_ZH, DIGITS_EN } from "./requests.js";
import { aFolder, finished, type Kind, MAKING_MS } from "./trained-project.js";

/** What must be equal: everything but words, spans, scores and the language itself. */
function specOf(dir: string): object {
  const { project, items, questions } = parseRequirements(
    readFileSync(join(dir, "requirements.md"), "utf8"),
    "requirements.md",
  );
  const technology = parseTechnology(readFileSync(join(dir, "tech.md"), "utf8"), "tech.md");
  return {
    name: project.name,
    family: project.family,
    modality: project.modality,
    recipe: project.recipe,
    metric: project.metric,
    items: items.map(({ id, kind, metric, op, value, unit }) => ({ id, kind, metric, op, value, unit })).sort(byId),
    questions: questions.map(({ id, of, about, strategy }) => ({ id, of, about, strategy })),
    candidates: technology.candidates.map(({ id }) => id),
    chosen: technology.chosen,
  };
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

const hasHan = (text: string) => /\p{Script=Han}/u.test(text);

test.each<[Kind, string, boolean]>([
  ["digits", DIGITS_EN, false],
  ["cancer", CANCER_ZH, true],
])(
  "%s has one spec, whichever language asks for it",
  async (kind, request, inChinese) => {
    const dir = join(aFolder(), "other");

    const made = await plumbline(["run", "--yes", request, "--dir", dir, "--until", "f2"]);

    expect(made.exit, made.err).toBe(0);
    expect(specOf(dir)).toEqual(specOf((await finished(kind)).dir));
    expect(hasHan(readFileSync(join(dir, "tech.md"), "utf8"))).toBe(inChinese);
  },
  MAKING_MS,
);
