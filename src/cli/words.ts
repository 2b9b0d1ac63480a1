// Short words of the screen in both languages.
import type { Bilingual } from "../base/bilingual.js";
import type { StageId, ValueWord } from "../spec/codes.js";
import type { StageState } from "../spec/progress.js";

const two = (zh: string, en: string): Bilingual => ({ zh, en });

export const STATE_WORDS: Readonly<Record<StageState, Bilingual>> = {
  pending: two("待执行", "pending"),
  running: two("进行中", "running"),
  waiting: two("等待人工", "waiting"),
  passed: two("通过", "passed"),
  failed: two("未通过", "failed"),
  stale: two("已过期", "stale"),
};

export const STATE_MARKS: Readonly<Record<StageState, string>> = {
  pending: "·",
  running: "▶",
  waiting: "?",
  passed: "✓",
  failed: "✗",
  stale: "~",
};

export const VALUE_WORDS: Readonly<Record<ValueWord, Bilingual>> = {
  met: two("已满足", "met"),
  unmet: two("未满足", "unmet"),
  not_run: two("未测量", "not run"),
};

export const STAGE_LABELS: Readonly<Record<StageId, Bilingual>> = {
  "f1-requirements": two("需求分析", "requirements"),
  "f2-technology": two("技术选型", "technology"),
  "f3-construction": two("工程构建", "construction"),
  "f4-review": two("审查", "review"),
  "f5-handover": two("交接", "handover"),
  "t1-local-rules": two("本地规范", "local rules"),
  "t2-environment": two("环境与小数据", "environment and mini data"),
  "t3-first-epoch": two("首轮训练", "first epoch"),
  "t4-guidance": two("完整训练指引", "full training guidance"),
  "p1-docker": two("容器环境", "container host"),
  "p2-image": two("镜像", "image"),
  "p3-deploy": two("部署", "deployment"),
  "p4-operate": two("运行与监控", "operation and monitoring"),
};

export const UNSEALED: Bilingual = two(
  "未隔离（sealed: false）：本机没有可用的沙箱，项目代码可能看到被封存的标签，测得的指标不能当作封存结果",
  "NOT SEALED (sealed: false): no sandbox works here, project code could see the held-back labels, and its metrics must not be taken as sealed",
);
