// t4: ranges with reasons, estimates by formula and by extrapolating the mini run, launch scripts, steps, checklist.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { formatNumber } from "../../base/units.js";
import type { Recipe } from "../../spec/recipe.js";
import type { Candidate, Technology } from "../../spec/technology.js";
import type { BugfixReport, Guidance, ParameterRange } from "../../spec/training.js";
import { bilingual, record, textOf } from "./loose.js";

export interface GuidanceInput {
  readonly project: string;
  readonly lang: Lang;
  readonly recipe: Recipe;
  readonly technology: Technology;
  readonly report: BugfixReport;
  readonly rows: { readonly mini: number; readonly full: number };
  /** Ledger entries: the training command and the evaluation. */
  readonly entries: { readonly training: number; readonly evaluation: number };
  readonly checkpointBytes: number;
}

type Estimate = Guidance["estimates"][number];

export function proposeGuidance(input: GuidanceInput): Guidance {
  const { lang, technology } = input;
  const chosen = technology.candidates.find((candidate) => candidate.chosen) ?? technology.candidates[0];
  if (chosen === undefined) throw new Error("tech.md holds no candidate");
  return {
    project: input.project,
    candidate: chosen.id,
    ranges: rangesOf(input),
    schedule: SCHEDULE[lang],
    checkpoints: CHECKPOINTS[lang],
    augmentation: AUGMENTATION[input.recipe.modality === "image" ? "image" : "other"][lang],
    precision: PRECISION[lang],
    distributed: DISTRIBUTED[lang],
    monitoring: MONITORING.map((row) => ({ watch: row.watch[lang], range: row.range[lang], act: row.act[lang] })),
    estimates: estimatesOf(input, chosen),
    scripts: launchScripts(lang),
    steps: STEPS.map((step) => step[lang]),
    checklist: checklistOf(input),
  };
}

/** Name in the guidance → key in the recipe's `training.full`. */
const RANGE_KEYS: Readonly<Record<string, string>> = {
  batch: "batch_size",
  lr: "learning_rate",
  epochs: "max_epochs",
  weight_decay: "weight_decay",
};

function rangesOf(input: GuidanceInput): ParameterRange[] {
  const full = record(record(input.recipe.training).full);
  const cites = [`K:recipes/${input.recipe.id}/recipe.yaml#training`];
  return Object.entries(RANGE_KEYS).flatMap(([name, key]) => {
    const given = record(full[key]);
    const [low, high] = Array.isArray(given.range) ? given.range.map(Number) : [];
    const recommended = Number(given.default);
    if (low === undefined || high === undefined || !Number.isFinite(recommended)) return [];
    return [{ name, low, recommended, high, unit: "", why: textOf(given.why, input.lang), cites }];
  });
}

/** Formula beside extrapolation of the measured mini run; where they differ more than threefold, which to trust. */
function estimatesOf(input: GuidanceInput, chosen: Candidate): Estimate[] {
  const { report, rows } = input;
  const training = `L${input.entries.training}`;
  const epochs = recommendedEpochs(input);
  const scaled = (report.training.seconds * rows.full * epochs) / (rows.mini * Math.max(1, report.training.epochs));
  return [
    pair(
      input,
      "train_seconds",
      chosen.estimate.trainFullSeconds,
      scaled,
      "s",
      training,
      `measured ${formatNumber(report.training.seconds)} s × rows ${rows.full}/${rows.mini} × epochs ${epochs}`,
    ),
    pair(
      input,
      "train_memory_bytes",
      chosen.estimate.trainMemoryBytes,
      report.training.peak_rss_bytes,
      "B",
      training,
      "peak resident memory of the mini run",
    ),
    pair(
      input,
      "model_bytes",
      chosen.estimate.modelBytes,
      input.checkpointBytes,
      "B",
      training,
      "size of checkpoints/model.safetensors",
    ),
  ];
}

function recommendedEpochs(input: GuidanceInput): number {
  return rangesOf(input).find((range) => range.name === "epochs")?.recommended ?? 20;
}

