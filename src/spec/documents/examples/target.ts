// Filled env_check_report.md, mini_dataset.md, bugfix_report.md, full_train_guidance.md and README.md.
import type { Lang } from "../../../base/bilingual.js";
import type { EnvCheck, MiniDataset } from "../../environment.js";
import type { BugfixReport, Guidance } from "../../training.js";
import { inLang } from "../prose.js";
import type { ReadmeInput } from "../readme.js";
import { exampleRequirements } from "./requirements.js";

const HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export function exampleEnvCheck(): EnvCheck {
  return {
    python_version: "3.11.2",
    python_path_kind: "cache",
    profile: "cpu",
    venv: "debug-cpu",
    installer: { name: "uv", version: "0.9.11" },
    lock_sha256: HASH,
    packages_installed: [{ name: "torch", version: "2.9.1+cpu" }],
    imports: [
      { module: "torch", ok: true, version: "2.9.1+cpu", error: "" },
      { module: "onnx", ok: false, version: "", error: "No module named 'onnx'" },
    ],
    hardware: {
      cpu: "Example CPU at 2.50GHz",
      cores: 2,
      memory_bytes: 8_589_934_592,
      disk_free_bytes: 53_687_091_200,
      gpu: [],
      cuda_available: false,
    },
    probed: [{ what: "nvidia-smi", answer: "no such program on this machine" }],
    indexes_left_out: [],
    install: { seconds: 29.4, download_seconds: 12.1, download_bytes: 310_000_000, from_cache: false, entry: 40 },
    sandbox: { kind: "bubblewrap", reason: "" },
  };
}

export function exampleMiniDataset(): MiniDataset {
  return {
    name: "digits",
    source: "scikit-learn:sklearn.datasets.load_digits",
    licence: "CC-BY-4.0",
    kind: "real",
    rows: 1797,
    duplicates_removed: 0,
    classes: { "0": 178, "1": 182 },
    splits: {
      train: { rows: 1257, sha256: HASH },
      val: { rows: 180, sha256: HASH },
      test: { rows: 360, sha256: HASH },
    },
    croissant: HASH,
    sealed: true,
    overlap: 0,
    pictures: [
      {
        path: "docs/pictures/data-labels.png",
        sha256: HASH,
        bytes: 24_340,
        alt: "Labels",
        labels: "en",
        marks: { 正面: "#1" },
        entry: 41,
      },
    ],
    entry: 41,
  };
}

export function exampleBugfixReport(lang: Lang): BugfixReport {
  const say = inLang(lang);
  return {
    project: "digits",
    runs: [{ entry: 50, command: "python scripts/train.py --data data/mini --epochs 1", exit: 0, seconds: 4.2 }],
    bugs: [
      {
        id: "BUG-01",
        class: "shape-mismatch",
        severity: "critical",
        symptom: "RuntimeError: mat1 and mat2 shapes cannot be multiplied (16x256 and 512x10)",
        cause: say("分类层的输入宽度写错", "The classifier's input width was wrong"),
        diff: "--- a/src/digits/models/cnn.py\n+++ b/src/digits/models/cnn.py\n@@ -1 +1 @@\n-Linear(512, 10)\n+Linear(256, 10)",
        before: 48,
        after: 50,
        proof: say("同一条命令修改前失败，修改后通过", "The same command failed before the change and passed after it"),
        untouched: ["tests/"],
        state: "fixed",
      },
    ],
    training: {
      entry: 50,
      seconds: 4.2,
      peak_rss_bytes: 512_000_000,
      epochs: 1,
      first_loss: 2.31,
      last_loss: 0.42,
      finite: true,
      reported: { accuracy: 0.9722 },
    },
    evaluation: {
      metric: "accuracy",
      direction: "max",
      value: 0.9694,
      low: 0.95,
      high: 0.9861,
      baseline: { name: "majority", value: 0.1028 },
      difference: { value: 0.8667, low: 0.8306, high: 0.9 },
      n: 360,
      all: { accuracy: 0.9694, macro_f1: 0.9689 },
      clause: "REQ-002",
      asked: { op: ">=", value: 0.97 },
      state: "unmet",
      sealed: true,
    },
    evaluation_entry: 52,
    pictures: [
      {
        path: "docs/pictures/result-curve.png",
        sha256: HASH,
        bytes: 14_826,
        alt: say("学习曲线", "Learning curve"),
        labels: lang,
        entry: 50,
      },
    ],
    checkpoint: [{ path: "checkpoints/model.safetensors", sha256: HASH, bytes: 40_104 }],
  };
}

