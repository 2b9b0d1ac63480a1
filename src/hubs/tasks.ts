// What the hubs call our families of task.
import type { HubKind } from "../ports/hubs.js";
import type { Family } from "../spec/codes.js";

const TASKS: Partial<Record<Family, string>> = {
  translation: "translation",
  "dialect-mt": "translation",
  "image-classification": "image-classification",
  detection: "object-detection",
  segmentation: "image-segmentation",
  "face-recognition": "image-feature-extraction",
  ocr: "image-to-text",
  asr: "automatic-speech-recognition",
  tts: "text-to-speech",
  "text-classification": "text-classification",
  ner: "token-classification",
  summarisation: "summarization",
  qa: "question-answering",
  embeddings: "sentence-similarity",
  "llm-finetune": "text-generation",
  "tabular-classification": "tabular-classification",
  regression: "tabular-regression",
  "time-series-forecasting": "time-series-forecasting",
  "image-generation": "text-to-image",
  keypoint: "keypoint-detection",
  "audio-classification": "audio-classification",
  "vision-language": "image-text-to-text",
  graph: "graph-ml",
};

/** "" = the hubs have no word for it, so names alone are searched. Nobody tags data by what a face model extracts. */
export function hubTask(family: Family, kind: HubKind): string {
  if (kind === "dataset" && family === "face-recognition") return "";
  return TASKS[family] ?? "";
}
