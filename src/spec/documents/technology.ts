// tech.md: the candidates side by side, the choice with its reason, the data plan, and one record each.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { cite, type Figure } from "../citation.js";
import { type Candidate, type DatasetPlan, type Estimate, Technology } from "../technology.js";
import { hubText } from "./hub-checks.js";
import {
  bullets,
  cited,
  code,
  codes,
  figureText,
  grouped,
  inLang,
  inline,
  joined,
  kindWord,
  quantity,
  table,
} from "./prose.js";
import { type Layout, parseRecords, record } from "./records.js";

const LAYOUT: Layout = {
  name: "Technology",
  head: "technology",
  lists: { candidate: "candidates", dataset: "datasets" },
  guess: (data) =>
    "estimate" in data
      ? "candidate"
      : "tier" in data
        ? "dataset"
        : "candidates" in data || "serving" in data
          ? "technology"
          : "",
};

const ESTIMATES: readonly { readonly key: keyof Estimate; readonly word: Bilingual }[] = [
  { key: "parameters", word: { zh: "参数量", en: "parameters" } },
  { key: "macs", word: { zh: "单样本乘加次数", en: "multiply-adds per sample" } },
  { key: "modelBytes", word: { zh: "模型文件大小", en: "model file" } },
  { key: "trainMemoryBytes", word: { zh: "训练内存", en: "training memory" } },
  { key: "inferenceMemoryBytes", word: { zh: "推理内存", en: "inference memory" } },
  { key: "latencyMs", word: { zh: "单次推理延迟", en: "latency per request" } },
  { key: "trainMiniSeconds", word: { zh: "mini 数据训练时间", en: "training time, mini data" } },
  { key: "trainFullSeconds", word: { zh: "全量数据训练时间", en: "training time, full data" } },
];

/** @throws InputError naming file, line, block and field. */
export function parseTechnology(text: string, file: string): Technology {
  return parseRecords(Technology, LAYOUT, text, file);
}

export function renderTechnology(data: Technology, lang: Lang): string {
  const say = inLang(lang);
  const { candidates, datasets, ...head } = data;
  const chosen = candidates.find((candidate) => candidate.id === data.chosen);
  return joined(
    `# ${say("技术选型", "Technology")}`,
    say(
      `选用 ${code(data.chosen)}：${chosen ? inline(chosen.why) : ""}`,
      `Chosen: ${code(data.chosen)}. ${chosen ? inline(chosen.why) : ""}`,
    ) + citesOf(chosen?.decidedBy ?? []),
    `## ${say("候选模型对比", "Candidates side by side")}`,
    comparisonTable(data, lang),
    `## ${say("评价与服务", "Metric and serving")}`,
    metricText(data, lang),
    record("technology", head),
    candidates.flatMap((candidate) => candidateText(candidate, lang)),
    `## ${say("数据", "Data")}`,
    datasetTable(datasets, lang),
    datasets.map((dataset) => record("dataset", dataset)),
    ...hubText(data.hubs ?? [], lang),
    `## ${say("风险", "Risks")}`,
    data.risks.length === 0
      ? say("没有发现值得单列的风险。", "No risk worth a line of its own was found.")
      : bullets(data.risks),
  );
}

function citesOf(ids: readonly string[]): string {
  return ids.length === 0 ? "" : ` ${cited(...ids)}`;
}

/** Properties down, candidates across: two or three candidates fit a screen this way. */
function comparisonTable({ candidates, recipe }: Technology, lang: Lang): string {
  const say = inLang(lang);
  const source = cited(`K:recipes/${recipe}/recipe.yaml`);
  const figures = (name: string, of: (candidate: Candidate) => Figure) => [
    name,
    ...candidates.map((candidate) => figureText(of(candidate), lang)),
    cited(...files(candidates.flatMap((candidate) => of(candidate).cites))),
  ];
  const words = (name: string, of: (candidate: Candidate) => string) => [name, ...candidates.map(of), source];
  return table(
    [
      say("项目", "Property"),
      ...candidates.map(({ id, chosen }) => (chosen ? `${code(id)} ✔` : code(id))),
      say("依据", "Sources"),
    ],
    [
      words(say("模型", "model"), ({ title }) => inline(title)),
      ...ESTIMATES.map(({ key, word }) => figures(word[lang], ({ estimate }) => estimate[key])),
      figures(expectedWord(candidates, lang), ({ expected }) => expected.figure),
      words(say("许可证", "licence"), ({ licence }) => code(licence)),
      words(say("数据", "data sets"), ({ dataNeeds }) => inline(dataNeeds)),
      words(say("限制", "constraints"), ({ constraints }) => inline(constraints)),
      words(say("优点", "strengths"), ({ strengths }) => inline(strengths)),
      words(say("缺点", "weaknesses"), ({ weaknesses }) => inline(weaknesses)),
      words(say("取舍", "chosen or not"), (candidate) => verdictText(candidate, lang)),
    ],
  );
}

