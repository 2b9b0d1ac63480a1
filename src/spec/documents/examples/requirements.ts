// A filled requirements.md, the example that people and minds learn the form from.
import type { Lang } from "../../../base/bilingual.js";
import type { Requirements } from "../../requirements.js";
import { inLang } from "../prose.js";

export function exampleRequirements(lang: Lang): Requirements {
  const say = inLang(lang);
  const request = say(
    "训练一个手写数字识别模型，准确率不低于 97%，单次推理要快，只用 CPU。",
    "Train a model that reads handwritten digits, accuracy at least 97 %, fast per request, CPU only.",
  );
  const source = (quote: string) => {
    const at = [...request.slice(0, request.indexOf(quote))].length;
    return { start: at, end: at + [...quote].length, quote };
  };
  return {
    project: {
      name: "digits",
      language: lang,
      title: say("手写数字识别", "Handwritten digits"),
      request,
      family: "image-classification",
      modality: "image",
      compound: [],
      recipe: "image-classification",
      metric: { name: "accuracy", direction: "max", op: ">=", value: 0.97, unit: "fraction" },
    },
    items: [
      {
        id: "REQ-001",
        kind: "goal",
        text: say("识别手写数字图片属于哪一类", "Tell which digit a handwritten picture shows"),
        source: source(say("手写数字识别模型", "reads handwritten digits")),
        score: 0.9,
        subscores: { clear: 0.9, testable: 1, sourced: 1 },
      },
      {
        id: "REQ-002",
        kind: "goal",
        text: say("测试集上的准确率达到要求", "Accuracy on the sealed test split meets the demand"),
        source: source(say("准确率不低于 97%", "accuracy at least 97 %")),
        score: 0.95,
        subscores: { clear: 0.95, measurable: 1, bounded: 1, testable: 1, sourced: 1 },
        metric: "accuracy",
        op: ">=",
        value: 0.97,
        unit: "fraction",
        measure: say("封存的测试集，由可信评估器计算", "sealed test split, computed by the trusted evaluator"),
      },
      {
        id: "SLA-001",
        kind: "sla",
        text: say("单次推理足够快", "One request is answered fast"),
        source: source(say("单次推理要快", "fast per request")),
        score: 0.45,
        subscores: { clear: 0.9, measurable: 0.5, bounded: 0.2, testable: 0.1, sourced: 1 },
        metric: "latency_p95",
        op: "<=",
        value: 200,
        unit: "ms",
        measure: say("逐个请求", "single requests"),
      },
      {
        id: "CON-001",
        kind: "constraint",
        text: say("训练与推理都只用 CPU", "Training and inference use a CPU alone"),
        source: source(say("只用 CPU", "CPU only")),
        score: 1,
        subscores: { clear: 1, testable: 1, sourced: 1 },
        code: "hardware:cpu",
      },
      {
        id: "COM-001",
        kind: "compatibility",
        text: say("模型可导出为 ONNX", "The model exports to ONNX"),
        source: null,
        assumed: true,
        score: 0.75,
        subscores: { clear: 1, testable: 1, sourced: 0.5 },
      },
    ],
    questions: [
      {
        id: "Q-001",
        of: ["SLA-001"],
        about: "latency",
        text: say("“要快”具体是多少毫秒以内？", "How many milliseconds does “fast” allow?"),
        score: 0.8,
        strategy: "assume",
        assumed: say("p95 延迟不超过 200 ms", "p95 latency of 200 ms at most"),
        why: say("交互使用时人感觉不到更短的等待 [SLA-001]", "A person at a screen does not notice less [SLA-001]"),
      },
    ],
    tombstones: [],
  };
}
