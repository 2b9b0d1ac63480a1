// Faults that are put into generated projects: class, and at least three variants; `held`: not used in building the repair.

const PACKAGE = "src/*";
const trainer = `${PACKAGE}/trainer.py`;
const task = `${PACKAGE}/task.py`;
const models = `${PACKAGE}/models/*.py`;
const loading = `${PACKAGE}/datasets/loading.py`;
const records = `${PACKAGE}/datasets/records.py`;
const checkpoint = `${PACKAGE}/utils/checkpoint.py`;
const main = "configs/config.yaml";
const modelYaml = "configs/model/*.yaml";
const trainerYaml = "configs/trainer/default.yaml";

/** Each of `edits`: [file glob, what stands there, what stands there instead]; only the first file that holds it changes. */
const variant = (name, ...edits) => ({ name, held: false, edits });
const held = (name, ...edits) => ({ name, held: true, edits });

const BACKWARD = "self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]\n";

export const LOUD = [
  {
    id: "R07-ce-label-dtype",
    variants: [
      variant("labels.float()", [task, "cross_entropy(outputs, targets, ", "cross_entropy(outputs, targets.float(), "]),
      variant("labels.double()", [
        task,
        "cross_entropy(outputs, targets, ",
        "cross_entropy(outputs, targets.double(), ",
      ]),
      held(
        "labels read as float",
        [loading, "torch.from_numpy(np.stack(targets))", "torch.from_numpy(np.stack(targets)).float()"],
        [task, "cross_entropy(outputs, targets, ", "cross_entropy(outputs, targets, "],
      ),
    ],
  },
  {
    id: "R08-loss-dtype",
    variants: [
      variant("inputs.double()", [
        trainer,
        "inputs, targets = inputs.to(self.device), ",
        "inputs, targets = inputs.double().to(self.device), ",
      ]),
      variant("inputs.to(float64)", [trainer, "else model(inputs)", "else model(inputs.to(torch.float64))"]),
      held("inputs read as double", [
        loading,
        "return torch.from_numpy(self.preprocess.apply(value)), ",
        "return torch.from_numpy(self.preprocess.apply(value)).double(), ",
      ]),
    ],
  },
  {
    id: "R10-matmul-shape",
    variants: [
      variant("one input more", [
        models,
        /nn\.Linear\(((?:columns|history|width|inputs|4 \* channels)), (classes|outputs|horizon|width|1)\)/,
        "nn.Linear($1 + 1, $2)",
      ]),
      variant("one input less", [
        models,
        /nn\.Linear\(((?:columns|history|width|inputs|4 \* channels)), (classes|outputs|horizon|width|1)\)/,
        "nn.Linear($1 - 1, $2)",
      ]),
      held("twice the inputs", [
        models,
        /nn\.Linear\(((?:columns|history|width|inputs|4 \* channels)), (classes|outputs|horizon|width|1)\)/,
        "nn.Linear($1 * 2, $2)",
      ]),
    ],
  },
  {
    id: "R11-conv-channels",
    variants: [
      variant("three channels", [models, /nn\.Conv2d\(inputs, outputs, 3,/, "nn.Conv2d(3, outputs, 3,"]),
      variant("one channel more", [models, /nn\.Conv2d\(inputs, outputs, 3,/, "nn.Conv2d(inputs + 1, outputs, 3,"]),
      held(
        "channels last",
        [trainer, "else model(inputs)", "else model(inputs.permute(0, 2, 3, 1))"],
        [models, "Conv2d", "Conv2d"],
      ),
    ],
  },
  {
    id: "R14-no-gradient",
    variants: [
      variant("loss.detach()", [
        trainer,
        "self.scaler.scale(loss).backward()",
        "self.scaler.scale(loss.detach()).backward()",
      ]),
      variant("no_grad around the step", [trainer, "with self._unsynchronised(left > 0):", "with torch.no_grad():"]),
      held("outputs.data", [trainer, "    return outputs\n", "    return outputs.data\n"]),
    ],
  },
  {
    id: "R15-backward-twice",
    variants: [
      variant("backward after backward", [trainer, BACKWARD, `${BACKWARD}                loss.backward()\n`]),
      variant("backward before backward", [trainer, BACKWARD, `loss.backward()\n                ${BACKWARD}`]),
      held("scaled backward repeated", [trainer, BACKWARD, `${BACKWARD}                ${BACKWARD}`]),
    ],
  },
  {
    id: "R16-inplace",
    variants: [
      variant("a parameter in place", [
        trainer,
        "        self.optimizer.zero_grad(",
        "        next(self.model.parameters()).add_(0.0)\n        self.optimizer.zero_grad(",
      ]),
      variant("a sum in place", [models, "after + features if", "after.add_(features) if"]),
      held("outputs times one in place", [
        trainer,
        "    return outputs\n",
        "    outputs.exp().mul_(outputs).sub_(outputs.exp_())\n    return outputs\n",
      ]),
    ],
  },
  {
    id: "R17-numpy-grad",
    variants: [
      variant(
        "validation keeps its graph",
        [trainer, "found = model(inputs).detach().cpu()", "found = model(inputs).cpu()"],
        [trainer, "with torch.inference_mode():\n        for number", "with nullcontext():\n        for number"],
      ),
      variant(
        "graph of the whole pass",
        [trainer, "outputs.append(found)", "outputs.append(found.requires_grad_())"],
        [trainer, "with torch.inference_mode():\n        for number", "with torch.enable_grad():\n        for number"],
      ),
      held("answers want a gradient", [
        trainer,
        "return torch.cat(outputs), float(loss)",
        "return torch.cat(outputs).requires_grad_(), float(loss)",
      ]),
    ],
  },
  {
    id: "R19-nan-loss",
    variants: [
      variant("log of zero", [
        trainer,
        "loss = loss * (len(targets) / rows)",
        "loss = loss * (len(targets) / rows) + torch.log(loss * 0)",
      ]),
      variant("divided by zero", [
        trainer,
        "loss = loss * (len(targets) / rows)",
        "loss = loss * (len(targets) / rows) / 0.0",
      ]),
      held("rate times a hundred million", [
        modelYaml,
        /learning_rate: ([\d.e-]+)/g,
        (_all, rate) => `learning_rate: ${Number(rate) * 1e8}`,
      ]),
    ],
  },
  {
    id: "C01-config-key",
    variants: [
      variant("key of the trainer", [trainerYaml, "accumulate:", "acumulate:"]),
      variant("key in the code", [trainer, "config.model.weight_decay", "config.model.wieght_decay"]),
      held("key of the model", [modelYaml, /^weight_decay:/gm, "weight_decy:"]),
    ],
  },
  {
    id: "C02-name",
    variants: [
      variant("attribute", [trainer, "self.optimizer.zero_grad(", "self.optimzer.zero_grad("]),
      variant("imported name", [trainer, "from .models import build_model", "from .models import bulid_model"]),
      held("local name", [trainer, "loss = loss * (len(targets) / rows)", "loss = loss * (len(targetz) / rows)"]),
    ],
  },
  {
    id: "D02-column",
    variants: [
      variant("id misspelled", [trainer, 'record["id"] for record', 'record["idd"] for record']),
      variant("label misspelled", [task, 'record["label"]', 'record["labl"]']),
      held("another case", [trainer, 'record["id"] for record', 'record["Id"] for record']),
    ],
  },
  {
    id: "D03-encoding",
    variants: [
      variant("utf-16", [records, 'encoding="utf-8"', 'encoding="utf-16"']),
      variant("ascii with a mark", [records, 'encoding="utf-8"', 'encoding="utf_16_le"']),
      held("utf-32", [records, 'encoding="utf-8"', 'encoding="utf-32"']),
    ],
  },
  {
    id: "E01-missing-module",
    variants: [
      variant("unused import", [trainer, "import math\n", "import math\nimport not_there_pkg\n"]),
      variant("misspelled module", [trainer, "from torch import nn\n", "from trch import nn\n"]),
      held("unused import from", [loading, "import json\n", "import json\nfrom imblearn.over_sampling import SMOTE\n"]),
    ],
  },
  {
    id: "E05-cuda-unavailable",
    variants: [
      variant("config asks for cuda", [main, "device: auto", "device: cuda"]),
      variant("model.cuda()", [
        trainer,
        "build_model(config.model, config.data).to(runtime.device)",
        "build_model(config.model, config.data).cuda()",
      ]),
      held("to cuda:0", [
        trainer,
        "inputs, targets = inputs.to(self.device), ",
        'inputs, targets = inputs.to("cuda:0"), ',
      ]),
    ],
  },
  {
    id: "L01-checkpoint-keys",
    infers: true,
    variants: [
      variant("module. prefix", [
        checkpoint,
        "        name: value.detach()",
        '        f"module.{name}": value.detach()',
      ]),
      variant("_orig_mod. prefix", [
        checkpoint,
        "        name: value.detach()",
        '        f"_orig_mod.{name}": value.detach()',
      ]),
      held("both prefixes", [
        checkpoint,
        "        name: value.detach()",
        '        f"module._orig_mod.{name}": value.detach()',
      ]),
    ],
  },
  {
    id: "P02-json-types",
    variants: [
      variant("a tensor in the summary", [
        trainer,
        '"seconds": round(seconds, 3)}',
        '"seconds": torch.tensor(seconds)}',
      ]),
      variant("a tensor of the epochs", [
        trainer,
        '"run": run, "seconds"',
        '"run": run, "kept": torch.ones(2), "seconds"',
      ]),
      held("a NumPy number", [
        trainer,
        '"run": run, "seconds"',
        '"run": run, "kept": torch.ones(1).numpy()[0], "seconds"',
      ]),
    ],
  },
  {
    id: "N02-embedding-range",
    variants: [
      variant("half the table", [models, "nn.Embedding(buckets, width", "nn.Embedding(buckets // 2, width"]),
      variant("some rows less", [models, "nn.Embedding(buckets, width", "nn.Embedding(buckets - 100, width"]),
      held("a tenth of the table", [models, "nn.Embedding(buckets, width", "nn.Embedding(int(buckets / 10), width"]),
    ],
  },
];

/** They raise nothing: what finds them is the shape of the code, a value of the configuration, or a test. */
export const SILENT = [
  {
    id: "S01-no-learning",
    variants: [
      variant("rate times a thousand", [
        modelYaml,
        /learning_rate: ([\d.e-]+)/g,
        (_all, rate) => `learning_rate: ${Number(rate) * 1e3}`,
      ]),
      variant("rate times a hundred", [
        modelYaml,
        /learning_rate: ([\d.e-]+)/g,
        (_all, rate) => `learning_rate: ${Number(rate) * 1e2}`,
      ]),
      held("a rate of nothing", [modelYaml, /learning_rate: ([\d.e-]+)/g, "learning_rate: 1.0e-12"]),
    ],
  },
  {
    id: "S05-zero-grad",
    variants: [
      variant("never zeroed", [trainer, "        self.optimizer.zero_grad(set_to_none=True)\n", ""]),
      variant("wiped before the step", [
        trainer,
        "        self.scaler.unscale_(self.optimizer)\n",
        "        self.optimizer.zero_grad()\n        self.scaler.unscale_(self.optimizer)\n",
      ]),
      held("zeroed every second epoch", [
        trainer,
        "        self.optimizer.zero_grad(set_to_none=True)\n",
        "        if self.grad_norm < 0:\n            self.optimizer.zero_grad()\n",
      ]),
    ],
  },
  {
    id: "S06-double-softmax",
    variants: [
      variant("softmax in the loss", [
        task,
        "cross_entropy(outputs, targets,",
        "cross_entropy(outputs.softmax(1), targets,",
      ]),
      variant(
        "softmax of taught outputs",
        [trainer, "    return outputs\n", "    return outputs.softmax(dim=1)\n"],
        [task, "cross_entropy(", "cross_entropy("],
      ),
      held("log-softmax by a name", [
        task,
        "cross_entropy(outputs, targets,",
        "cross_entropy(outputs.exp() / outputs.exp().sum(1, keepdim=True), targets,",
      ]),
    ],
  },
  {
    id: "S07-train-mode-in-evaluation",
    variants: [
      variant("train() in validation", [trainer, "    model.eval()\n", "    model.train()\n"]),
      variant("no eval() in inference", [`${PACKAGE}/predictor.py`, "model.to(place).eval()", "model.to(place)"]),
      held("train(mode=True) in inference", [
        `${PACKAGE}/predictor.py`,
        "model.to(place).eval()",
        "model.to(place).train(mode=True)",
      ]),
    ],
  },
  {
    id: "S08-labels-out-of-step",
    variants: [
      variant("labels rolled", [trainer, "targets.to(self.device)\n", "targets.roll(1).to(self.device)\n"]),
      variant("labels permuted", [
        loading,
        "torch.from_numpy(np.stack(targets))",
        "torch.from_numpy(np.random.permutation(np.stack(targets)))",
      ]),
      held("labels backwards", [
        loading,
        "torch.from_numpy(np.stack(targets))",
        "torch.from_numpy(np.stack(targets[::-1]))",
      ]),
    ],
  },
  {
    id: "S11-metric-direction",
    variants: [
      variant("signs swapped", [
        `${PACKAGE}/utils/scoring.py`,
        "value < best if name in LOWER_IS_BETTER else value > best",
        "value > best if name in LOWER_IS_BETTER else value < best",
      ]),
      variant("one sign for all", [
        `${PACKAGE}/utils/scoring.py`,
        "return value < best if name in LOWER_IS_BETTER else value > best",
        "return value < best",
      ]),
      held("the answer negated", [
        `${PACKAGE}/utils/scoring.py`,
        "return value < best if name in LOWER_IS_BETTER else value > best",
        "return not (value < best if name in LOWER_IS_BETTER else value > best)",
      ]),
    ],
  },
  {
    id: "S12-subsample-left-on",
    variants: [
      variant("three training batches", [trainerYaml, "limit_train_batches: null", "limit_train_batches: 3"]),
      variant("the first rows", [
        loading,
        'read_jsonl(self.root / f"{split}.jsonl")',
        'read_jsonl(self.root / f"{split}.jsonl")[:100]',
      ]),
      held("every tenth row", [
        loading,
        'read_jsonl(self.root / f"{split}.jsonl")',
        'read_jsonl(self.root / f"{split}.jsonl")[::10]',
      ]),
    ],
  },
  {
    id: "S13-constant-prediction",
    variants: [
      variant("outputs times zero", [trainer, "    return outputs\n", "    return outputs * 0\n"]),
      variant("zeros for outputs", [trainer, "    return outputs\n", "    return torch.zeros_like(outputs)\n"]),
      held("outputs clamped to nothing", [trainer, "    return outputs\n", "    return outputs.clamp(0, 0)\n"]),
    ],
  },
  {
    id: "S16-frozen-model",
    variants: [
      variant("every parameter frozen", [
        trainer,
        "        self.scheduler = make_scheduler(",
        "        for parameter in model.parameters():\n            parameter.requires_grad = False\n        self.scheduler = make_scheduler(",
      ]),
      variant("no step", [trainer, "        self.scaler.step(self.optimizer)\n", ""]),
      held("one parameter for the optimizer", [
        trainer,
        "            model.parameters(),\n            lr=",
        "            list(model.parameters())[-1:],\n            lr=",
      ]),
    ],
  },
];
