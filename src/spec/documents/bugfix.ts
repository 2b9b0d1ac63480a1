// bugfix_report.md: the measured verdict on the first screen, then the runs and each bug with its repair.
import type { Lang } from "../../base/bilingual.js";
import { formatBytes, formatSeconds } from "../../base/units.js";
import { cite } from "../citation.js";
import { type Comparison, compare } from "../codes.js";
import { BugfixReport, type Evaluation } from "../training.js";
import { bugsText } from "./bugs.js";
import { pictureText } from "./pictures.js";
import { code, entryCite, grouped, inLang, joined, table, valueWord } from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

const LAYOUT: Layout = {
  name: "BugfixReport",
  head: "training",
  lists: { bug: "bugs" },
  guess: (data) => ("symptom" in data ? "bug" : "training" in data ? "training" : ""),
};

export interface BugfixExtra {
  /** The clause's demand in words, e.g. "`accuracy` ≥ 0.97". */
  readonly demand?: string;
  /** The same demand as numbers: against it the interval's far end is held. */
  readonly target?: { readonly op: Comparison; readonly value: number };
  /** The gain over the baseline that the recipe set beforehand. */
  readonly margin?: number;
}

/** @throws InputError naming file, line, block and field. */
export function parseBugfixReport(text: string, file: string): BugfixReport {
  return parseRecords(BugfixReport, LAYOUT, text, file);
}

export function renderBugfixReport(data: BugfixReport, lang: Lang, extra: BugfixExtra = {}): string {
  const say = inLang(lang);
  const { bugs, ...head } = data;
  return joined(
    `# ${say("首轮训练与修复报告", "First epoch and repairs")}`,
    data.evaluation
      ? verdict(data.evaluation, data.evaluation_entry, lang, extra)
      : say(
          "**还没有得到可信的评估：训练或推理没有走完。**",
          "**There is no trusted evaluation yet: training or inference did not finish.**",
        ),
    ...earlierText(data, lang),
    `## ${say("训练", "Training")}`,
    trainingTable(data, lang),
    ...picturesOf(data, lang),
    `## ${say("运行记录", "Runs")}`,
    runTable(data, lang),
    record("training", head),
    `## ${say("检查点", "Checkpoint")}`,
    checkpointTable(data, lang),
    `## ${say("问题与修复", "Bugs and repairs")}`,
    bugs.length === 0 ? say("没有遇到问题，没有修改代码。", "No bug was met and no code was changed.") : [],
    bugsText(bugs, lang),
  );
}

/** What a report on these rows keeps of the last one: its figure where it was of other rows, and what that one kept. */
export function earlierFigures(last: BugfixReport | null, data: string): Pick<BugfixReport, "earlier"> {
  const kept = last?.earlier ?? [];
  const { evaluation = null, evaluation_entry: entry = null, data: before = data } = last ?? {};
  if (evaluation === null || before === data) return kept.length === 0 ? {} : { earlier: kept };
  const { metric, value, n } = evaluation;
  return { earlier: [...kept, { metric, value, n, entry, data: before }] };
}

function earlierText({ earlier = [], evaluation, evaluation_entry }: BugfixReport, lang: Lang): readonly string[] {
  if (earlier.length === 0 || evaluation === null) return [];
  const say = inLang(lang);
  const now = { ...evaluation, entry: evaluation_entry };
  return [
    `## ${say("数据修正前后", "Before and after the data was repaired")}`,
    say(
      "数据换过：比如去掉了泄漏的列，或改成按组、按时间划分。前后测得的指标都在这里。",
      "The rows are others than before, a leaking column taken out, say, or the split made by group or time. What was measured on each stands here.",
    ),
    table(
      [say("何时", "When"), say("指标", "Metric"), say("测试行", "Test rows"), say("依据", "Sources")],
      [...earlier.map((one) => ({ ...one, when: say("先前", "before") })), { ...now, when: say("现在", "now") }].map(
        ({ when, metric, value, n, entry }) => [
          when,
          `${code(metric)} = ${grouped(value)}`,
          grouped(n),
          entryCite(entry),
        ],
      ),
    ),
  ];
}

function picturesOf({ pictures = [] }: BugfixReport, lang: Lang): readonly string[] {
  if (pictures.length === 0) return [];
  const say = inLang(lang);
  return [
    `## ${say("图", "Pictures")}`,
    say(
      "由训练记录与验证集上的预测画出；密封的测试标签不在其中。",
      "Drawn from the record of the training and from predictions on the validation part; the sealed test labels are not in them.",
    ),
    ...pictureText(pictures, lang),
  ];
}

