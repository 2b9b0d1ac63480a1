// t4: what the guidance says in words that no run changes: schedule, precision, what to watch, targets, steps.
import type { Bilingual } from "../../base/bilingual.js";
import type { Modality } from "../../spec/codes.js";
import type { Guidance } from "../../spec/training.js";
import { bilingual } from "./loose.js";

export const SCHEDULE = bilingual(
  "默认 `onecycle`：前 30% 步数预热，其后余弦下降；长训练可改 `trainer.scheduler=cosine`。线性缩放：批量加倍，SGD 学习率加倍，Adam 乘以根号二 [K:facts/hardware.yaml]。",
  "Default `onecycle`: warm-up over the first 30% of the steps, then cosine decay; long runs may set `trainer.scheduler=cosine`. Scaling: doubling the batch doubles the rate for SGD and multiplies it by the square root of two for Adam [K:facts/hardware.yaml].",
);
export const CHECKPOINTS = bilingual(
  "每个 epoch 结束以改名方式原子写入 `checkpoints/`，含优化器、调度器与随机数状态；`--resume` 从断点继续，结果与未中断时一致。保留最近与最好的权重，磁盘至少留出数据与权重之和的三倍。",
  "After each epoch `checkpoints/` is written by an atomic rename, with optimiser, scheduler and random state; `--resume` goes on to the same result as an unbroken run. Keep the last and the best weights, and three times the size of data plus weights free on disk.",
);
/** The same of a model that is solved in one pass over the data. */
export const AT_ONCE = {
  schedule: bilingual(
    "没有学习率计划：模型一次拟合完成，不分轮次；`trainer.max_epochs` 不起作用，可调的是模型自己的超参数。",
    "No schedule: the model is fitted once, without epochs; `trainer.max_epochs` changes nothing, what can be tuned are the model's own parameters.",
  ),
  checkpoints: bilingual(
    "拟合结束后以改名方式原子写入 `checkpoints/`；一次拟合没有中途状态，中断后重新拟合即可。磁盘至少留出数据与权重之和的三倍。",
    "After the fit `checkpoints/` is written by an atomic rename; a single fit has no state half way, so an interrupted one is fitted again. Keep three times the size of data plus weights free on disk.",
  ),
  precision: bilingual(
    "一次拟合始终用 `fp32`：混合精度只用于逐步训练的候选。",
    "A single fit always runs in `fp32`: mixed precision is for candidates that are trained step by step.",
  ),
  distributed: bilingual(
    "一次拟合在一个进程、一台机器上完成，多卡与多机的脚本不会让它更快；换成逐步训练的候选后才用得上。",
    "A single fit runs in one process on one machine; the scripts for several GPUs and nodes make it no faster. They serve candidates that are trained step by step.",
  ),
  batch: bilingual(
    "拟合一次用上全部训练行，批量只决定评估与推理时一次读入多少行",
    "The fit takes all training rows at once; the batch only sets how many rows evaluation and inference read at a time",
  ),
  loss: {
    watch: bilingual("拟合前后的训练损失", "training loss before and after the fit"),
    range: bilingual("拟合后更低，无 NaN", "lower after the fit, no NaN"),
    act: bilingual(
      "没有降低或出现 NaN：检查输入的取值与标签",
      "not lower, or NaN: check the inputs' values and the labels",
    ),
  },
};
/** By kind of data; a recipe may say more in `training.full.augmentation`. */
export const AUGMENTATION: Readonly<Partial<Record<Modality, Bilingual>>> = {
  image: bilingual(
    "小幅平移；不做翻转（镜像后的数字是另一个符号）。全量数据可加轻微旋转与缩放。",
    "Small shifts; no flips (a mirrored digit is another sign). With the full data add slight rotation and scaling.",
  ),
  tabular: bilingual(
    "表格数据不做增强；类别不均衡时用分层采样或类别权重，不改动测试集。",
    "No augmentation for tables; with unbalanced classes use stratified sampling or class weights, and leave the test split alone.",
  ),
  text: bilingual(
    "默认不做增强；改写或回译只能用于训练部分，且不得让同一句的变体落入验证集或测试集。",
    "None by default; paraphrases and back-translation belong to the training part alone, and no variant of one sentence may fall into validation or test.",
  ),
  "time-series": bilingual(
    "用更小的窗口步长得到更多训练窗口；不打乱时间次序，不让训练窗口越过验证与测试的起点。",
    "A smaller stride gives more training windows; never shuffle time, and let no training window reach past the start of validation or test.",
  ),
};
/** What else there is beside the value that a recipe recommends. */
export const PRECISIONS: Readonly<Record<string, Bilingual>> = {
  fp32: bilingual("`fp32`（任何硬件）", "`fp32` (any hardware)"),
  bf16: bilingual("`bf16`（Ampere 及以后的 GPU）", "`bf16` (GPUs from Ampere on)"),
  fp16: bilingual("`fp16`（更早的 GPU）", "`fp16` (older GPUs)"),
};
export const PRECISION = bilingual(
  "较新的 GPU（Ampere 及以后）用 `bf16`，更早的卡用 `fp16`，CPU 用 `fp32`：`trainer.precision=bf16`。",
  "Use `bf16` on recent GPUs (Ampere and newer), `fp16` on older ones, `fp32` on a CPU: `trainer.precision=bf16`.",
);
export const DISTRIBUTED = bilingual(
  "单卡放得下就用 DDP：`torchrun` 启动同一脚本，每卡批量相同；放不下时才考虑 FSDP。多机须能互通主节点端口，且各机数据与代码一致。",
  "If the model fits on one GPU use DDP: `torchrun` starts the same script, with the same batch on each GPU; only when it does not fit consider FSDP. Several nodes must reach the master's port and hold the same data and code.",
);
export const MONITORING = [
  {
    watch: bilingual("训练损失", "training loss"),
    range: bilingual("持续下降，无 NaN", "keeps falling, no NaN"),
    act: bilingual("出现 NaN：学习率除以十并检查数据", "NaN: divide the rate by ten and check the data"),
  },
  {
    watch: bilingual("验证指标", "validation metric"),
    range: bilingual("优于基线且不变差", "better than the baseline, not getting worse"),
    act: bilingual(
      "连续三次变差：自行停止（不会自动停），取最好的权重",
      "worse three times in a row: stop it yourself, nothing stops by itself; take the best weights",
    ),
  },
  {
    watch: bilingual(
      "吞吐（由 `metrics.csv` 的 `step` 与 `seconds` 两列算出）",
      "throughput (from the columns `step` and `seconds` of `metrics.csv`)",
    ),
    range: bilingual("波动不超过三成", "within a third of its mean"),
    act: bilingual("下降：检查数据读取与温度", "a drop: check loading and temperature"),
  },
  {
    watch: bilingual(
      "显存与内存（训练不记录，用 `nvidia-smi` 与 `free` 看）",
      "GPU and host memory (not logged: see `nvidia-smi` and `free`)",
    ),
    range: bilingual("低于可用的九成", "below nine tenths of what there is"),
    act: bilingual("溢出：改用 `launch/low-memory.sh`", "out of memory: use `launch/low-memory.sh`"),
  },
];

