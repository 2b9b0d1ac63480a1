// Every recipe once: one sentence becomes a trained, proved project, and the other language asks for the same one.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { specBeneathWords, unlikeParts } from "../../src/app/recipe-check/same-spec.js";
import { hasHan } from "../../src/base/text.js";
import { parseRequirements } from "../../src/spec/documents/requirements.js";
import { parseTechnology } from "../../src/spec/documents/technology.js";
import { Status } from "../../src/spec/status.js";
import { HOUSE, plumbline } from "./cli.js";
import { kindOf, needOf } from "./requests.js";
import { aFolder, finished, lastStageOf } from "./trained-project.js";

const IDS = readdirSync(join(HOUSE, "knowledge", "recipes")).sort();
const LONG_MS = 900_000;
/** A character or two may be quoted in English too. */
const CHINESE_PROSE = /\p{Script=Han}{6}/u;

function specIn(dir: string): object {
  const textOf = (path: string): string => readFileSync(join(dir, path), "utf8");
  return specBeneathWords(
    parseRequirements(textOf("requirements.md"), "requirements.md"),
    parseTechnology(textOf("tech.md"), "tech.md"),
  );
}

describe.each(IDS)("%s", (id) => {
  const kind = kindOf(id);

  test(
    `is built from one sentence as far as ${lastStageOf(kind)}, and truly beats the strongest cheap baseline`,
    async () => {
      const { exit, out, err } = await finished(kind);

      expect(exit, err).toBe(0);
      const { stages, metric } = Status.parse(JSON.parse(out));
      expect(stages.filter(({ state }) => state === "passed").map(({ id: stage }) => stage)).toHaveLength(
        lastStageOf(kind) === "t4" ? 9 : 8,
      );
      expect(stages.flatMap(({ findings }) => findings)).toEqual([]);
      expect(metric?.gain?.low).toBeGreaterThan(0);
      expect(metric?.gain?.value).toBeGreaterThanOrEqual(metric?.gain?.margin ?? Number.POSITIVE_INFINITY);
    },
    LONG_MS,
  );

  test(
    "has one spec, whichever language asks for it",
    async () => {
      const { request, other } = await needOf(kind);
      const dir = join(aFolder(), "other");

      const made = await plumbline(["run", "--yes", other, "--dir", dir, "--until", "f2"]);

      expect(made.exit, made.err).toBe(0);
      expect(unlikeParts(specIn(dir), specIn((await finished(kind)).dir))).toEqual([]);
      expect(CHINESE_PROSE.test(readFileSync(join(dir, "tech.md"), "utf8"))).toBe(!hasHan(request));
    },
    LONG_MS,
  );
});
