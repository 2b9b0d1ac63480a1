// t4: what of the launches was tried in this project and what was not, with the reason.
import type { Bilingual } from "../base/bilingual.js";
import { apartOf, SAME_WITHIN, TWO_PROCESSES, tryTwoProcesses, whyNotTwo } from "../measures/launches.js";
import type { WorkTools } from "../ports/workbench.js";
import type { BugfixReport, Guidance, LaunchProof, LaunchScript } from "../spec/training.js";

/** Tries what is cheap, and names the rest. */
export async function proveLaunches(
  tools: WorkTools,
  guidance: Guidance,
  training: BugfixReport["training"],
): Promise<LaunchProof[]> {
  const targets = new Set(guidance.scripts.map(({ target }) => target));
  const lang = tools.facts.language;
  const left = NOT_TRIED.filter(({ needs }) => needs === undefined || targets.has(needs)).map(
    ({ id, title, why }): LaunchProof => ({ ...nothing(id, title[lang]), note: why[lang] }),
  );
  return [await twoProcesses(tools, guidance, training), ...left, gpu(tools)];
}

async function twoProcesses(
  tools: WorkTools,
  guidance: Guidance,
  training: BugfixReport["training"],
): Promise<LaunchProof> {
  const lang = tools.facts.language;
  const title = {
    zh: "两个进程（gloo，CPU）与一个进程的损失一致",
    en: "Two processes (gloo, CPU) give the loss of one",
  }[lang];
  const reason = await whyNotTwo(tools, guidance.candidate);
  if (reason !== null) return { ...nothing(TWO_PROCESSES, title), note: reason[lang] };
  tools.note({ zh: "用两个进程训练一轮，与一个进程比较", en: "Training one epoch in two processes, beside one" });
  const { one, two, loss, reference, steps } = await tryTwoProcesses(tools, guidance.candidate, training);
  const same = apartOf(loss, reference) <= SAME_WITHIN;
  const how = steps === null ? HOW.epoch : HOW.steps;
  return {
    id: TWO_PROCESSES,
    title,
    result: same ? "met" : "unmet",
    cites: [`L${one.entry}`, `L${two.entry}`],
    loss,
    reference,
    note: how[lang],
  };
}

const HOW = {
  epoch: {
    zh: "`launch/cpu.sh` 与 `GPUS=2 DEVICE=cpu launch/multi-gpu.sh` 各在 mini 数据上训练一轮，总批量相同，关闭 dropout",
    en: "`launch/cpu.sh` and `GPUS=2 DEVICE=cpu launch/multi-gpu.sh`, one epoch each on the mini data, as many rows a step, dropout off",
  },
  steps: {
    zh: "`launch/cpu.sh` 与 `GPUS=2 DEVICE=cpu launch/multi-gpu.sh` 各在 mini 数据上训练一轮的前一部分（整轮太久），总批量相同，关闭 dropout",
    en: "`launch/cpu.sh` and `GPUS=2 DEVICE=cpu launch/multi-gpu.sh`, the first steps of an epoch each on the mini data (a whole one takes too long here), as many rows a step, dropout off",
  },
} satisfies Record<string, Bilingual>;

interface NotTried {
  readonly id: string;
  readonly title: Bilingual;
  readonly why: Bilingual;
  /** Told only where the guidance has a script for it. */
  readonly needs?: LaunchScript["target"];
}

const NOT_TRIED: readonly NotTried[] = [
  {
    id: "two-hosts",
    needs: "multi-node",
    title: { zh: "两台主机", en: "Two hosts" },
    why: {
      zh: "本项目中没有运行；Plumbline 自己的测试用同一脚本在回环地址上跑两个节点，损失与单进程一致",
      en: "not run in this project; Plumbline's own tests run this script as two nodes on the loopback, with the loss of one process",
    },
  },
  {
    id: "killed-process",
    needs: "multi-gpu",
    title: { zh: "训练中杀死一个进程后续训", en: "One process killed half way, then resumed" },
    why: {
      zh: "本项目的测试只在单进程内中断并续训；Plumbline 自己的测试以 `kill -9` 杀死两个进程之一再续训，权重与未中断时一致",
      en: "this project's tests interrupt and resume within one process; Plumbline's own tests end one of two by `kill -9` and resume to the weights of an unbroken run",
    },
  },
  {
    id: "slurm",
    needs: "slurm",
    title: { zh: "SLURM", en: "SLURM" },
    why: {
      zh: "没有集群，未提交作业；Plumbline 自己的测试用替身 `sbatch` 与 `srun` 运行该脚本",
      en: "no cluster here, nothing was submitted; Plumbline's own tests run the script by a stand-in for `sbatch` and `srun`",
    },
  },
  {
    id: "ray",
    needs: "ray",
    title: { zh: "Ray", en: "Ray" },
    why: {
      zh: "没有安装 `ray`，未启动集群；Plumbline 自己的测试在能安装它时于本机 Ray 上用两个进程训练",
      en: "`ray` is not installed here, no cluster was started; Plumbline's own tests train with two workers on a local Ray wherever it can be installed",
    },
  },
  {
    id: "kubernetes",
    needs: "kubernetes",
    title: { zh: "Kubernetes", en: "Kubernetes" },
    why: {
      zh: "没有集群，未提交作业；Plumbline 自己的测试按 Kubernetes 发布的模式逐字段校验该清单",
      en: "no cluster here, nothing was submitted; Plumbline's own tests check the manifest against the schemas that Kubernetes publishes",
    },
  },
];

function gpu(tools: WorkTools): LaunchProof {
  const lang = tools.facts.language;
  const why: Bilingual =
    tools.facts.host.gpus.length === 0
      ? { zh: "本机没有 GPU", en: "there is no GPU in this machine" }
      : { zh: "本版的引擎只在 CPU 环境里试跑启动脚本", en: "this release tries launches in the CPU environment alone" };
  return { ...nothing("gpu", { zh: "GPU 上的训练", en: "Training on a GPU" }[lang]), note: why[lang] };
}

function nothing(id: string, title: string): Omit<LaunchProof, "note"> {
  return { id, title, result: "not_run", cites: [], loss: null, reference: null };
}