function verdict(evaluation: Evaluation, entry: number | null, lang: Lang, extra: BugfixExtra): string[] {
  const say = inLang(lang);
  const source = entryCite(entry);
  const { metric, value, low, high, difference, clause, state, sealed, n } = evaluation;
  const seal = sealed
    ? say(
        "**sealed: true** — 测试标签在训练和推理期间不可见",
        "**sealed: true** — test labels were out of reach during training and inference",
      )
    : say(
        "**sealed: false — 标签没有与项目代码隔离，下面的数字不能当作证明**",
        "**sealed: false — the labels were not held back from project code; the figures below prove nothing**",
      );
  const better =
    evaluation.direction === "min" ? say("越小越好", "lower is better") : say("越大越好", "higher is better");
  const judgement =
    clause === ""
      ? say("需求没有给出指标门槛", "the request sets no threshold")
      : `**${valueWord(state, lang)}** ${cite(clause)}`;
  const rows = [
    [
      say("可信评估器测得", "measured by the trusted evaluator"),
      `**${code(metric)} = ${grouped(value)}** (${grouped(low)} – ${grouped(high)})${say("，", ", ")}${better}`,
      source,
    ],
    [
      say("条目要求", "what the clause asks"),
      extra.demand ?? (clause === "" ? "" : say("见 `requirements.md`", "see `requirements.md`")),
      clause === "" ? "" : cite(clause),
    ],
    [say("结论", "verdict"), judgement, source],
    [say("基线", "baseline"), baselineText(evaluation, lang), source],
    [
      say("比基线好多少", "gain over the baseline"),
      `${grouped(difference.value)} (${grouped(difference.low)} – ${grouped(difference.high)})${gainText(evaluation, lang, extra)}`,
      source,
    ],
    [say("测试样本数", "test rows"), grouped(n), source],
    [say("封存", "seal"), seal, source],
  ];
  const others = Object.entries(evaluation.all).filter(([name]) => name !== metric);
  const more = others.map(([name, figure]) => `${code(name)} ${grouped(figure)}`).join(say("，", ", "));
  return [
    table([say("项目", "Item"), say("结果", "Result"), say("依据", "Sources")], rows),
    doubt(evaluation, source, lang, extra),
    say(
      "括号内是自助法得到的区间；脚本自己打印的数字只作比较，不作依据。",
      "Brackets hold the bootstrap interval; what a script printed is compared, never believed.",
    ),
    others.length === 0 ? "" : `${say("其他指标：", "Other metrics: ")}${more} ${source}`,
  ];
}

/** Positive is better, whichever way the metric counts. */
function gainText({ difference }: Evaluation, lang: Lang, { margin = 0 }: BugfixExtra): string {
  const say = inLang(lang);
  const beats =
    difference.low > 0 ? say("，胜过基线", ", beats it") : say("，**没有胜过基线**", ", **does not beat it**");
  if (margin === 0) return beats;
  const least = grouped(margin);
  const reached =
    difference.value >= margin
      ? say(`，达到预先定下的幅度 ${least}`, `, reaches the ${least} set beforehand`)
      : say(`，**未达到预先定下的幅度 ${least}**`, `, **falls short of the ${least} set beforehand**`);
  return `${beats}${reached}`;
}

/** Every baseline that was measured, the strongest marked: it is the one that counts. */
function baselineText({ baseline, baselines = [baseline] }: Evaluation, lang: Lang): string {
  if (baselines.length < 2) return `${code(baseline.name)} = ${grouped(baseline.value)}`;
  const say = inLang(lang);
  const figures = baselines.map(({ name, value }) => {
    const figure = `${code(name)} = ${grouped(value)}`;
    return name === baseline.name ? `**${figure}**${say("（最强，以此为准）", " (the strongest: it counts)")}` : figure;
  });
  return figures.join(say("；", "; "));
}

/** Met by the point estimate while an end of the interval misses the target: said, because the table alone reads as sure. */
function doubt({ value, low, high, n }: Evaluation, source: string, lang: Lang, { target }: BugfixExtra): string {
  if (target === undefined || !compare(value, target.op, target.value)) return "";
  const miss = [low, high].find((bound) => !compare(bound, target.op, target.value));
  if (miss === undefined) return "";
  const say = inLang(lang);
  return say(
    `**点估计达到要求，但区间的一端 ${grouped(miss)} 没有达到 ${grouped(target.value)}：${grouped(n)} 行测试数据不足以确定。** ${source}`,
    `**The point estimate meets the target, but the interval's end ${grouped(miss)} misses ${grouped(target.value)}: ${grouped(n)} test rows are too few to be sure.** ${source}`,
  );
}

function trainingTable(data: BugfixReport, lang: Lang): string {
  const say = inLang(lang);
  const { entry, seconds, peak_rss_bytes, epochs, first_loss, last_loss, finite, reported } = data.training;
  const source = entryCite(entry);
  const claims = Object.entries(reported).map(([name, value]) => [
    say(`脚本自报 ${code(name)}`, `the script's own ${code(name)}`),
    grouped(value),
    source,
  ]);
  return table(
    [say("项目", "Item"), say("测得", "Measured"), say("依据", "Sources")],
    [
      [say("轮数", "epochs"), String(epochs), source],
      [say("用时", "time"), formatSeconds(seconds), source],
      [say("内存峰值", "peak memory"), formatBytes(peak_rss_bytes), source],
      [
        say(
          "损失：前四分之一步的平均 → 后四分之一步的平均（按记录的步）",
          "loss: mean of the first quarter of steps → mean of the last quarter (of the logged ones)",
        ),
        `${grouped(first_loss)} → ${grouped(last_loss)}`,
        source,
      ],
      [say("损失有限", "loss is finite"), finite ? say("是", "yes") : say("**否**", "**no**"), source],
      ...claims,
    ],
  );
}

function runTable(data: BugfixReport, lang: Lang): string {
  const say = inLang(lang);
  if (data.runs.length === 0) return say("没有运行过命令。", "No command was run.");
  return table(
    [say("命令", "Command"), say("退出码", "Exit"), say("用时", "Time"), say("依据", "Sources")],
    data.runs.map((run) => [
      code(run.command),
      run.exit === null ? say("未退出", "none") : String(run.exit),
      formatSeconds(run.seconds),
      entryCite(run.entry),
    ]),
  );
}

function checkpointTable(data: BugfixReport, lang: Lang): string {
  const say = inLang(lang);
  if (data.checkpoint.length === 0) return say("没有检查点。", "There is no checkpoint.");
  return table(
    [say("文件", "File"), say("大小", "Size"), "SHA-256", say("依据", "Sources")],
    data.checkpoint.map((file) => [
      code(file.path),
      formatBytes(file.bytes),
      code(file.sha256.slice(0, 16)),
      entryCite(data.training.entry),
    ]),
  );
}
