import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { aFailure } from "../../../test/makers/failure.js";
import { MemoryHands } from "../../../test/makers/memory-hands.js";
import { openShelf } from "../shelf.js";
import { classifyFailure } from "./classify.js";
import { rewritePython } from "./edit-code.js";
import { proposeFix } from "./propose.js";

const ROOT = fileURLToPath(new URL("../../../knowledge", import.meta.url));
const CLASSES = await openShelf(ROOT).fixes();
const text = (path: string) => readFile(join(ROOT, path), "utf8");
const PACKAGE = "src/template_project";
/** A project of the shipped templates, as f3 lays it. */
const PROJECT: Readonly<Record<string, string>> = {
  [`${PACKAGE}/trainer.py`]: await text(`skeleton/${PACKAGE}/trainer.py`),
  [`${PACKAGE}/task.py`]: await text(`skeleton/${PACKAGE}/task.py`),
  [`${PACKAGE}/predictor.py`]: await text(`skeleton/${PACKAGE}/predictor.py`),
  [`${PACKAGE}/datasets/records.py`]: await text(`skeleton/${PACKAGE}/datasets/records.py`),
  [`${PACKAGE}/utils/checkpoint.py`]: await text(`skeleton/${PACKAGE}/utils/checkpoint.py`),
  [`${PACKAGE}/models/cnn.py`]: await text(`recipes/image-classification/template/${PACKAGE}/models/cnn.py`),
  [`${PACKAGE}/models/bag.py`]: await text(`common/text/${PACKAGE}/models/bag.py`),
  "scripts/train.py": await text("skeleton/scripts/train.py"),
  "configs/config.yaml": await text("skeleton/configs/config.yaml"),
  "configs/trainer/default.yaml": await text("skeleton/configs/trainer/default.yaml"),
  "configs/model/cnn.yaml": await text("recipes/image-classification/template/configs/model/cnn.yaml"),
  "configs/data/mini.yaml": await text("recipes/image-classification/template/configs/data/mini.yaml"),
  "data/mini/train.jsonl": '{"id": "a", "image": "images/a.png", "label": "3"}\n',
};

