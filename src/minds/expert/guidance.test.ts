import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MemoryHands } from "../../../test/makers/memory-hands.js";
import { aProposal, aRecipe, aSpec, candidate, KNOWLEDGE } from "../../../test/makers/spec.js";
import { exampleBugfixReport } from "../../spec/documents/examples/target.js";
import { type BugfixReport, Guidance } from "../../spec/training.js";
import { type GuidanceInput, proposeGuidance } from "./guidance.js";
import { writeLaunchers } from "./launch.js";

const REQUESTS = {
  en: "Classify images of handwritten digits, accuracy at least 95%, CPU only",
  zh: "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU",
};

async function anInput(part: Partial<GuidanceInput> = {}, training: Partial<BugfixReport["training"]> = {}) {
  const lang = part.lang ?? "en";
  const example = exampleBugfixReport(lang);
  const input: GuidanceInput = {
    project: "digits",
    lang,
    recipe: await aRecipe("image-classification"),
    technology: await aProposal(await aSpec(REQUESTS[lang])),
    report: { ...example, training: { ...example.training, ...training } },
    rows: { mini: 1000, full: 70_000 },
    inputScale: 1,
    entries: { training: 50, evaluation: 52, split: 41 },
    checkpointBytes: 400_000,
    ...part,
  };
  return input;
}

test.each(["zh", "en"] as const)("the guidance in %s is whole and in one language", async (lang) => {
  const guidance = proposeGuidance(await anInput({ lang }));

  expect(Guidance.parse(guidance)).toEqual(guidance);
  const prose = [
    guidance.schedule,
    guidance.checkpoints,
    guidance.augmentation,
    guidance.precision,
    guidance.distributed,
    ...guidance.steps,
    ...guidance.ranges.map((range) => range.why),
    ...guidance.estimates.map((estimate) => estimate.trust),
    ...guidance.checklist.map((item) => item.text),
  ];
  expect(prose.map((text) => /\p{Script=Han}/u.test(text))).toEqual(prose.map(() => lang === "zh"));
});

test.each(["image-classification", "tabular-classification"])(
  "the ranges of %s are ordered, have reasons and cite the recipe",
  async (id) => {
    const { ranges } = proposeGuidance(await anInput({ recipe: await aRecipe(id) }));

    expect(ranges.map((range) => range.name)).toEqual(["batch", "lr", "epochs", "weight_decay"]);
    for (const { low, recommended, high, why, cites } of ranges) {
      expect(low).toBeLessThanOrEqual(recommended);
      expect(recommended).toBeLessThanOrEqual(high);
      expect(why).not.toBe("");
      expect(cites).toEqual([`K:recipes/${id}/recipe.yaml#training`]);
    }
  },
);

test("each estimate pairs tech.md's formula with the measured mini run, and the ratio follows from the two", async () => {
  const input = await anInput({}, { seconds: 10, epochs: 1, peak_rss_bytes: 300_000_000 });
  const chosen = candidate(input.technology, input.technology.chosen).estimate;

  const { estimates } = proposeGuidance(input);

  const rows = estimates
    .filter(({ what }) => what !== "full_memory_bytes")
    .map(({ what, formula, extrapolated }) => [what, formula.value, extrapolated.value]);
  expect(rows).toEqual([
    ["train_seconds", chosen.trainFullSeconds.value, (10 * 70_000 * 20) / 1000],
    ["train_memory_bytes", chosen.trainMemoryBytes.value, 300_000_000],
    ["model_bytes", chosen.modelBytes.value, 400_000],
  ]);
  for (const { formula, extrapolated, ratio } of estimates) {
    expect(ratio).toBeCloseTo(extrapolated.value / formula.value, 3);
    expect(extrapolated.cites).toContain("L50");
  }
});

test("the memory of full training grows with the rows of a step and with the size of an input", async () => {
  const memory = async (inputScale: number): Promise<readonly number[]> => {
    const { estimates } = proposeGuidance(await anInput({ inputScale }, { peak_rss_bytes: 300_000_000 }));
    const found = estimates.find(({ what }) => what === "full_memory_bytes");
    return [found?.formula.value ?? 0, found?.extrapolated.value ?? 0];
  };
  const { parameters, trainMemoryBytes } = candidate((await anInput()).technology, "cnn").estimate;
  const state = 16 * parameters.value;
  const row = (trainMemoryBytes.value - state) / 8;

  const [small = 0, process = 0] = await memory(1);
  const [large = 0] = await memory(4);

  expect(small).toBeCloseTo(state + 128 * row, 3);
  expect(large).toBeCloseTo(state + 4 * 128 * row, 3);
  expect(process).toBeCloseTo(300_000_000 + small - trainMemoryBytes.value, 3);
});

