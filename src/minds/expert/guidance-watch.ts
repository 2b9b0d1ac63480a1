// t4: what to watch while training, in which range, and what to do when it leaves it; figures of the mini run where it has them.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { formatNumber } from "../../base/units.js";
import type { BugfixReport, Guidance } from "../../spec/training.js";
import { bilingual } from "./loose.js";

interface Point {
  readonly watch: Bilingual;
  readonly range: Bilingual;
  readonly act: Bilingual;
}

/** What the ranges are told by. */
export interface Measured {
  readonly report: BugfixReport;
  readonly entries: { readonly training: number; readonly evaluation: number };
}

export function monitoringOf(measured: Measured, atOnce: boolean, lang: Lang): Guidance["monitoring"] {
  const points = atOnce ? [FIT, metricOf(measured), MEMORY] : [lossOf(measured), metricOf(measured), ...BY_STEPS];
  return points.map(({ watch, range, act }) => ({ watch: watch[lang], range: range[lang], act: act[lang] }));
}

const FIT: Point = {
  watch: bilingual(
    "拟合前后的训练损失（`metrics.csv` 的 `loss`）",
    "training loss before and after the fit (`loss` in `metrics.csv`)",
  ),
  range: bilingual("拟合后更低，无 NaN", "lower after the fit, no NaN"),
  act: bilingual(
    "没有降低或出现 NaN：检查输入的取值与标签",
    "not lower, or NaN: check the inputs' values and the labels",
  ),
};

const MEMORY: Point = {
  watch: bilingual(
    "内存（训练脚本最后打印的 `peak_rss_mb`，训练中用 `free -m`）",
    "memory (`peak_rss_mb` printed at the end, `free -m` while it runs)",
  ),
  range: bilingual("低于可用内存的九成", "below nine tenths of what there is"),
  act: bilingual(
    "超出：换内存更大的机器，或换逐步训练的候选",
    "above: a machine with more memory, or a candidate trained step by step",
  ),
};

function lossOf({ report, entries }: Measured): Point {
  const { first_loss, last_loss } = report.training;
  const first = formatNumber(first_loss, 3);
  const last = formatNumber(last_loss, 3);
  return {
    watch: bilingual(
      "训练损失（`metrics.csv` 中 `split=train` 的 `loss`）",
      "training loss (`loss` of the rows `split=train` in `metrics.csv`)",
    ),
    range: bilingual(
      `逐轮下降，无 NaN；mini 一轮内由 ${first} 降到 ${last} [L${entries.training}]`,
      `falls from epoch to epoch, no NaN; within the mini epoch from ${first} to ${last} [L${entries.training}]`,
    ),
    act: bilingual(
      "出现 NaN：脚本会自行停止，学习率除以十并检查数据；两轮不降：学习率加倍",
      "NaN: the script stops by itself, divide the rate by ten and check the data; flat for two epochs: double the rate",
    ),
  };
}

function metricOf({ report, entries }: Measured): Point {
  const found = report.evaluation;
  const better = found?.direction === "min" ? bilingual("低于", "below") : bilingual("高于", "above");
  const line =
    found === null
      ? bilingual("优于基线", "better than the baseline")
      : bilingual(
          `${better.zh}基线 ${found.baseline.name} 的 ${formatNumber(found.baseline.value, 3)} [L${entries.evaluation}]，且不变差`,
          `${better.en} the baseline ${found.baseline.name}, ${formatNumber(found.baseline.value, 3)} [L${entries.evaluation}], and not getting worse`,
        );
  return {
    watch: bilingual("验证指标（`split=val` 的 `metric`）", "validation metric (`metric` of the rows `split=val`)"),
    range: line,
    act: bilingual(
      "连续三次变差：自行停止（不会自动停），`model.safetensors` 里已是最好的权重；一直不优于基线：先查标签与预处理",
      "worse three times in a row: stop it yourself, nothing stops by itself; `model.safetensors` already holds the best weights. Never above the baseline: check labels and preprocessing first",
    ),
  };
}

const BY_STEPS: readonly Point[] = [
  {
    watch: bilingual("训练与验证损失之差", "validation loss beside training loss"),
    range: bilingual("一起下降；验证损失不高于训练损失的一倍半", "both fall; validation at most half above training"),
    act: bilingual(
      "训练降而验证升是过拟合：加大权重衰减或增强，减少轮数",
      "training falls while validation rises: overfitting; more weight decay or augmentation, fewer epochs",
    ),
  },
  {
    watch: bilingual("梯度范数（`grad_norm`，裁剪之前）", "gradient norm (`grad_norm`, before clipping)"),
    range: bilingual("不超过其中位数的十倍", "at most ten times its median"),
    act: bilingual(
      "尖峰反复出现：学习率减半，或把 `trainer.grad_clip` 减半",
      "repeated spikes: halve the rate, or halve `trainer.grad_clip`",
    ),
  },
  {
    watch: bilingual("学习率（`lr`）", "learning rate (`lr`)"),
    range: bilingual("先升后降，与所选计划一致", "up, then down, as the schedule says"),
    act: bilingual(
      "不符：核对 `outputs/full/config.resolved.yaml`",
      "otherwise: look into `outputs/full/config.resolved.yaml`",
    ),
  },
  {
    watch: bilingual("吞吐（`rows_per_s`，各进程之和）", "throughput (`rows_per_s`, of all processes)"),
    range: bilingual(
      "波动不超过三成；N 张卡应接近单卡的 N 倍",
      "within a third of its mean; N GPUs come near N times one",
    ),
    act: bilingual(
      "下降：看 `nvidia-smi` 的温度与利用率；利用率低于六成是数据跟不上，加大 `data.num_workers`",
      "a drop: see temperature and use in `nvidia-smi`; use below six tenths means that data are late, raise `data.num_workers`",
    ),
  },
  {
    watch: bilingual(
      "显存或内存（`memory_mb`；GPU 上是该进程的显存峰值，CPU 上是进程的内存峰值）",
      "memory (`memory_mb`: on a GPU the peak of its own memory, on a CPU that of the process)",
    ),
    range: bilingual("低于可用的九成", "below nine tenths of what there is"),
    act: bilingual("溢出：改用 `launch/low-memory.sh`", "out of memory: use `launch/low-memory.sh`"),
  },
];
