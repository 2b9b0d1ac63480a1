// t4: what must hold before full training; the engine ticks what it measured, the rest is a person's.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import type { Guidance } from "../../spec/training.js";
import { bilingual } from "./loose.js";

interface Entries {
  readonly training: number;
  readonly evaluation: number;
  readonly split: number;
}

interface Item {
  readonly id: string;
  readonly text: Bilingual;
  /** The entry that proves it already; absent: the stage ticks it from what it measures, or a person does. */
  readonly entry?: number;
  /** Only where training goes by steps. */
  readonly stepwise?: true;
}

export function checklistOf(entries: Entries, atOnce: boolean, lang: Lang): Guidance["checklist"] {
  const fits = (item: Item): boolean => !(atOnce && item.stepwise === true);
  const lines = (items: readonly Item[], proof: "engine" | "person"): Guidance["checklist"] =>
    items.filter(fits).map(({ id, text, entry }) => ({
      id,
      text: text[lang],
      proof,
      done: entry !== undefined,
      cites: entry === undefined ? [] : [`L${entry}`],
    }));
  return [...lines(measured(entries), "engine"), ...lines(LEFT, "person")];
}

function measured({ training, evaluation, split }: Entries): readonly Item[] {
  return [
    {
      id: "C01",
      text: bilingual("mini 数据上的一个 epoch 已通过", "One epoch on the mini data has passed"),
      entry: training,
    },
    {
      id: "C02",
      text: bilingual(
        "指标由评测器在密封的测试集上重算，且优于基线",
        "The metric was recomputed on the sealed split and beats the baseline",
      ),
      entry: evaluation,
    },
    { id: "C03", text: bilingual("划分已按哈希固定", "The split is fixed by its hashes"), entry: split },
    { id: "C04", text: bilingual("每个启动脚本都通过干跑", "Every launch script passes its dry run") },
    {
      id: "C08",
      text: bilingual("两个进程训练与一个进程的损失一致", "Training in two processes gives the loss of one"),
      stepwise: true,
    },
    {
      id: "C09",
      text: bilingual(
        "中断后续训得到相同的权重（项目自己的测试，f4 已运行）",
        "A killed run goes on to the same weights (the project's own test, run at f4)",
      ),
      stepwise: true,
    },
    {
      id: "C10",
      text: bilingual("可以退回的权重已按哈希记录", "The weights to fall back to are recorded by their hashes"),
    },
  ];
}

const LEFT: readonly Item[] = [
  {
    id: "C05",
    text: bilingual("全量数据的许可已由负责人确认", "The owner has confirmed the licence of the full data"),
  },
  {
    id: "C06",
    text: bilingual("磁盘空间不少于数据与权重之和的三倍", "Free disk is at least three times data plus weights"),
  },
  {
    id: "C07",
    text: bilingual("训练时间与费用已批准，负责人已指定", "Time and cost are approved and an owner is named"),
  },
  {
    id: "C11",
    text: bilingual(
      "全量数据的行数与校验和已记录，且不含密封测试集的行",
      "Rows and checksums of the full data are noted, and no row of the sealed test split is among them",
    ),
  },
  {
    id: "C12",
    text: bilingual(
      "训练主机上已干跑并试训一轮，显存低于九成",
      "On the training host the dry run and one trial epoch passed, memory below nine tenths",
    ),
    stepwise: true,
  },
];