test("the time that the trainer itself took is scaled, not the start of its process, and the formula says so", async () => {
  const own = { seconds: 10, epochs: 1, reported: { seconds: 2 } };

  const time = proposeGuidance(await anInput({ inputScale: 12.25 }, own)).estimates[0]?.extrapolated;

  expect(time?.value).toBeCloseTo((2 * 70_000 * 20 * 12.25) / 1000, 6);
  expect(time?.how).toContain("2 s (the fit of the mini run, by the trainer's clock) × rows 70000/1000 × epochs 20/1");
  expect(time?.how).toContain("× 12.25 (size of a full input");
});

test.each([[{}], [{ seconds: 0 }], [{ seconds: Number.NaN }]])(
  "a trainer that reports no usable time (%j) leaves the time of the whole run",
  async (reported) => {
    const time = proposeGuidance(await anInput({}, { seconds: 10, epochs: 1, reported })).estimates[0]?.extrapolated;

    expect(time?.value).toBe((10 * 70_000 * 20) / 1000);
    expect(time?.how).toContain("the whole mini run");
  },
);

test.each(["zh", "en"] as const)("in %s nothing is advised that this release does not have", async (lang) => {
  const guidance = proposeGuidance(await anInput({ lang }));

  const said = JSON.stringify([guidance.steps, guidance.monitoring, guidance.scripts]);
  expect(said).not.toMatch(/plumbline run --weights/);
  expect(said).toContain("python scripts/eval.py --checkpoint outputs/full/checkpoint --data data/mini");
  expect(said).toContain("pip install tensorboard");
  expect(said).toContain("`train.jsonl`");
});

test("a mini run of three epochs is not counted three times", async () => {
  const seconds = async (epochs: number): Promise<number | undefined> =>
    proposeGuidance(await anInput({}, { seconds: 30, epochs })).estimates[0]?.extrapolated.value;

  expect(await seconds(3)).toBeCloseTo(((await seconds(1)) ?? 0) / 3, 9);
});

test.each([
  [400_000, "They agree"],
  [4_000_000, "Trust the measurement"],
  [40_000, "Trust the measurement"],
])("a checkpoint of %d bytes beside a formula of 393000: %s", async (checkpointBytes, words) => {
  const { estimates } = proposeGuidance(await anInput({ checkpointBytes }));

  expect(estimates.find((one) => one.what === "model_bytes")?.trust).toContain(words);
});

test("what the engine proved cites its entry, what a person must see to stays open", async () => {
  const { checklist } = proposeGuidance(await anInput());

  expect(checklist.map(({ id, proof, done, cites }) => [id, proof, done, ...cites])).toEqual([
    ["C01", "engine", true, "L50"],
    ["C02", "engine", true, "L52"],
    ["C03", "engine", true, "L41"],
    ["C04", "engine", false],
    ["C08", "engine", false],
    ["C09", "engine", false],
    ["C10", "engine", false],
    ["C05", "person", false],
    ["C06", "person", false],
    ["C07", "person", false],
    ["C11", "person", false],
    ["C12", "person", false],
  ]);
});

test("no launch script is called run before the engine ran it", async () => {
  const { scripts } = proposeGuidance(await anInput());

  expect(scripts.map(({ result, entry }) => [result, entry])).toEqual(scripts.map(() => ["not_run", null]));
  expect(scripts.every(({ dryRun }) => dryRun.at(-1) === "--dry-run")).toBe(true);
});

test("every launch script that is named is laid, in the project's name", async () => {
  const guidance = proposeGuidance(await anInput({ project: "my-digits" }));
  const hands = new MemoryHands();

  await writeLaunchers(KNOWLEDGE, guidance, hands);

  expect(new Set(hands.wrote)).toEqual(
    new Set([
      ...guidance.scripts.map((script) => script.path),
      ...["launch/settings.sh", "launch/ray_train.py", "launch/kubernetes.yaml"],
    ]),
  );
  for (const text of hands.files.values()) expect(text.toString()).not.toMatch(/template[-_]project/);
});

const DEFAULTS = /\$\{(EPOCHS|BATCH|LR|WEIGHT_DECAY|ACCUMULATE):-([^}]*)\}/g;

