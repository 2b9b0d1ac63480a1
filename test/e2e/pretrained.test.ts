// Every pretrained candidate is built at reduced size with random weights and takes one batch forward and back.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { RecipeCandidate } from "../../src/spec/recipe.js";
import { parseYaml } from "../../src/spec/yaml.js";
import { shelf } from "../makers/spec.js";
import { run } from "./cli.js";
import { aLaidProject, type Installed, pretrainedPython } from "./pretrained.js";
import { MAKING_MS } from "./trained-project.js";

/** Sizes of a network that has the names of these in its configuration, at the top or in `shape`. */
const REDUCED: Readonly<Record<string, number>> = {
  hidden_size: 32,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 64,
  d_model: 32,
  encoder_layers: 1,
  decoder_layers: 1,
  encoder_attention_heads: 2,
  decoder_attention_heads: 2,
  encoder_ffn_dim: 64,
  decoder_ffn_dim: 64,
  width: 32,
  mixing: 64,
  heads: 2,
  blocks: 1,
};
const TIME = { timeout: 300_000 };
const Config = z.looseObject({ shape: z.record(z.string(), z.unknown()).optional() });
const Report = z.looseObject({ dry_run: z.literal(true), model: z.string(), params: z.number(), loss: z.number() });

const candidates = (await shelf.recipes()).flatMap(({ recipe }) =>
  recipe.candidates
    .filter(({ kind }) => kind === "pretrained")
    .map((candidate) => [recipe.modality, recipe.id, candidate.id, candidate] as const),
);

async function smaller(project: string, { config }: RecipeCandidate): Promise<readonly string[]> {
  const parsed = parseYaml(await readFile(join(project, config), "utf8"));
  const { shape = {}, ...top } = Config.parse(parsed.ok ? parsed.data : {});
  const sizes = (names: object, prefix: string): string[] =>
    Object.keys(names).flatMap((name) => (name in REDUCED ? [`${prefix}${name}=${REDUCED[name]}`] : []));
  return ["model.pretrained=false", ...sizes(top, "model."), ...sizes(shape, "model.shape.")];
}

describe("with its optional package", () => {
  let installed: Installed;

  beforeAll(async () => {
    installed = await pretrainedPython();
  }, MAKING_MS);

  test.for(candidates)("%s: %s builds %s with random weights", TIME, async ([, recipe, id, candidate], { skip }) => {
    if (installed.python === "") skip(`not_run: ${installed.reason}`);
    const project = await aLaidProject(recipe);
    const overrides = await smaller(project, candidate);

    const { exit, out, err } = await run(
      installed.python,
      ["scripts/train.py", "--dry-run", "--model", id, ...overrides],
      {
        cwd: project,
        env: { HF_HUB_OFFLINE: "1", OMP_NUM_THREADS: "1" },
      },
    );

    expect(exit, err).toBe(0);
    const report = Report.parse(JSON.parse(out.trim().split("\n").at(-1) ?? ""));
    expect(report.model).toBe(id);
    expect(report.params).toBeGreaterThan(1000);
  });
});

test("there is a pretrained candidate of each modality that recipes name one for", () => {
  expect(new Set(candidates.map(([modality]) => modality))).toEqual(new Set(["image", "text", "time-series"]));
});
