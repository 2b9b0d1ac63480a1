// Why a link is cut or not there yet, in both languages.
import type { Bilingual } from "../../base/bilingual.js";
import { BUILD_LOG, CLAUSE_MARKS, REVIEW } from "./index-of.js";

const two = (zh: string, en: string): Bilingual => ({ zh, en });

export const FAULTS = {
  clauseGone: (id: string) => two(`requirements.md 中没有 ${id}`, `requirements.md has no ${id}`),
  clauseBuried: (id: string) => two(`${id} 已被撤销（墓碑）`, `${id} was removed and left a tombstone`),
  recordGone: (task: string) => two(`${BUILD_LOG} 中没有 ${task} 的记录`, `${BUILD_LOG} has no record of ${task}`),
  clauseUnnamed: (task: string, id: string) =>
    two(`${task} 的记录不再写明 ${id}`, `the record of ${task} does not name ${id}`),
  noTask: two("没有任务承载它", "no task carries it"),
  outputUnnamed: (task: string) => two(`${task} 的输出不再包含它`, `the outputs of ${task} do not name it`),
  fileUnrecorded: (task: string) => two(`${task} 的文件清单没有记下它`, `the file list of ${task} does not record it`),
  fileGone: (path: string) => two(`磁盘上没有 ${path}`, `${path} is not on disk`),
  testUnnamed: (task: string, test: string) =>
    two(`${task} 不再以 ${test} 验收`, `${task} is no longer accepted by ${test}`),
  testSilent: (test: string) =>
    two(`${test} 没有提到它所验收的任何文件`, `${test} mentions nothing of what it accepts`),
  unmarked: (test: string, id: string) =>
    two(`${CLAUSE_MARKS} 没有给 ${test} 标上 ${id}`, `${CLAUSE_MARKS} does not mark ${test} with ${id}`),
  unreviewed: (id: string) => two(`${REVIEW} 没有 ${id} 这一行`, `${REVIEW} has no row of ${id}`),
  testUnreviewed: (test: string) =>
    two(`${REVIEW} 的该行没有写明 ${test}`, `its row of ${REVIEW} does not name ${test}`),
  placeUnreviewed: (path: string) =>
    two(`${REVIEW} 的该行没有写明 ${path}`, `its row of ${REVIEW} does not name ${path}`),
  noTaskNames: (test: string, id: string) =>
    two(`以 ${test} 验收的任务都没有写明 ${id}`, `no task that ${test} accepts names ${id}`),
  runUncited: (task: string, entry: number) =>
    two(`${task} 的记录不再引用 L${entry}`, `the record of ${task} does not cite L${entry}`),
  tickGone: (task: string) => two(`${task} 没有勾选`, `${task} is not ticked`),
  lineGone: (entry: number) => two(`账本中没有命令 L${entry}`, `the ledger has no command L${entry}`),
  lineOther: (entry: number, purpose: string) =>
    two(`L${entry} 是另一条命令（${purpose}）`, `L${entry} is another command (${purpose})`),
  lineFailed: (entry: number, exit: number | null) =>
    two(`L${entry} 的退出码是 ${exit ?? "–"}`, `L${entry} exited with ${exit ?? "–"}`),
  lineSkipped: (entry: number, test: string) => two(`L${entry} 没有运行 ${test}`, `L${entry} did not run ${test}`),
  neverRed: (entry: number) =>
    two(`L${entry} 没有失败：动手前并不是红的`, `L${entry} did not fail: it was not red before the work`),
  failedSince: (entry: number) => two(`之后在 L${entry} 又失败`, `it failed since, at L${entry}`),
  noGreen: (task: string) => two(`${task} 没有通过的运行`, `${task} has no green run`),
  otherMetric: (metric: string) => two(`评测给出的是 ${metric}`, `the evaluation measured ${metric}`),
  notAsked: (id: string, metric: string) => two(`${id} 不再要求 ${metric}`, `${id} no longer asks for ${metric}`),
  stale: (stage: string, changed: string) =>
    two(`${stage} 的证据已失效（${changed}）`, `the proof of ${stage} is lost (${changed})`),
  reportUncited: (entry: number) =>
    two(`bugfix_report.md 不再引用 L${entry}`, `bugfix_report.md does not cite L${entry}`),
  limitMissing: (key: string) =>
    two(`configs/config.yaml 的 sla 中没有 ${key}`, `sla in configs/config.yaml has no ${key}`),
  limitOther: (key: string, there: number, asked: number) =>
    two(
      `configs/config.yaml 写的是 ${key}: ${there}，条目要求 ${asked}`,
      `configs/config.yaml says ${key}: ${there}, the clause ${asked}`,
    ),
  routeGone: (endpoint: string) => two(`service/ 中没有 ${endpoint} 的路由`, `no route of service/ offers ${endpoint}`),
  noAlert: two("没有带这个条目标签的告警规则", "no alert rule carries the label of this clause"),
  verdictGone: (stage: string) => two(`${stage} 没有通过`, `${stage} has not passed`),
} as const;

export const PENDING = {
  stage: (stage: string) => two(`${stage} 尚未执行`, `${stage} has not run yet`),
  task: (task: string) => two(`${task} 尚未完成`, `${task} is not done yet`),
  deployment: two(
    "部署后在负载下实测（p3-deploy，尚未执行）",
    "measured under load at deployment (p3-deploy, not run yet)",
  ),
  training: two("由完整训练实测（t4-guidance 只有估计）", "measured by full training (t4-guidance only estimates it)"),
  image: two("构建镜像时实测（p2-image，尚未执行）", "measured on the image (p2-image, not run yet)"),
  otherMetric: (metric: string) =>
    two(
      `首轮评测给出的是 ${metric}；它尚未测量`,
      `the first evaluation measures ${metric}; this one is not measured yet`,
    ),
  alert: two("告警规则由 p4-operate 生成（尚未执行）", "alert rules come with p4-operate (not run yet)"),
  unjudged: two(
    "本版本没有测试或规则判定它，需要人来确认",
    "no test or rule of this release judges it: a person has to",
  ),
} as const;
