// t4: what the guidance says in words that no run changes: schedule, checkpoints, precision, distribution, targets.
import type { Bilingual } from "../../base/bilingual.js";
import type { Modality } from "../../spec/codes.js";
import type { LaunchScript } from "../../spec/training.js";
import { bilingual } from "./loose.js";

export const SCHEDULE = bilingual(
  "默认 `onecycle`：前 30% 的步数预热到推荐学习率，其后余弦下降到接近零 [K:facts/hardware.yaml]。一轮之内损失突升，学习率减半；预热时就发散，加大 `trainer.warmup_fraction`。`trainer.scheduler=cosine` 没有预热，适合微调；`constant` 只适合短实验。两种下降都按总步数规划：改变 `EPOCHS` 须从头训练，不能续训时再加轮数。总批量加倍，AdamW 的学习率乘以根号二 [K:facts/hardware.yaml]。",
  "Default `onecycle`: warm-up to the recommended rate over the first 30% of the steps, then a cosine fall to nearly zero [K:facts/hardware.yaml]. Where the loss jumps within an epoch halve the rate; where it diverges in the warm-up raise `trainer.warmup_fraction`. `trainer.scheduler=cosine` has no warm-up and suits fine-tuning; `constant` is for short trials. Both falls are planned over all steps: other `EPOCHS` mean training from the start, a resume cannot add any. Twice the rows a step: AdamW's rate times the square root of two [K:facts/hardware.yaml].",
);
export const CHECKPOINTS = bilingual(
  "启动脚本把一次训练的全部产物写进 `outputs/full/`（用 `RUN=名字` 换一个），不动本项目的 `checkpoints/`。每轮结束时原子改名写入 `checkpoint/`：`model.safetensors` 是验证指标最好的权重，`trainer_state.pt` 是最近一轮的断点（权重、优化器、调度器、随机数状态）。加 `--resume` 从断点继续，结果与未中断时一致；进程数、批量、学习率等设置须与中断前相同，否则拒绝续训。一轮之内没有断点：一轮超过半小时就把它切短，例如用 `trainer.limit_train_batches` 限定每轮步数并相应增加轮数。磁盘至少留出数据与权重之和的三倍。",
  "The launch scripts put all of one training into `outputs/full/` (another name: `RUN=name`) and leave the project's `checkpoints/` alone. After each epoch `checkpoint/` is written by an atomic rename: `model.safetensors` holds the weights with the best validation metric, `trainer_state.pt` the state of the last epoch (weights, optimiser, scheduler, random state). `--resume` goes on from there to the same result as an unbroken run; processes, batch, rate and the other settings must be the same, else it refuses. Nothing is saved within an epoch: where one takes more than half an hour cut it short, for example by `trainer.limit_train_batches` with more epochs. Keep three times the size of data plus weights free on disk.",
);
/** The same of a model that is solved in one pass over the data. */
export const AT_ONCE = {
  schedule: bilingual(
    "没有学习率计划：模型一次拟合完成，不分轮次；`trainer.max_epochs` 不起作用，可调的是模型自己的超参数。",
    "No schedule: the model is fitted once, without epochs; `trainer.max_epochs` changes nothing, what can be tuned are the model's own parameters.",
  ),
  checkpoints: bilingual(
    "启动脚本把拟合的全部产物写进 `outputs/full/`（用 `RUN=名字` 换一个），不动本项目的 `checkpoints/`；权重在拟合结束后原子改名写入。一次拟合没有中途状态，中断后重新拟合即可。磁盘至少留出数据与权重之和的三倍。",
    "The launch scripts put all of the fit into `outputs/full/` (another name: `RUN=name`) and leave the project's `checkpoints/` alone; the weights are written by an atomic rename after the fit. A single fit has no state half way, so an interrupted one is fitted again. Keep three times the size of data plus weights free on disk.",
  ),
  precision: bilingual(
    "一次拟合始终用 `fp32`：混合精度只用于逐步训练的候选。",
    "A single fit always runs in `fp32`: mixed precision is for candidates that are trained step by step.",
  ),
  distributed: bilingual(
    "一次拟合在一个进程、一台机器上完成：没有可以分给多个进程的步，用 `torchrun` 启动会被拒绝，所以这里没有多卡、多机、Ray 与 Kubernetes 的脚本。数据大到一台机器放不下时，换成逐步训练的候选。",
    "A single fit runs in one process on one machine: it has no steps to share, `torchrun` with several processes is refused, and so there are no scripts for several GPUs, several hosts, Ray or Kubernetes. Where the data outgrow one machine choose a candidate that is trained step by step.",
  ),
  batch: bilingual(
    "拟合一次用上全部训练行，批量只决定评估与推理时一次读入多少行",
    "The fit takes all training rows at once; the batch only sets how many rows evaluation and inference read at a time",
  ),
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
  "模型在一张卡上放得下，就用 DDP：`torchrun` 在每张卡上启动同一脚本的一个进程，各进程读不同的行，每步把梯度取平均；只有零号进程写文件、做验证。`BATCH` 是每个进程的行数，一步的总批量 = `BATCH` × 进程数 × `ACCUMULATE`：总批量变成四倍时，AdamW 的学习率加倍（`LR=`），或把 `BATCH` 减为四分之一而学习率不变。多机须互通零号主机的端口，代码、数据与环境一致；续训时只有零号主机需要断点。一张卡放不下时本项目没有现成的脚本（需要 FSDP），先试 `launch/low-memory.sh`。",
  "Where the model fits on one GPU use DDP: `torchrun` starts one process of the same script on each GPU, the processes read different rows and average their gradients every step; process zero alone validates and writes. `BATCH` is the rows of one process, so a step takes `BATCH` × processes × `ACCUMULATE` rows: when that is four times as many, double AdamW's rate (`LR=`), or take a quarter of `BATCH` and leave the rate. Several hosts must reach the port of the first one and hold the same code, data and environment; for a resume the first one alone needs the checkpoint. Where the model does not fit on one GPU there is no script here (that takes FSDP): try `launch/low-memory.sh` first.",
);