test.each(["image-classification", "tabular-classification"])(
  "the launch scripts of %s train with the recommended settings, the low-memory one with the batch in parts",
  async (id) => {
    const guidance = proposeGuidance(await anInput({ recipe: await aRecipe(id) }));
    const hands = new MemoryHands();
    const recommended = Object.fromEntries(guidance.ranges.map((range) => [range.name, range.recommended]));
    const { batch = 0, lr = 0, epochs = 0, weight_decay = 0 } = recommended;

    await writeLaunchers(KNOWLEDGE, guidance, hands);

    const set = (path: string) => {
      const text = hands.files.get(path)?.toString() ?? "";
      return Object.fromEntries([...text.matchAll(DEFAULTS)].map((found) => [found[1], Number(found[2])]));
    };
    expect(set("launch/settings.sh")).toEqual({
      EPOCHS: epochs,
      BATCH: batch,
      LR: lr,
      WEIGHT_DECAY: weight_decay,
      ACCUMULATE: 1,
    });
    expect(set("launch/low-memory.sh")).toEqual({ BATCH: batch / 8, ACCUMULATE: 8 });
    for (const { path, target } of guidance.scripts.filter((script) => script.target !== "kubernetes"))
      expect(hands.files.get(path)?.toString(), target).toContain("source launch/settings.sh\n");
  },
);

test("every shipped model has the settings that the launch scripts override", async () => {
  for (const id of ["image-classification", "tabular-classification"]) {
    for (const { config } of (await aRecipe(id)).candidates) {
      const text = await readFile(join(KNOWLEDGE, "recipes", id, "template", config), "utf8");
      expect(text).toMatch(/^learning_rate: /m);
      expect(text).toMatch(/^weight_decay: /m);
    }
  }
});

test("a pretrained candidate gets the small rate of fine-tuning", async () => {
  const input = await anInput();
  const candidates = input.technology.candidates.map((one) => ({ ...one, chosen: one.id === "resnet18" }));

  const { ranges } = proposeGuidance({ ...input, technology: { ...input.technology, candidates } });

  expect(ranges.find((range) => range.name === "lr")?.recommended).toBe(0.0002);
});

test("where the packaged set is the whole public one, no conversion of hub files is asked for", async () => {
  const { steps } = proposeGuidance(await anInput({ recipe: await aRecipe("tabular-classification") }));

  expect(steps.join("\n")).toContain("There is no larger public set");
  expect(steps.join("\n")).not.toContain("`train.jsonl`");
});

test("a model that is fitted at once gets ranges of what it has, and scripts without a learning rate", async () => {
  const recipe = await aRecipe("tabular-classification");
  const penalty = { range: [0.1, 10], default: 1, why: { zh: "越大越平滑", en: "More is smoother" } };
  const training = recipe.training as { full: object };
  const own = { ...recipe, training: { ...training, full: { ...training.full, penalty } } };
  const modelKeys = new Set(["name", "kind", "penalty"]);
  const hands = new MemoryHands();

  const guidance = proposeGuidance(await anInput({ recipe: own, modelKeys }));
  await writeLaunchers(KNOWLEDGE, guidance, hands, modelKeys);

  expect(guidance.ranges.map(({ name }) => name)).toEqual(["batch", "penalty"]);
  expect(guidance.schedule).toContain("fitted once");
  expect(guidance.distributed).toContain("one process");
  expect(guidance.precision).toContain("fp32");
  expect(guidance.monitoring[0]?.watch).toContain("before and after the fit");
  expect(guidance.scripts.map(({ target }) => target)).toEqual(["cpu", "one-gpu", "slurm"]);
  expect(guidance.steps.join("\n")).not.toMatch(/--resume|tensorboard/);
  expect(guidance.checklist.map(({ id }) => id)).not.toContain("C08");
  for (const text of hands.files.values()) expect(text.toString()).not.toContain("model.");
});

test("a recipe's own words on augmentation stand before those of its kind of data", async () => {
  const recipe = await aRecipe("tabular-classification");
  const training = recipe.training as { full: object };
  const augmentation = { zh: "不做", en: "None at all" };
  const own = { ...recipe, training: { ...training, full: { ...training.full, augmentation } } };

  expect(proposeGuidance(await anInput({ recipe: own })).augmentation).toBe("None at all");
});

test("the precision that a recipe recommends stands with its reason before the others", async () => {
  const recipe = await aRecipe("tabular-classification");
  const training = recipe.training as { full: object };
  const why = { zh: "网络很小", en: "The networks are small" };
  const precision = { values: ["fp32", "bf16"], default: "fp32", why };
  const own = { ...recipe, training: { ...training, full: { ...training.full, precision } } };

  expect(proposeGuidance(await anInput({ recipe: own })).precision).toBe(
    "`trainer.precision=fp32` is recommended: The networks are small [K:recipes/tabular-classification/recipe.yaml#training]. Others: `bf16` (GPUs from Ampere on).",
  );
});