const CASES: readonly (readonly [
  id: string,
  error: string,
  path: string,
  clean: string,
  broken: string,
  mended?: string,
])[] = [
  // labels of another kind
  [
    "R07-ce-label-dtype",
    "RuntimeError: expected scalar type Long but found Float",
    "task.py",
    "cross_entropy(outputs, targets, ",
    "cross_entropy(outputs, targets.float(), ",
    "cross_entropy(outputs, targets.long(), ",
  ],
  [
    "R07-ce-label-dtype",
    "RuntimeError: expected target dtype to be Long or Byte, but got Double",
    "task.py",
    "cross_entropy(outputs, targets, ",
    "cross_entropy(outputs, targets.double(), ",
    "cross_entropy(outputs, targets.long(), ",
  ],
  [
    "R07-ce-label-dtype",
    "RuntimeError: \"nll_loss_forward_reduce_cuda_kernel_2d_index\" not implemented for 'Float'",
    "task.py",
    "cross_entropy(outputs, targets, ",
    "cross_entropy(outputs, targets.to(torch.float32), ",
    "cross_entropy(outputs, targets.long(), ",
  ],
  // a linear layer of another width
  [
    "R10-matmul-shape",
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (8x256 and 257x10)",
    "models/cnn.py",
    "nn.Linear(4 * channels, classes)",
    "nn.Linear(4 * channels + 1, classes)",
  ],
  [
    "R10-matmul-shape",
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (8x256 and 512x10)",
    "models/cnn.py",
    "nn.Linear(4 * channels, classes)",
    "nn.Linear(512, classes)",
    "nn.Linear(256, classes)",
  ],
  [
    "R10-matmul-shape",
    "RuntimeError: size mismatch, m1: [8 x 256], m2: [255 x 10] at THTensorMath.cpp",
    "models/cnn.py",
    "nn.Linear(4 * channels, classes)",
    "nn.Linear(4 * channels - 1, classes)",
  ],
  // a convolution of other channels
  [
    "R11-conv-channels",
    "RuntimeError: Given groups=1, weight of size [32, 3, 3, 3], expected input[8, 1, 8, 8] to have 3 channels, but got 1 channels instead",
    "models/cnn.py",
    "nn.Conv2d(inputs, outputs, 3, ",
    "nn.Conv2d(3, outputs, 3, ",
    "nn.Conv2d(1, outputs, 3, ",
  ],
  [
    "R11-conv-channels",
    "RuntimeError: Given groups=1, weight of size [32, 2, 3, 3], expected input[8, 1, 8, 8] to have 2 channels, but got 1 channels instead",
    "models/cnn.py",
    "nn.Conv2d(inputs, outputs, 3, ",
    "nn.Conv2d(inputs + 1, outputs, 3, ",
  ],
  [
    "R11-conv-channels",
    "RuntimeError: Given groups=1, expected input to have 1 channels, but got 8 channels instead",
    "models/cnn.py",
    "self.head(self.features(images))",
    "self.head(self.features(images.permute(0, 2, 3, 1)))",
  ],
  // no gradient
  [
    "R14-no-gradient",
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
    "trainer.py",
    "self.scaler.scale(loss).backward()",
    "self.scaler.scale(loss.detach()).backward()",
  ],
  [
    "R14-no-gradient",
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
    "trainer.py",
    "loss = loss * (len(targets) / rows)",
    "loss = (loss * (len(targets) / rows)).detach()",
    "loss = (loss * (len(targets) / rows))",
  ],
  [
    "R14-no-gradient",
    "RuntimeError: Inference tensors cannot be saved for backward. To work around you can make a clone",
    "task.py",
    "return cross_entropy(outputs, targets, label_smoothing=self.smoothing)",
    "return cross_entropy(outputs, targets, label_smoothing=self.smoothing).detach()",
  ],
  [
    "R14-no-gradient",
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
    "trainer.py",
    "    def step(self, batches",
    "    @torch.no_grad()\n    def step(self, batches",
  ],
  // backward twice
  [
    "R15-backward-twice",
    "RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed)",
    "trainer.py",
    "self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]\n",
    "self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]\n                loss.backward()\n",
  ],
  [
    "R15-backward-twice",
    "RuntimeError: Specify retain_graph=True when calling backward the first time",
    "trainer.py",
    "loss = loss * (len(targets) / rows)\n",
    "loss = loss * (len(targets) / rows)\n                loss.backward()\n",
  ],
  // overwritten in place
  [
    "R16-inplace",
    "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [8, 32]]",
    "models/cnn.py",
    "after + features if",
    "after.add_(features) if",
    "after.add(features) if",
  ],
  [
    "R16-inplace",
    "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.",
    "models/cnn.py",
    "        features = self.stem(images)\n",
    "        features = self.stem(images)\n        features.mul_(1)\n",
    "        features = self.stem(images)\n        features = features.mul(1)\n",
  ],
  [
    "R16-inplace",
    "RuntimeError: modified by an inplace operation",
    "models/cnn.py",
    "nn.SiLU(),\n    )\n\n\ndef separable",
    "nn.SiLU(inplace=True),\n    )\n\n\ndef separable",
    "nn.SiLU(inplace=False),\n    )\n\n\ndef separable",
  ],
  // NumPy of a tensor with a gradient
  [
    "R17-numpy-grad",
    "RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
    "trainer.py",
    "self.task.answers(ids, outputs.numpy(), ",
    "self.task.answers(ids, outputs.numpy(), ",
    "self.task.answers(ids, outputs.detach().cpu().numpy(), ",
  ],
  // names
  [
    "C02-name",
    "AttributeError: 'Descent' object has no attribute 'optimzer'. Did you mean: 'optimizer'?",
    "trainer.py",
    "self.optimizer.zero_grad(",
    "self.optimzer.zero_grad(",
  ],
  [
    "C02-name",
    "NameError: name 'targts' is not defined. Did you mean: 'targets'?",
    "trainer.py",
    "rows = sum(len(targets) for _, targets in batches)",
    "rows = sum(len(targts) for _, targets in batches)",
  ],
  [
    "C02-name",
    "ImportError: cannot import name 'bulid_model' from 'template_project.models'",
    "trainer.py",
    "from .models import build_model",
    "from .models import bulid_model",
  ],
  [
    "D02-column",
    "KeyError: 'lable'",
    "task.py",
    'self.labels.index(record["label"]) for record in train.records',
    'self.labels.index(record["lable"]) for record in train.records',
  ],
  [
    "C01-config-key",
    "omegaconf.errors.ConfigAttributeError: Key 'learnin_rate' is not in struct\n    full_key: model.learnin_rate\n    object_type=dict",
    "trainer.py",
    "            lr=config.model.learning_rate,",
    "            lr=config.model.learnin_rate,",
  ],
  [
    "C01-config-key",
    "omegaconf.errors.ConfigAttributeError: Missing key accumulate\n    full_key: trainer.accumulate",
    "configs/trainer/default.yaml",
    "accumulate: 1",
    "acumulate: 1",
  ],
  [
    "C01-config-key",
    "error: configs/config.yaml: key 'model' is missing\nConfigKeyError: unknown key 'model.weight_decay'; did you mean 'model.wieght_decay'?",
    "configs/model/cnn.yaml",
    "weight_decay:",
    "wieght_decay:",
  ],
  [
    "E01-missing-module",
    "ModuleNotFoundError: No module named 'not_there_pkg'",
    "trainer.py",
    "import math\n",
    "import math\nimport not_there_pkg\n",
  ],
  [
    "E01-missing-module",
    "ModuleNotFoundError: No module named 'trch'",
    "models/cnn.py",
    "from torch import nn",
    "from trch import nn",
  ],
  [
    "E05-cuda-unavailable",
    "AssertionError: Torch not compiled with CUDA enabled",
    "configs/config.yaml",
    "device: auto",
    "device: cuda",
  ],
  [
    "E06-cuda-checkpoint-on-cpu",
    "RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False.",
    "utils/checkpoint.py",
    'torch.load(\n            io.BytesIO(content), map_location="cpu", weights_only=True\n        )',
    "torch.load(io.BytesIO(content), weights_only=True)",
    'torch.load(io.BytesIO(content), weights_only=True, map_location="cpu")',
  ],
  [
    "P02-json-types",
    "TypeError: Object of type float32 is not JSON serializable",
    "scripts/train.py",
    "print(json.dumps(summary, ensure_ascii=False))",
    "print(json.dumps(summary, ensure_ascii=False))",
    "print(json.dumps(summary, ensure_ascii=False, default=lambda value: value.tolist()))",
  ],
  [
    "R05-spawn-guard",
    "RuntimeError: An attempt has been made to start a new process before the current process has finished its bootstrapping phase.",
    "scripts/train.py",
    'if __name__ == "__main__":\n    run_command(main)',
    "run_command(main)",
  ],
  [
    "D03-encoding",
    "UnicodeDecodeError: 'ascii' codec can't decode byte 0xe4 in position 3: ordinal not in range(128)",
    "datasets/records.py",
    'encoding="utf-8"',
    'encoding="ascii"',
  ],
  [
    "N02-embedding-range",
    "IndexError: index out of range in self",
    "models/bag.py",
    "nn.Embedding(buckets, width",
    "nn.Embedding(buckets // 2, width",
  ],
  [
    "N02-embedding-range",
    "RuntimeError: CUDA error: device-side assert triggered",
    "models/bag.py",
    "nn.Embedding(buckets, width",
    "nn.Embedding(buckets - 100, width",
  ],
];