export interface Target {
  readonly target: LaunchScript["target"];
  readonly note: Bilingual;
}

/** Each has a script of its name in knowledge/launch. */
export const TARGETS: readonly Target[] = [
  { target: "cpu", note: bilingual("本机 CPU，不需要 GPU", "this machine's CPU; needs no GPU") },
  {
    target: "one-gpu",
    note: bilingual(
      "单张 GPU；没有 GPU 时退回 CPU 并说明，`DEVICE=cuda` 则拒绝退回",
      "one GPU; without one it takes the CPU and says so, with `DEVICE=cuda` it refuses",
    ),
  },
  {
    target: "low-memory",
    note: bilingual(
      "显存小的卡（如 `8 GB`）或纯 CPU：批量切成小份依次累积，梯度与学习率同推荐的批量",
      "a small GPU (such as `8 GB`), or a CPU alone: the batch in small parts, gradient and rate as with the recommended batch",
    ),
  },
  {
    target: "multi-gpu",
    note: bilingual(
      "一机多卡；`GPUS=2 DEVICE=cpu` 可在没有 GPU 的机器上跑两个进程",
      "several GPUs of one host; `GPUS=2 DEVICE=cpu` runs two processes without a GPU",
    ),
  },
  {
    target: "multi-node",
    note: bilingual(
      "多机：每台各运行一次，`NODES`、`NODE_RANK`、`MASTER` 见脚本开头",
      "several hosts: run it once on each; `NODES`, `NODE_RANK` and `MASTER` are explained at its top",
    ),
  },
  {
    target: "slurm",
    note: bilingual(
      "SLURM 作业，用 `sbatch launch/slurm.sh` 提交；时限将到时自行重新排队并续训",
      "a SLURM job, sent by `sbatch launch/slurm.sh`; before its time is up it queues again and resumes",
    ),
  },
  {
    target: "ray",
    note: bilingual(
      "Ray 集群，需要 `ray[train]`；干跑只证明训练命令，不启动集群",
      "a Ray cluster, needs `ray[train]`; the dry run proves the training command, it starts no cluster",
    ),
  },
  {
    target: "kubernetes",
    note: bilingual(
      "Kubernetes 作业，先改 `launch/kubernetes.yaml` 中标有 yours 的行；干跑不连集群",
      "a Kubernetes Job; first set the lines of `launch/kubernetes.yaml` marked yours; the dry run asks no cluster",
    ),
  },
];
/** Those that a model fitted at once can use: one process. */
export const ONE_PROCESS: ReadonlySet<LaunchScript["target"]> = new Set(["cpu", "one-gpu", "slurm"]);
