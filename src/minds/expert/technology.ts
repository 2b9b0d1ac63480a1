// f2: two or more candidates with computed estimates, data for both tiers, one chosen with reasons.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { estimate } from "../../knowledge/estimate.js";
import type { Hardware } from "../../knowledge/hardware.js";
import { rowsOf, wantsGpu, workloadOf } from "../../knowledge/workload.js";
import type { Figure } from "../../spec/citation.js";
import type { HubCheck } from "../../spec/hub-check.js";
import type { Recipe, RecipeCandidate } from "../../spec/recipe.js";
import type { Requirements } from "../../spec/requirements.js";
import { samplingOf } from "../../spec/sampling.js";
import type { Candidate, DatasetPlan, Technology } from "../../spec/technology.js";
import { type Circumstances, type Contender, choose, licenceOf } from "./choose.js";
import { bilingual, record, textOf } from "./loose.js";

const GPU_BUDGET_SECONDS = 48 * 3600;
/** A working day: nobody waits longer for a small model on a CPU. */
const CPU_BUDGET_SECONDS = 8 * 3600;

export interface TechnologyInput {
  readonly requirements: Requirements;
  readonly recipe: Recipe;
  readonly hardware: Hardware;
  readonly host: { readonly cores: number; readonly gpus: number };
  readonly weightsReachable: boolean;
  /** What the hubs said; absent: none was asked. */
  readonly hubs?: readonly HubCheck[];
}

export function proposeTechnology(input: TechnologyInput): Technology {
  const { requirements, recipe } = input;
  const lang = requirements.project.language;
  const work = workloadOf(requirements, recipe, input.hardware);
  const contenders: readonly Contender[] = recipe.candidates.map((candidate) => ({
    candidate,
    estimate: estimate(candidate, work, input.hardware),
  }));
  const judged = choose(requirements, contenders, circumstances(input));
  const chosen = judged.find((one) => one.chosen)?.id ?? "";
  const metric = metricOf(requirements, recipe);
  return {
    project: requirements.project.name,
    recipe: recipe.id,
    metric,
    baseline: {
      name: recipe.baseline.name,
      margin: metric.name === recipe.metric.name ? recipe.baseline.margin : 0,
      ...(recipe.baselines === undefined ? {} : { all: recipe.baselines }),
    },
    candidates: contenders.map(({ candidate, estimate: figures }) => {
      const line = judged.find((one) => one.id === candidate.id);
      return candidateOf(
        recipe,
        candidate,
        figures,
        metric.name,
        line ?? { id: candidate.id, chosen: false, why: { zh: "-", en: "-" }, decidedBy: [] },
        lang,
      );
    }),
    chosen,
    datasets: datasetsOf(recipe, lang).map((data) => confirmedBy(data, input.hubs ?? [])),
    serving: servingOf(requirements, lang),
    risks: risksOf(recipe, requirements, lang),
  };
}

function metricOf(requirements: Requirements, recipe: Recipe): Technology["metric"] {
  const named = requirements.project.metric;
  return named === null
    ? { name: recipe.metric.name, direction: recipe.metric.direction }
    : { name: named.name, direction: named.direction };
}

function circumstances(input: TechnologyInput): Circumstances {
  const gpu = wantsGpu(input.requirements) || (input.host.gpus > 0 && !onlyCpu(input.requirements));
  return {
    weightsReachable: input.weightsReachable,
    confirmed: new Set((input.hubs ?? []).filter((check) => check.confirmed !== null).map((check) => check.of)),
    gpu,
    capacityPays: rowsOf(input.recipe, "full") > 2 * rowsOf(input.recipe, "mini"),
    ...fittedTo(input.requirements, input.recipe),
    trainingBudgetSeconds: gpu ? GPU_BUDGET_SECONDS : CPU_BUDGET_SECONDS,
  };
}

/** Which candidates are fitted to the metric of the request, where it is not the recipe's own. */
function fittedTo(requirements: Requirements, recipe: Recipe): Pick<Circumstances, "fitted"> {
  const { name } = metricOf(requirements, recipe);
  if (name === recipe.metric.name) return {};
  const ids = recipe.candidates.filter(({ fits }) => fits?.includes(name)).map(({ id }) => id);
  return { fitted: { metric: name, ids: new Set(ids) } };
}