function pair(
  input: GuidanceInput,
  what: Estimate["what"],
  formula: Estimate["formula"],
  measured: number,
  unit: string,
  cite: string,
  how: string,
): Estimate {
  const ratio = formula.value > 0 ? measured / formula.value : 0;
  const far = ratio > 3 || ratio < 1 / 3;
  const trust: Record<Estimate["what"], Bilingual> = {
    train_seconds: bilingual(
      "以外推为准：它含本机真实的读取与启动开销",
      "Trust the extrapolation: it holds this machine's real loading and start-up cost",
    ),
    train_memory_bytes: bilingual(
      "以实测为准：公式只算模型本身，实测还含 Python 与框架",
      "Trust the measurement: the formula counts the model alone, the measurement also Python and the framework",
    ),
    model_bytes: bilingual(
      "以实测为准：文件还含张量名与头部",
      "Trust the measurement: the file also holds tensor names and a header",
    ),
  };
  const agree = bilingual("两者相符，取较大者", "They agree; take the larger one");
  return {
    what,
    formula,
    extrapolated: {
      value: measured,
      unit,
      kind: what === "train_seconds" ? "derived" : "measured",
      cites: [cite],
      how,
    },
    ratio: Number(ratio.toFixed(3)),
    trust: (far ? trust[what] : agree)[input.lang],
  };
}

const SCHEDULE = bilingual(
  "默认 `onecycle`：前 30% 步数预热，其后余弦下降；长训练可改 `trainer.scheduler=cosine`。线性缩放：批量加倍，SGD 学习率加倍，Adam 乘以根号二 [K:facts/hardware.yaml]。",
  "Default `onecycle`: warm-up over the first 30% of the steps, then cosine decay; long runs may set `trainer.scheduler=cosine`. Scaling: doubling the batch doubles the rate for SGD and multiplies it by the square root of two for Adam [K:facts/hardware.yaml].",
);
const CHECKPOINTS = bilingual(
  "每个 epoch 结束以改名方式原子写入 `checkpoints/`，含优化器、调度器与随机数状态；`--resume` 从断点继续，结果与未中断时一致。保留最近与最好的权重，磁盘至少留出数据与权重之和的三倍。",
  "After each epoch `checkpoints/` is written by an atomic rename, with optimiser, scheduler and random state; `--resume` goes on to the same result as an unbroken run. Keep the last and the best weights, and three times the size of data plus weights free on disk.",
);
const AUGMENTATION = {
  image: bilingual(
    "小幅平移；不做翻转（镜像后的数字是另一个符号）。全量数据可加轻微旋转与缩放。",
    "Small shifts; no flips (a mirrored digit is another sign). With the full data add slight rotation and scaling.",
  ),
  other: bilingual(
    "表格数据不做增强；类别不均衡时用分层采样或类别权重，不改动测试集。",
    "No augmentation for tables; with unbalanced classes use stratified sampling or class weights, and leave the test split alone.",
  ),
};
const PRECISION = bilingual(
  "较新的 GPU（Ampere 及以后）用 `bf16`，更早的卡用 `fp16`，CPU 用 `fp32`：`trainer.precision=bf16`。",
  "Use `bf16` on recent GPUs (Ampere and newer), `fp16` on older ones, `fp32` on a CPU: `trainer.precision=bf16`.",
);
const DISTRIBUTED = bilingual(
  "单卡放得下就用 DDP：`torchrun` 启动同一脚本，每卡批量相同；放不下时才考虑 FSDP。多机须能互通主节点端口，且各机数据与代码一致。",
  "If the model fits on one GPU use DDP: `torchrun` starts the same script, with the same batch on each GPU; only when it does not fit consider FSDP. Several nodes must reach the master's port and hold the same data and code.",
);
const MONITORING = [
  {
    watch: bilingual("训练损失", "training loss"),
    range: bilingual("持续下降，无 NaN", "keeps falling, no NaN"),
    act: bilingual("出现 NaN：学习率除以十并检查数据", "NaN: divide the rate by ten and check the data"),
  },
  {
    watch: bilingual("验证指标", "validation metric"),
    range: bilingual("高于基线且不回落", "above the baseline, not falling back"),
    act: bilingual("连续三次变差：停止并取最好的权重", "worse three times in a row: stop and take the best weights"),
  },
  {
    watch: bilingual("梯度范数", "gradient norm"),
    range: bilingual("不超过中位数的十倍", "within ten times its median"),
    act: bilingual("突升：启用裁剪，减小学习率", "a spike: clip, lower the rate"),
  },
  {
    watch: bilingual("吞吐（每秒步数）", "throughput (steps per second)"),
    range: bilingual("波动不超过三成", "within a third of its mean"),
    act: bilingual("下降：检查数据读取与温度", "a drop: check loading and temperature"),
  },
  {
    watch: bilingual("显存与内存", "GPU and host memory"),
    range: bilingual("低于可用的九成", "below nine tenths of what there is"),
    act: bilingual("溢出：批量减半，梯度累积加倍", "out of memory: halve the batch, double the accumulation"),
  },
];

