// The stage list as data: order, ownership and words, whatever the stages do.
import { expect, test } from "vitest";
import { globMatcher } from "../base/glob.js";
import { type Artefact, globsOf } from "../graph/stage.js";
import { STAGE_IDS } from "../spec/codes.js";
import { isArtefactName } from "../spec/schemas.js";
import { STAGES } from "./index.js";
import { LATER_STAGES } from "./later.js";

const globs = (artefacts: Readonly<Record<string, Artefact>> = {}): string[] =>
  Object.values(artefacts).flatMap((artefact) => globsOf(artefact).map(({ glob }) => glob));

/** Does one of the patterns cover the whole of this one? */
function covers(patterns: readonly string[], glob: string): boolean {
  return patterns.includes(glob) || globMatcher(patterns)(glob.replace("**", "a/b").replace("*", "a"));
}

const ALL = [...STAGES, ...LATER_STAGES];

test("the thirteen stages stand in the order of the design, each once", () => {
  expect(ALL.map((stage) => stage.id)).toEqual([...STAGE_IDS]);
});

test.each(STAGES.map((stage, at) => [stage.id, stage, at] as const))(
  "%s reads only facts and what an earlier stage writes",
  (_id, stage, at) => {
    const earlier = STAGES.slice(0, at).flatMap((one) => globs(one.writes));

    expect(globs(stage.reads).filter((glob) => !covers(earlier, glob))).toEqual([]);
  },
);

test.each(STAGES.map((stage, at) => [stage.id, stage, at] as const))(
  "%s writes nothing that an earlier stage owns, and amends nothing else",
  (_id, stage, at) => {
    const earlier = STAGES.slice(0, at).flatMap((one) => globs(one.writes));

    expect(globs(stage.writes).filter((glob) => covers(earlier, glob))).toEqual([]);
    expect(globs(stage.amends).filter((glob) => !covers(earlier, glob))).toEqual([]);
  },
);

test.each(ALL.map((stage) => [stage.id, stage] as const))(
  "%s says in both languages what it does and what it must meet",
  (_id, stage) => {
    const texts = [stage.title, stage.gate, ...stage.does];

    expect(stage.does.length).toBeGreaterThan(0);
    for (const { zh, en } of texts) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
      expect(en.trim()).not.toBe("");
    }
    expect(stage.seed).toMatch(/^3\.[123]\.[1-5]$/);
    expect(Object.keys(stage.writes).length).toBeGreaterThan(0);
  },
);

test("every named shape of an artefact is one that the house knows", () => {
  const shapes = STAGES.flatMap((stage) => [...Object.values(stage.reads), ...Object.values(stage.writes)]).flatMap(
    (artefact) => (artefact.kind === "oneOf" ? artefact.options : [artefact]),
  );

  const unknown = shapes.flatMap((one) =>
    one.kind === "file" && one.schema !== "text" && !isArtefactName(one.schema) ? [one.schema] : [],
  );

  expect(unknown).toEqual([]);
});