function onlyCpu(requirements: Requirements): boolean {
  return requirements.items.some((clause) => clause.code === "hardware:cpu");
}

function candidateOf(
  recipe: Recipe,
  candidate: RecipeCandidate,
  figures: Candidate["estimate"],
  metric: string,
  judged: { readonly chosen: boolean; readonly why: Bilingual; readonly decidedBy: readonly string[] },
  lang: Lang,
): Candidate {
  const key = `K:recipes/${recipe.id}/recipe.yaml#${candidate.id}`;
  const own = candidate.expected.also?.[metric];
  const expected: Figure = {
    value: own ?? candidate.expected.value,
    unit: "",
    kind: candidate.expected.source === "published" ? "published" : candidate.expected.source,
    cites: [key],
    how: textOf(candidate.expected.note, lang),
  };
  return {
    id: candidate.id,
    title: candidate.title[lang],
    kind: candidate.kind,
    config: candidate.config,
    licence: licenceOf(candidate),
    dataNeeds: dataNeeds(recipe, lang),
    constraints: candidate.constraints[lang],
    strengths: candidate.strengths[lang],
    weaknesses: candidate.weaknesses[lang],
    estimate: figures,
    expected: { metric: own === undefined ? candidate.expected.metric : metric, figure: expected, note: "" },
    chosen: judged.chosen,
    why: `${judged.why[lang]} [K:recipes/${recipe.id}/recipe.yaml]`,
    decidedBy: [...judged.decidedBy],
  };
}

function dataNeeds(recipe: Recipe, lang: Lang): string {
  const mini = record(record(recipe.datasets).mini);
  const full = record(record(recipe.datasets).full);
  const names = { mini: textOf(mini.name, lang), full: textOf(full.name, lang) };
  return lang === "zh"
    ? `mini：\`${names.mini}\`；全量：\`${names.full}\``
    : `mini: \`${names.mini}\`; full: \`${names.full}\``;
}

function datasetsOf(recipe: Recipe, lang: Lang): DatasetPlan[] {
  const sets = record(recipe.datasets);
  return (["mini", "full"] as const).map((tier) => {
    const data = record(sets[tier]);
    const hub = textOf(data.hf ?? data.huggingface, lang);
    const other = textOf(data.modelscope, lang);
    const own = data.provider === "local";
    const provider = own ? "local" : tier === "mini" ? providerOf(samplingOf(recipe).source.provider) : "huggingface";
    return {
      tier,
      name: textOf(data.name, lang) || recipe.id,
      provider,
      id: (tier === "mini" ? textOf(data.loader ?? data.id ?? record(data.source).loader, lang) : hub) || recipe.id,
      otherIds: other === "" ? [] : [other],
      rows: {
        value: rowsOf(recipe, tier),
        unit: "",
        kind: own ? "measured" : tier === "mini" ? "derived" : "published",
        cites: [
          own && typeof data.entry === "number" ? `L${data.entry}` : `K:recipes/${recipe.id}/recipe.yaml#${tier}`,
        ],
        how: own ? "rows of the file" : tier === "mini" ? "packaged file" : "data card",
      },
      licence: textOf(data.licence, lang) || "unknown",
      status: data.status === "verified" || own || tier === "mini" ? "verified" : "unverified",
      why: tierReason(tier, provider, tier === "full" ? textOf(data.note, lang) : "", lang),
    };
  });
}

/** The full tier as a hub holds it now, where one confirmed it. */
function confirmedBy(data: DatasetPlan, hubs: readonly HubCheck[]): DatasetPlan {
  const check = data.tier === "full" ? hubs.find(({ kind, of }) => kind === "dataset" && of === "full") : undefined;
  if (check === undefined) return data;
  const { confirmed, why, entry } = check;
  if (confirmed === null) return { ...data, why: `${why} [L${entry}]` };
  const { hub: provider, id, licence } = confirmed;
  const same = licence === "" || licence.toLowerCase() === data.licence.toLowerCase();
  return {
    ...data,
    provider,
    id,
    licence: same ? data.licence : licence,
    status: "verified",
    why: `${why} [L${entry}]`,
  };
}

