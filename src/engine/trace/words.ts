// The words of the matrix in both languages.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import type { TraceLink, TraceNodeKind } from "../../spec/trace.js";

const KINDS: Readonly<Record<TraceNodeKind, Bilingual>> = {
  clause: { zh: "条目", en: "clause" },
  task: { zh: "任务", en: "task" },
  file: { zh: "文件", en: "file" },
  test: { zh: "测试", en: "test" },
  run: { zh: "运行", en: "run" },
  metric: { zh: "指标", en: "metric" },
  endpoint: { zh: "接口", en: "endpoint" },
  alert: { zh: "告警", en: "alert" },
};

const STATES: Readonly<Record<TraceLink["state"], Bilingual>> = {
  ok: { zh: "有效", en: "stands" },
  cut: { zh: "断开", en: "cut" },
  not_run: { zh: "尚未执行", en: "not run" },
};

export function kindWord(kind: TraceNodeKind, lang: Lang): string {
  return KINDS[kind][lang];
}

export function stateWord(state: TraceLink["state"], lang: Lang): string {
  return STATES[state][lang];
}

/** `clause REQ-001`. */
export function endText({ kind, id }: TraceLink["from"], lang: Lang): string {
  return `${kindWord(kind, lang)} ${id}`;
}
