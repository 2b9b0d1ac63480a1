// The closed lists of the spec: stages, roles, families, modalities, limits, units, topics, kinds.
import { z } from "zod";

export const STAGE_IDS = [
  "f1-requirements",
  "f2-technology",
  "f3-construction",
  "f4-review",
  "f5-handover",
  "t1-local-rules",
  "t2-environment",
  "t3-first-epoch",
  "t4-guidance",
  "p1-docker",
  "p2-image",
  "p3-deploy",
  "p4-operate",
] as const;
export const StageId = z.enum(STAGE_IDS);
export type StageId = z.infer<typeof StageId>;

export const PHASES = ["framework", "target", "production"] as const;
export const Phase = z.enum(PHASES);
export type Phase = z.infer<typeof Phase>;

/** The phase of a stage, by its first letter. */
export function phaseOf(stage: StageId): Phase {
  return stage.startsWith("f") ? "framework" : stage.startsWith("t") ? "target" : "production";
}

/** Roles that a mind fills; the user is a person and not in this list. */
export const ROLE_IDS = ["planner", "coder", "dataset", "reviewer", "tester", "ops"] as const;
export const RoleId = z.enum(ROLE_IDS);
export type RoleId = z.infer<typeof RoleId>;
export type StageRole = RoleId | "user";

export const FAMILIES = [
  "translation",
  "dialect-mt",
  "image-classification",
  "detection",
  "segmentation",
  "face-recognition",
  "ocr",
  "asr",
  "tts",
  "text-classification",
  "ner",
  "summarisation",
  "qa",
  "embeddings",
  "llm-finetune",
  "tabular-classification",
  "regression",
  "time-series-forecasting",
  "anomaly-detection",
  "recommendation",
  "clustering",
  "image-generation",
  "keypoint",
  "tracking",
  "audio-classification",
  "vision-language",
  "language-identification",
  "graph",
] as const;
export const Family = z.enum(FAMILIES);
export type Family = z.infer<typeof Family>;

export const MODALITIES = [
  "text",
  "image",
  "audio",
  "video",
  "tabular",
  "time-series",
  "interactions",
  "graph",
] as const;
export const Modality = z.enum(MODALITIES);
export type Modality = z.infer<typeof Modality>;

export const LIMITS = [
  "latency",
  "latency_p95",
  "latency_p99",
  "throughput",
  "concurrency",
  "duration",
  "gpu_memory",
  "memory",
  "model_size",
  "image_size",
  "availability",
] as const;
export type Limit = (typeof LIMITS)[number];

export const TOPICS = [
  "task",
  "metric",
  "latency",
  "throughput",
  "data",
  "privacy",
  "hardware",
  "licence",
  "language",
  "contradiction",
] as const;
export const Topic = z.enum(TOPICS);
export type Topic = z.infer<typeof Topic>;

export const ClauseKind = z.enum(["goal", "sla", "constraint", "compatibility"]);
export type ClauseKind = z.infer<typeof ClauseKind>;

export const Strategy = z.enum(["ask", "assume"]);
export type Strategy = z.infer<typeof Strategy>;

export const Comparison = z.enum(["<", "<=", ">", ">=", "=="]);
export type Comparison = z.infer<typeof Comparison>;

export const Direction = z.enum(["max", "min"]);
export type Direction = z.infer<typeof Direction>;

export const Language = z.enum(["zh", "en"]);

/** Value words used everywhere for a clause: met, unmet, or not measured here. */
export const ValueWord = z.enum(["met", "unmet", "not_run"]);
export type ValueWord = z.infer<typeof ValueWord>;

export const Profile = z.enum(["cpu", "gpu"]);
export type Profile = z.infer<typeof Profile>;

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const ProjectName = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/);
export const ClauseId = z.string().regex(/^(REQ|SLA|CON|COM|Q)-\d{3}$/);
export const BilingualText = z.strictObject({ zh: z.string(), en: z.string() });

/** True when `left op right` holds. */
export function compare(left: number, op: Comparison, right: number): boolean {
  switch (op) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "==":
      return left === right;
  }
}