export function exampleGuidance(lang: Lang): Guidance {
  const say = inLang(lang);
  return {
    project: "digits",
    candidate: "cnn",
    ranges: [
      {
        name: "optimizer.lr",
        low: 0.0003,
        recommended: 0.002,
        high: 0.01,
        unit: "",
        why: say("更大时首轮损失开始震荡", "Above it the loss swings in the first epoch"),
        cites: ["L50"],
      },
    ],
    schedule: say("先升后降的单周期计划", "One cycle: up, then down"),
    checkpoints: say(
      "每轮保存一次，保留验证指标最好的一份",
      "Once an epoch; the one with the best validation metric stays",
    ),
    augmentation: say("平移一个像素，不做翻转", "Shift by one pixel, no flips"),
    precision: say("CPU 上用单精度", "Single precision on a CPU"),
    distributed: say("多卡时每张卡保持同样的批大小", "With several GPUs keep the batch size per GPU"),
    monitoring: [
      {
        watch: say("训练损失", "training loss"),
        range: say("逐轮下降", "falls each epoch"),
        act: say("连续三轮不降就把学习率减半", "three epochs without a fall: halve the learning rate"),
      },
    ],
    estimates: [
      {
        what: "train_seconds",
        formula: { value: 840, unit: "s", kind: "derived", cites: ["L50"], how: "6·macs·rows·epochs / flops" },
        extrapolated: { value: 910, unit: "s", kind: "derived", cites: ["L50"], how: "4.2 s · rows / 1257 · epochs" },
        ratio: 1.083,
        trust: say("两者相差不到两成，可以采信", "They differ by less than a fifth; both can be trusted"),
      },
    ],
    scripts: [
      {
        id: "cpu",
        path: "scripts/launch/cpu.sh",
        target: "cpu",
        dryRun: ["bash", "scripts/launch/cpu.sh", "--dry-run"],
        result: "met",
        entry: 60,
        note: say("直接可用。", "Ready to use."),
      },
      {
        id: "slurm",
        path: "scripts/launch/slurm.sh",
        target: "slurm",
        dryRun: ["bash", "scripts/launch/slurm.sh", "--dry-run"],
        result: "not_run",
        entry: null,
        note: say("本机没有 Slurm，未能试运行。", "There is no Slurm on this machine."),
      },
    ],
    proofs: [
      {
        id: "two-processes",
        title: say("两个进程与一个进程的损失一致", "Two processes give the loss of one"),
        result: "met",
        cites: ["L50"],
        loss: 0.123,
        reference: 0.123,
        note: say("在 mini 数据上各训练一轮", "One epoch each on the mini data"),
      },
      {
        id: "gpu",
        title: say("GPU 上的训练", "Training on a GPU"),
        result: "not_run",
        cites: [],
        loss: null,
        reference: null,
        note: say("本机没有 GPU", "There is no GPU in this machine"),
      },
    ],
    steps: [
      say("把项目目录复制到 GPU 主机", "Copy the project folder to the GPU host"),
      say(
        "安装 GPU 依赖：`debug-gpu/bin/pip install -r requirements-gpu.txt`",
        "Install: `debug-gpu/bin/pip install -r requirements-gpu.txt`",
      ),
      say(
        "带回权重并测量：`python scripts/eval.py --checkpoint PATH --data data/mini`",
        "Bring the weights back and measure them: `python scripts/eval.py --checkpoint PATH --data data/mini`",
      ),
    ],
    checklist: [
      {
        id: "C01",
        text: say("训练脚本已试运行通过", "The launch script passed its dry run"),
        proof: "engine",
        done: true,
        cites: ["L60"],
      },
      {
        id: "C02",
        text: say("GPU 主机的预算已获批准", "The budget of the GPU host is approved"),
        proof: "person",
        done: false,
        cites: [],
      },
    ],
  };
}

export function exampleReadmeInput(lang: Lang): ReadmeInput {
  const say = inLang(lang);
  return {
    requirements: exampleRequirements(lang),
    summary: say(
      "用小型卷积网络识别手写数字图片，提供训练、评估、导出与在线服务。",
      "Reads pictures of handwritten digits with a small convolutional network: training, evaluation, export and a service.",
    ),
    package: "digits",
    python: "3.11",
    models: [
      { id: "cnn", title: say("小型卷积网络", "small convolutional network"), chosen: true },
      { id: "cnn-wide", title: say("加宽的卷积网络", "wider convolutional network"), chosen: false },
    ],
    configs: [{ path: "configs/config.yaml", what: say("选择模型、数据与训练计划", "which model, data and schedule") }],
    overrides: ["model.dropout=0.2"],
    prediction: "{id, prediction, score}",
    predictBody: '{"inputs": [{"id": "a", "image": "iVBORw0KGgo="}]}',
    states: { "REQ-002": { state: "unmet", cites: ["L52"] } },
  };
}