const PROVIDERS: readonly DatasetPlan["provider"][] = ["package", "local", "pypi", "npm", "debian"];

/** Files of the person's own are local, whatever their form. */
function providerOf(name: string): DatasetPlan["provider"] {
  return PROVIDERS.find((known) => known === name) ?? "local";
}

function tierReason(tier: "mini" | "full", provider: DatasetPlan["provider"], note: string, lang: Lang): string {
  if (provider === "local") return OWN_TIERS[tier][lang];
  const mini =
    provider === "package"
      ? bilingual(
          "真实数据，随软件包提供，离线可得，足以证明流程",
          "Real data that a package carries: to be had offline, enough to prove the pipeline",
        )
      : bilingual(
          "真实数据，从软件包中读出；首次须联网取包，此后在缓存中",
          "Real data read out of a package, which is fetched once and then lies in the cache",
        );
  const full = bilingual(
    "全量档；数据站上的条目未在本次运行中核对",
    "Full tier; the hub's entry was not checked in this run",
  );
  const reason = (tier === "mini" ? mini : full)[lang];
  return note === "" ? reason : `${reason}${lang === "zh" ? "；" : "; "}${note}`;
}

const OWN_TIERS = {
  mini: bilingual(
    "你自己的数据，只读，不离开本机；行数很多时按哈希取一部分，测试标签密封",
    "Your own data, read only, it does not leave this machine; of very many rows some are taken by their hash, test labels are sealed",
  ),
  full: bilingual(
    "同一份数据的全部行：`scripts/download.py --full` 从环境变量 `OWN_DATA` 所指的文件取出",
    "Every row of the same data: `scripts/download.py --full` draws it from the file that `OWN_DATA` names",
  ),
};

function servingOf(requirements: Requirements, lang: Lang): Technology["serving"] {
  const limit = requirements.items.find((clause) => clause.metric?.startsWith("latency") === true);
  const cites = limit === undefined ? "" : ` [${limit.id}]`;
  return {
    runtime: "onnxruntime",
    why:
      lang === "zh"
        ? `导出为 ONNX 并在一致性检验通过后用 \`onnxruntime\` 提供服务，镜像可不含 \`torch\`${cites}`
        : `Exported to ONNX and served by \`onnxruntime\` once parity holds, so that the image needs no \`torch\`${cites}`,
  };
}

function risksOf(recipe: Recipe, requirements: Requirements, lang: Lang): string[] {
  const own = record(record(recipe.datasets).mini).provider === "local";
  const risks = [
    bilingual(
      "mini 数据只证明流程可行，其指标不代表全量训练后的效果",
      "The mini data proves the pipeline; its metric does not stand for full training",
    ),
    own
      ? bilingual(
          "列的用途由程序推断，见下；推断有误时用 `plumbline answer` 改正",
          "What the columns are for was inferred, see below; correct it with `plumbline answer` where it is wrong",
        )
      : bilingual(
          "模型库上的候选与全量数据标为未核对，使用前须再确认许可",
          "Candidates and full data on the hubs are unverified; confirm their licences before use",
        ),
  ];
  const measurable = requirements.items.filter((clause) => clause.metric !== undefined);
  const limit = measurable.filter((clause) => clause.kind === "sla").map((clause) => clause.id);
  const quality = measurable.filter((clause) => clause.kind !== "sla").map((clause) => clause.id);
  if (quality.length > 0)
    risks.push(
      bilingual(
        `${quality.join("、")} 由评测器在密封的测试集上重算；一个 epoch 未必达到，全量训练后再判`,
        `${quality.join(", ")} is recomputed on the sealed test split; one epoch may miss it, full training decides`,
      ),
    );
  if (limit.length > 0)
    risks.push(
      bilingual(
        `${limit.join("、")} 在部署阶段才会实测，此处只是估算`,
        `${limit.join(", ")} is measured at deployment; here it is only estimated`,
      ),
    );
  for (const note of Array.isArray(recipe.failure_notes) ? recipe.failure_notes : []) {
    const text = textOf(note, lang);
    if (text !== "") risks.push(bilingual(text, text));
  }
  return risks.map((risk) => risk[lang]);
}
