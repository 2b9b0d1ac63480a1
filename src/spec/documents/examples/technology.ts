// A filled tech.md.
import type { Lang } from "../../../base/bilingual.js";
import type { Figure } from "../../citation.js";
import type { Candidate, Estimate, Technology } from "../../technology.js";
import { inLang } from "../prose.js";

const RECIPE = "K:recipes/image-classification/recipe.yaml";

function figure(value: number, unit: string, kind: Figure["kind"], key: string, how = ""): Figure {
  return { value, unit, kind, cites: [`${RECIPE}#${key}`], how };
}

function estimate(parameters: number): Estimate {
  return {
    parameters: figure(parameters, "", "derived", "layers", "Σ k²·in·out + out"),
    macs: figure(parameters * 30, "", "derived", "layers", "Σ k²·in·out·h·w"),
    trainMemoryBytes: figure(parameters * 16 + 2 ** 28, "bytes", "derived", "layers", "16·parameters + 256 MiB"),
    inferenceMemoryBytes: figure(parameters * 4 + 2 ** 27, "bytes", "derived", "layers", "4·parameters + 128 MiB"),
    modelBytes: figure(parameters * 4, "bytes", "derived", "layers", "4·parameters"),
    latencyMs: figure(1.25, "ms", "derived", "layers", "2·macs / flops + 1 ms"),
    trainMiniSeconds: { ...figure(3.5, "s", "measured", "expected"), cites: ["L12"] },
    trainFullSeconds: figure(840, "s", "derived", "layers", "6·macs·rows·epochs / flops"),
  };
}

export function exampleTechnology(lang: Lang): Technology {
  const say = inLang(lang);
  const candidate = (id: string, parameters: number, chosen: boolean): Candidate => ({
    id,
    title: say("小型卷积网络", "Small convolutional network"),
    kind: "scratch",
    config: `configs/model/${id}.yaml`,
    licence: "Apache-2.0",
    dataNeeds: say("每类几十张带标签的灰度图片", "A few dozen labelled grey pictures per class"),
    constraints: say("输入固定为八乘八像素", "Input is eight by eight pixels"),
    strengths: say("在 CPU 上训练很快", "Trains fast on a CPU"),
    weaknesses: say("容量有限", "Limited capacity"),
    estimate: estimate(parameters),
    expected: {
      metric: "accuracy",
      figure: figure(chosen ? 0.985 : 0.99, "fraction", "measured", "expected"),
      note: "",
    },
    chosen,
    why: chosen
      ? say("在只用 CPU 的限制下最省时间", "It takes the least time on a CPU")
      : say("更大，但没有必要", "Larger without need"),
    decidedBy: ["CON-001"],
  });
  return {
    project: "digits",
    recipe: "image-classification",
    metric: { name: "accuracy", direction: "max" },
    baseline: { name: "majority", margin: 0.05 },
    candidates: [candidate("cnn", 9930, true), candidate("cnn-wide", 38282, false)],
    chosen: "cnn",
    datasets: [
      {
        tier: "mini",
        name: "digits",
        provider: "package",
        id: "scikit-learn:load_digits",
        otherIds: [],
        rows: figure(1797, "", "published", "sampling"),
        licence: "CC-BY-4.0",
        status: "verified",
        why: say("随软件包自带，不需要网络", "Comes inside a package and needs no network"),
      },
      {
        tier: "full",
        name: "MNIST",
        provider: "huggingface",
        id: "ylecun/mnist",
        otherIds: ["modelscope:modelscope/MNIST"],
        rows: figure(70000, "", "published", "sampling"),
        licence: "MIT",
        status: "unverified",
        why: say("规模大一个数量级以上", "Larger by more than an order of magnitude"),
      },
    ],
    serving: { runtime: "onnxruntime", why: say("在 CPU 上延迟最低", "Lowest latency on a CPU") },
    risks: [
      say(
        "笔迹与训练数据差别很大时，准确率会下降",
        "Accuracy falls where the hand differs much from the training data",
      ),
    ],
  };
}