export const TARGETS: readonly { id: string; target: Guidance["scripts"][number]["target"]; note: Bilingual }[] = [
  { id: "cpu", target: "cpu", note: bilingual("本机 CPU", "this machine's CPU") },
  {
    id: "one-gpu",
    target: "one-gpu",
    note: bilingual("单张 GPU；本机无 GPU，仅做干跑", "one GPU; dry run only where there is none"),
  },
  {
    id: "low-memory",
    target: "low-memory",
    note: bilingual(
      "显存不足时：小批量，学习率随之降低，梯度裁剪更紧",
      "when memory is short: a small batch, a learning rate lowered with it, tighter clipping",
    ),
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

const FULL_DATA_STEP = {
  hub: bilingual(
    "取全量数据：`python scripts/download.py --full`（先设 `HF_ENDPOINT`）只取回模型库上的原始文件，须核对许可与校验和；本版不做转换，请自行把它们转成 `data/raw/` 下数据文件夹（路径见 `configs/data/full.yaml` 的 `data_dir`）里的 `train.jsonl` 与 `val.jsonl`，格式与 `data/mini` 相同",
    "Fetch the full data: `python scripts/download.py --full` (set `HF_ENDPOINT` first) brings the hub's raw files only; check licence and checksums. Converting them is your step in this release: write `train.jsonl` and `val.jsonl`, laid out as in `data/mini`, into the folder under `data/raw/` that `data_dir` of `configs/data/full.yaml` names",
  ),
  /** The packaged set is the whole public one: nothing is fetched from a hub. */
  packaged: bilingual(
    "没有更大的公开数据：全量就是随软件包提供的那一份，已在 `data/mini`；`python scripts/download.py --full` 只是重画并核对它。用自己的数据行（`--data`）要等以后的版本",
    "There is no larger public set: the full one is the packaged one that already lies in `data/mini`, and `python scripts/download.py --full` only draws it again and checks it. Your own rows (`--data`) come with a later release",
  ),
};

export const stepsWith = (full: keyof typeof FULL_DATA_STEP): readonly Bilingual[] => [
  bilingual(
    "在 GPU 主机上克隆本项目，按 `venv.md` 建立 `debug-gpu` 环境",
    "Clone the project on the GPU host and make `debug-gpu` as `venv.md` says",
  ),
  FULL_DATA_STEP[full],
  bilingual(
    "先干跑：`bash launch/one-gpu.sh --dry-run` 只让一批合成数据过一遍模型，不碰数据；再跑一个 epoch 确认损失下降",
    "Dry-run first: `bash launch/one-gpu.sh --dry-run` sends one synthetic batch through the model and touches no data; then one epoch to see the loss fall",
  ),
  bilingual(
    "正式训练，随时看 `outputs/` 下的 `metrics.csv`；需要曲线界面时先 `pip install tensorboard`，再加 `logging.tensorboard=true`",
    "Train for real and watch `metrics.csv` under `outputs/`; for curves first `pip install tensorboard`, then add `logging.tensorboard=true`",
  ),
  bilingual("中断后用同一命令加 `--resume` 继续", "After an interruption go on with the same command and `--resume`"),
  bilingual(
    "把 `checkpoints/` 整个目录带回，单独放一个文件夹，不要覆盖本项目的 `checkpoints/`；用 `python scripts/eval.py --checkpoint PATH --data data/mini` 测量（读验证集；若训练所用的列不同，改给训练时的数据文件夹）。这是脚本自己的数字：由可信评测器重新测量（`--weights`）要等以后的版本",
    "Bring the whole `checkpoints/` folder back into a folder of its own, not over the project's `checkpoints/`, and measure it with `python scripts/eval.py --checkpoint PATH --data data/mini` (it reads the validation part; where the columns differ give the data folder it was trained on). That is the script's own figure: having the trusted evaluator measure it again (`--weights`) comes with a later release",
  ),
];