function pathOf(short: string): string {
  return /^(configs|scripts)\//.test(short) ? short : `${PACKAGE}/${short}`;
}

test.each(
  CASES.map(([id, error, short, clean, broken, mended = clean]) => ({ id, error, short, clean, broken, mended })),
)("$id, shown by $error, is found and mended in $short", async ({ id, error, short, clean, broken, mended }) => {
  const path = pathOf(short);
  const whole = PROJECT[path] ?? "";
  const faulty = whole.replace(clean, broken);
  const line = faulty.slice(0, faulty.indexOf(broken)).split("\n").length + (broken.startsWith("import math") ? 1 : 0);
  const failure = aFailure(
    error,
    path.endsWith(".py") ? [{ path, line }] : [{ path: `${PACKAGE}/trainer.py`, line: 60 }],
  );
  const hands = new MemoryHands({ ...PROJECT, [path]: faulty });
  const chosen = { model: "cnn", data: "mini", trainer: "default" };

  const found = await proposeFix({ failure, classes: CLASSES, sources: hands, chosen, tried: [] });

  expect(whole).toContain(clean);
  expect(found?.fix.id).toBe(id);
  expect([...(found?.writes.keys() ?? [])]).toEqual([path]);
  expect(found?.writes.get(path)).toBe(whole.replace(clean, mended));
});

test("a class that is no match proposes nothing, and messages of other kinds are not taken for it", () => {
  const foreign = [
    "error: no model 'cnnn': expected one of cnn, mlp; did you mean 'cnn'?",
    "ValueError: too many values to unpack (expected 2)",
    "FileNotFoundError: [Errno 2] No such file or directory: 'x.csv'",
    "ZeroDivisionError: division by zero",
    "info: 3 of 10 rows used, gradient norm 0.2, lr 0.005",
  ];

  for (const error of foreign)
    expect([error, classifyFailure(aFailure(error), CLASSES).map(({ fix }) => fix.id)]).toEqual([error, []]);
});

test("every pattern is a regular expression and every rule one that ast-grep reads", () => {
  const captures = { is: "1", needs: "2", word: "a", module: "b", group: "model" };
  for (const { signatures, repairs } of CLASSES) {
    for (const pattern of signatures.flatMap(({ message = [] }) => message))
      expect(new RegExp(pattern, "iu")).toBeTruthy();
    for (const repair of repairs)
      if (repair.kind === "code")
        for (const rewrite of repair.rewrites) expect(rewritePython("nothing = 1\n", rewrite, captures)).toBeNull();
  }
});

test("ids are unique, and each class says its cause, proof and what is forbidden in both languages", () => {
  expect(new Set(CLASSES.map(({ id }) => id)).size).toBe(CLASSES.length);
  for (const { cause, proof, forbidden } of CLASSES)
    for (const { zh, en } of [cause, proof, forbidden])
      expect([/[\u4e00-\u9fff]/.test(zh), en.length > 9]).toEqual([true, true]);
});