/** The metric is named where all figures are of one; it may be another than the request's. */
function expectedWord(candidates: readonly Candidate[], lang: Lang): string {
  const word = inLang(lang)("预期指标", "expected metric");
  const metrics = [...new Set(candidates.map(({ expected }) => expected.metric))];
  return metrics.length === 1 ? `${word} ${code(metrics[0] ?? "")}` : word;
}

function verdictText({ chosen, why }: Candidate, lang: Lang): string {
  const say = inLang(lang);
  const bare = inline(why.replace(/\s*\[K:[^\]]*\]\s*$/, ""));
  return `${chosen ? say("选用：", "chosen: ") : say("未选：", "not chosen: ")}${bare}`;
}

/** One row speaks of several candidates: its sources are named by file, each once. */
function files(cites: readonly string[]): readonly string[] {
  return [...new Set(cites.map((id) => id.replace(/#.*$/, "")))];
}

function metricText(data: Technology, lang: Lang): string {
  const say = inLang(lang);
  const better =
    data.metric.direction === "max" ? say("越大越好", "higher is better") : say("越小越好", "lower is better");
  const source = cite(`K:recipes/${data.recipe}/recipe.yaml#baseline`);
  const { name, all = [name] } = data.baseline;
  const bar =
    all.length > 1
      ? { zh: `${codes(all, lang)} 中最强的基线，`, en: `the strongest of the baselines ${codes(all, lang)}` }
      : { zh: `基线 ${code(name)} `, en: `the baseline ${code(name)}` };
  const { margin } = data.baseline;
  const by =
    margin === 0
      ? { zh: "，差值的置信区间须整个在零以上", en: ", the interval of the difference being wholly above zero" }
      : { zh: `至少 ${grouped(margin)}`, en: ` by at least ${grouped(margin)}` };
  return say(
    `主指标 ${code(data.metric.name)}，${better}；须优于${bar.zh}${by.zh} ${source}。推理运行时 ${code(data.serving.runtime)}：${inline(data.serving.why)}`,
    `Main metric ${code(data.metric.name)}, ${better}; it must beat ${bar.en}${by.en} ${source}. Serving runtime ${code(data.serving.runtime)}: ${inline(data.serving.why)}`,
  );
}

function candidateText(candidate: Candidate, lang: Lang): string[] {
  const say = inLang(lang);
  const verdict = candidate.chosen ? say("选用", "Chosen") : say("未选用", "Not chosen");
  const kind = candidate.kind === "scratch" ? say("从头训练", "trained from scratch") : say("预训练模型", "pretrained");
  const note = candidate.expected.note === "" ? "" : inline(candidate.expected.note);
  return [
    `## ${say("候选", "Candidate")} ${code(candidate.id)}`,
    say(
      `${inline(candidate.title)}，${kind}，配置文件 ${code(candidate.config)}。`,
      `${inline(candidate.title)}, ${kind}, configured in ${code(candidate.config)}.`,
    ),
    [
      `- ${say("数据要求：", "Data: ")}${inline(candidate.dataNeeds)}`,
      `- ${say("限制：", "Constraints: ")}${inline(candidate.constraints)}${citesOf(candidate.estimate.parameters.cites)}`,
      `- ${verdict}${say("：", ": ")}${inline(candidate.why)}${citesOf(candidate.decidedBy)}`,
    ].join("\n"),
    note,
    say("每个数字的来历：", "Where each figure comes from:"),
    figureTable(candidate, lang),
    record("candidate", candidate),
  ];
}

function figureTable(candidate: Candidate, lang: Lang): string {
  const say = inLang(lang);
  const row = (name: string, figure: Figure) => [
    name,
    quantity(figure.value, figure.unit),
    kindWord(figure.kind, lang),
    figure.how === "" ? "–" : code(figure.how),
    cited(...figure.cites),
  ];
  return table(
    [
      say("项目", "Figure"),
      say("数值", "Value"),
      say("性质", "Kind"),
      say("公式或来源", "Formula or source"),
      say("依据", "Sources"),
    ],
    [
      ...ESTIMATES.map(({ key, word }) => row(word[lang], candidate.estimate[key])),
      row(code(candidate.expected.metric), candidate.expected.figure),
    ],
  );
}

function datasetTable(datasets: readonly DatasetPlan[], lang: Lang): string {
  const say = inLang(lang);
  return table(
    [
      say("用途", "Tier"),
      say("数据集", "Dataset"),
      say("来源", "Provider"),
      say("行数", "Rows"),
      say("许可证", "Licence"),
      say("状态", "Status"),
      say("理由", "Why"),
      say("依据", "Sources"),
    ],
    datasets.map((dataset) => [
      dataset.tier === "mini" ? "mini" : say("全量", "full"),
      code(dataset.name),
      `${code(dataset.provider)} ${code(dataset.id)}`,
      dataset.rows ? figureText(dataset.rows, lang) : say("未知", "unknown"),
      code(dataset.licence),
      dataset.status === "verified" ? say("已核实", "verified") : say("未核实", "unverified"),
      inline(dataset.why),
      dataset.rows ? cited(...dataset.rows.cites) : "",
    ]),
  );
}