const TARGETS: readonly { id: string; target: Guidance["scripts"][number]["target"]; note: Bilingual }[] = [
  { id: "cpu", target: "cpu", note: bilingual("本机 CPU", "this machine's CPU") },
  {
    id: "one-gpu",
    target: "one-gpu",
    note: bilingual("单张 GPU；本机无 GPU，仅做干跑", "one GPU; dry run only where there is none"),
  },
  {
    id: "low-memory",
    target: "low-memory",
    note: bilingual("显存不足时：小批量加梯度裁剪", "when memory is short: small batch, clipping"),
  },
  {
    id: "multi-gpu",
    target: "multi-gpu",
    note: bilingual("一机多卡，`torchrun`", "several GPUs of one host, `torchrun`"),
  },
  {
    id: "multi-node",
    target: "multi-node",
    note: bilingual("多机多卡，须给出主节点地址", "several hosts; needs the master's address"),
  },
  { id: "slurm", target: "slurm", note: bilingual("SLURM 作业，用 `sbatch` 提交", "a SLURM job, sent by `sbatch`") },
];

function launchScripts(lang: Lang): Guidance["scripts"] {
  return TARGETS.map(({ id, target, note }) => ({
    id,
    path: `launch/${id}.sh`,
    target,
    dryRun: ["bash", `launch/${id}.sh`, "--dry-run"],
    result: "not_run" as const,
    entry: null,
    note: note[lang],
  }));
}

const STEPS: readonly Bilingual[] = [
  bilingual(
    "在 GPU 主机上克隆本项目，按 `venv.md` 建立 `debug-gpu` 环境",
    "Clone the project on the GPU host and make `debug-gpu` as `venv.md` says",
  ),
  bilingual(
    "取全量数据：`python scripts/download.py --full`，核对许可与校验和",
    "Fetch the full data: `python scripts/download.py --full`; check licence and checksums",
  ),
  bilingual(
    "先干跑：`bash launch/one-gpu.sh --dry-run`，再跑一个 epoch 确认损失下降",
    "Dry-run first: `bash launch/one-gpu.sh --dry-run`, then one epoch to see the loss fall",
  ),
  bilingual(
    "正式训练，随时看 `outputs/` 下的 `metrics.csv`；需要曲线界面时加 `logging.tensorboard=true`",
    "Train for real and watch `metrics.csv` under `outputs/`; for curves add `logging.tensorboard=true`",
  ),
  bilingual("中断后用同一命令加 `--resume` 继续", "After an interruption go on with the same command and `--resume`"),
  bilingual(
    "把 `checkpoints/` 整个目录带回，执行 `plumbline run --weights PATH`：由评测器重新测量后才算数",
    "Bring the whole `checkpoints/` folder back and type `plumbline run --weights PATH`: it counts once the evaluator has measured it again",
  ),
];

function checklistOf(input: GuidanceInput): Guidance["checklist"] {
  const cite = (entry: number): string[] => [`L${entry}`];
  const { training, evaluation } = input.entries;
  const items: readonly { id: string; text: Bilingual; proof: "engine" | "person"; cites: string[] }[] = [
    {
      id: "C01",
      text: bilingual("mini 数据上的一个 epoch 已通过", "One epoch on the mini data has passed"),
      proof: "engine",
      cites: cite(training),
    },
    {
      id: "C02",
      text: bilingual(
        "指标由评测器在密封的测试集上重算，且高于基线",
        "The metric was recomputed on the sealed split and beats the baseline",
      ),
      proof: "engine",
      cites: cite(evaluation),
    },
    {
      id: "C03",
      text: bilingual("划分已按哈希固定", "The split is fixed by its hashes"),
      proof: "engine",
      cites: cite(training),
    },
    {
      id: "C04",
      text: bilingual("每个启动脚本都通过干跑", "Every launch script passes its dry run"),
      proof: "engine",
      cites: cite(training),
    },
    {
      id: "C05",
      text: bilingual("全量数据的许可已由负责人确认", "The owner has confirmed the licence of the full data"),
      proof: "person",
      cites: [],
    },
    {
      id: "C06",
      text: bilingual("磁盘空间不少于数据与权重之和的三倍", "Free disk is at least three times data plus weights"),
      proof: "person",
      cites: [],
    },
    {
      id: "C07",
      text: bilingual("训练时间与费用已批准，负责人已指定", "Time and cost are approved and an owner is named"),
      proof: "person",
      cites: [],
    },
  ];
  return items.map((item) => ({
    id: item.id,
    text: item.text[input.lang],
    proof: item.proof,
    // The dry runs come after this answer: the stage ticks their line once the engine has run them.
    done: item.proof === "engine" && item.id !== "C04",
    cites: item.cites,
  }));
}
