import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { MemoryHands } from "../../../test/makers/memory-hands.js";
import { openShelf } from "../shelf.js";
import { findSilent, silentFailure } from "./find-silent.js";
import { proposeFix } from "./propose.js";

const ROOT = fileURLToPath(new URL("../../../knowledge", import.meta.url));
const CLASSES = await openShelf(ROOT).fixes();
const CHOSEN = { model: "cnn", data: "mini", trainer: "default" };
const P = "src/template_project";
const SKELETON = await textsOf("skeleton");

async function textsOf(...folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const folder of folders)
    for (const path of await readdir(join(ROOT, folder), { recursive: true }))
      if (/^(src|scripts|configs)\/.*\.(py|yaml)$/.test(path))
        texts.set(path, await readFile(join(ROOT, folder, path), "utf8"));
  return texts;
}

const CASES: readonly (readonly [id: string, path: string, clean: string, broken: string])[] = [
  ["S05-zero-grad", `${P}/trainer.py`, "        self.optimizer.zero_grad(set_to_none=True)\n", ""],
  [
    "S05-zero-grad",
    `${P}/trainer.py`,
    "        self.scaler.unscale_(self.optimizer)\n",
    "        self.optimizer.zero_grad()\n        self.scaler.unscale_(self.optimizer)\n",
  ],
  [
    "S06-double-softmax",
    `${P}/task.py`,
    "cross_entropy(outputs, targets,",
    "cross_entropy(outputs.softmax(1), targets,",
  ],
  [
    "S06-double-softmax",
    `${P}/task.py`,
    "cross_entropy(outputs, targets,",
    "cross_entropy(torch.softmax(outputs, dim=-1), targets,",
  ],
  ["S06-double-softmax", `${P}/trainer.py`, "    return outputs\n", "    return outputs.softmax(dim=1)\n"],
  ["S07-train-mode-in-evaluation", `${P}/trainer.py`, "    model.eval()\n", "    model.train()\n"],
  ["S07-train-mode-in-evaluation", `${P}/trainer.py`, "    model.eval()\n", ""],
  ["S07-train-mode-in-evaluation", `${P}/predictor.py`, "model.to(place).eval()", "model.to(place)"],
  ["S07-train-mode-in-evaluation", `${P}/predictor.py`, "model.to(place).eval()", "model.to(place).train()"],
  ["S08-labels-out-of-step", `${P}/trainer.py`, "targets.to(self.device)\n", "targets.roll(1).to(self.device)\n"],
  [
    "S08-labels-out-of-step",
    `${P}/datasets/loading.py`,
    "torch.from_numpy(np.stack(targets))",
    "torch.from_numpy(np.random.permutation(np.stack(targets)))",
  ],
  ["S11-metric-direction", `${P}/utils/scoring.py`, "value < best if", "value < best if not"],
  [
    "S11-metric-direction",
    `${P}/utils/scoring.py`,
    "return value < best if name in LOWER_IS_BETTER else value > best",
    "return value > best if name in LOWER_IS_BETTER else value < best",
  ],
  [
    "S11-metric-direction",
    `${P}/utils/scoring.py`,
    "return value < best if name in LOWER_IS_BETTER else value > best",
    "return value < best",
  ],
  ["S12-subsample-left-on", "configs/trainer/default.yaml", "limit_train_batches: null", "limit_train_batches: 2"],
  ["S12-subsample-left-on", "configs/trainer/default.yaml", "limit_val_batches: null", "limit_val_batches: 1"],
  [
    "S12-subsample-left-on",
    `${P}/datasets/loading.py`,
    'read_jsonl(self.root / f"{split}.jsonl")',
    'read_jsonl(self.root / f"{split}.jsonl")[:100]',
  ],
  ["S13-constant-prediction", `${P}/trainer.py`, "    return outputs\n", "    return outputs * 0\n"],
  ["S13-constant-prediction", `${P}/trainer.py`, "    return outputs\n", "    return torch.zeros_like(outputs)\n"],
  [
    "S16-frozen-model",
    `${P}/trainer.py`,
    "            model.parameters(),\n            lr=",
    "            model.head.parameters(),\n            lr=",
  ],
  [
    "S16-frozen-model",
    `${P}/trainer.py`,
    "        self.scheduler = make_scheduler(",
    "        for parameter in model.parameters():\n            parameter.requires_grad = False\n        self.scheduler = make_scheduler(",
  ],
  ["S16-frozen-model", `${P}/trainer.py`, "        self.scaler.step(self.optimizer)\n", ""],
];

test.each(
  CASES.map(([id, path, clean, broken]) => ({ id, path, clean, broken, shown: broken.trim() || `no ${clean.trim()}` })),
)("$id, as $shown, is found where it stands and mended to what stood there", async ({ id, path, clean, broken }) => {
  const whole = SKELETON.get(path) ?? "";
  expect(whole).toContain(clean);
  const faulty = new Map([...SKELETON, [path, whole.replace(clean, broken)]]);
  const hands = new MemoryHands(Object.fromEntries(faulty));

  // The other files are held clean by a test of their own.
  const found = findSilent(new Map([[path, whole.replace(clean, broken)]]), CLASSES, CHOSEN);
  const fault = found[0];
  const proposal =
    fault === undefined
      ? null
      : await proposeFix({
          failure: silentFailure(fault),
          classes: CLASSES,
          sources: hands,
          chosen: CHOSEN,
          tried: [],
        });

  expect(found.map(({ fix, path: at }) => [fix.id, at])).toEqual([[id, path]]);
  expect(proposal?.fix.id).toBe(id);
  const mended = new Map([...faulty, ...(proposal?.writes ?? [])]);
  const added = broken === "" || broken.includes("zero_grad()");
  // What was taken away may come back at another line.
  if (added) expect(findSilent(new Map([[path, mended.get(path) ?? ""]]), CLASSES, CHOSEN)).toEqual([]);
  else expect(mended.get(path)).toBe(whole);
});

test("code that evaluates and goes back to training is sound, and so is a step that zeroes after it", () => {
  const trainer = `import torch


def validate(model, loader):
    model.eval()
    with torch.no_grad():
        for inputs in loader:
            model(inputs)
    model.train()


def train(model, optimizer, loader):
    for inputs, targets in loader:
        loss = torch.nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
`;

  expect(findSilent(new Map([[`${P}/trainer.py`, trainer]]), CLASSES, CHOSEN)).toEqual([]);
});

test("no shipped recipe holds a silent fault", async () => {
  for (const recipe of await readdir(join(ROOT, "recipes"))) {
    const common = (await readdir(join(ROOT, "common"))).map((name) => `common/${name}`);
    const texts = await textsOf("skeleton", ...common, `recipes/${recipe}/template`);

    const found = findSilent(texts, CLASSES, CHOSEN).map(({ fix, path }) => `${recipe}: ${fix.id} in ${path}`);

    expect(found).toEqual([]);
  }
});
