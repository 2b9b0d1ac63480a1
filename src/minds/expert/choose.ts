// Chooses among candidates: what the spec forbids is refused by clause, the best of the rest is taken; ties go by how much data full training has.
import type { Bilingual } from "../../base/bilingual.js";
import { formatNumber } from "../../base/units.js";
import { brokenLimit } from "../../knowledge/limits.js";
import { plainWords } from "../../spec/documents/plain-words.js";
import { directionOf, METRICS } from "../../spec/metrics.js";
import type { RecipeCandidate } from "../../spec/recipe.js";
import type { Clause, Requirements } from "../../spec/requirements.js";
import type { Estimate } from "../../spec/technology.js";

export interface Contender {
  readonly candidate: RecipeCandidate;
  readonly estimate: Estimate;
}

export interface Circumstances {
  /** A hub or a cache can give pretrained weights now. */
  readonly weightsReachable: boolean;
  /** Candidates whose weights a hub has confirmed. */
  readonly confirmed?: ReadonlySet<string>;
  /** The spec names a GPU (or the machine has one and the spec does not forbid it). */
  readonly gpu: boolean;
  /** Full training has far more rows than the mini run: among equals capacity pays. */
  readonly capacityPays: boolean;
  /** The metric asked for where it is not the recipe's own, and the candidates that are fitted to it. */
  readonly fitted?: { readonly metric: string; readonly ids: ReadonlySet<string> };
  /** Longest full training that is reasonable on these machines, in seconds. */
  readonly trainingBudgetSeconds: number;
}

export interface Judged {
  readonly id: string;
  readonly chosen: boolean;
  readonly why: Bilingual;
  /** Clauses that decided. */
  readonly decidedBy: readonly string[];
}

/** Part of the metric's scale that a few hundred validation rows cannot tell apart; of an error without an end, part of itself. */
const INDIFFERENCE = 0.01;

interface Refusal {
  readonly why: Bilingual;
  readonly clauses: readonly string[];
}

/** Pure. At least one candidate is always chosen: when all are refused, the one that breaks least, said so. */
export function choose(
  requirements: Requirements,
  contenders: readonly Contender[],
  now: Circumstances,
): readonly Judged[] {
  const refusals = new Map(
    contenders.map((contender) => [contender.candidate.id, refusalsOf(requirements, contender, now)]),
  );
  const eligible = contenders.filter((contender) => refusals.get(contender.candidate.id)?.length === 0);
  const preferred = eligible.filter(({ candidate }) => candidate.preferred !== undefined).slice(0, 1);
  const left = preferred.length > 0 ? preferred : eligible;
  const equals = bestOf(left.length > 0 ? left : leastRefused(contenders, refusals), now.capacityPays);
  const [winner] = equals;
  const shaped = decidingClauses(refusals);
  const rivals = eligible.filter((contender) => isOfThisTask(contender) === isOfThisTask(winner)).length;
  return contenders.map((contender) => {
    const refused = refusals.get(contender.candidate.id) ?? [];
    if (contender === winner)
      return chosenLine(contender, {
        refused,
        rivals,
        shaped: withHardware(requirements, shaped),
        equals: equals.length,
        larger: now.capacityPays,
      });
    return { id: contender.candidate.id, chosen: false, ...refusedLine(contender, refused, winner) };
  });
}

/** The best, then those that count as equal to it: the larger first when full training has far more rows than the mini run. */
function bestOf(contenders: readonly Contender[], larger: boolean): readonly [Contender, ...Contender[]] {
  const known = contenders.filter(isOfThisTask);
  const ranked = [...(known.length > 0 ? known : contenders)].sort((a, b) => gainOf(b, a));
  const top = ranked[0];
  if (top === undefined) throw new Error("no candidate to choose from");
  const near = ranked.filter((contender) => gainOf(top, contender) <= indifference(top));
  const sign = larger ? -1 : 1;
  const [first = top, ...rest] = near.sort(
    (a, b) => sign * (a.estimate.parameters.value - b.estimate.parameters.value),
  );
  return [first, ...rest];
}

/** How much better one is expected to be than the other, whichever way the metric counts. */
function gainOf(one: Contender, other: Contender): number {
  const { metric, value } = one.candidate.expected;
  const more = value - other.candidate.expected.value;
  return directionOf(metric) === "min" ? -more : more;
}

function indifference({ candidate }: Contender): number {
  const { metric, value } = candidate.expected;
  const scale = METRICS[metric]?.scale ?? "share";
  return INDIFFERENCE * { share: 1, hundred: 100, open: Math.abs(value) }[scale];
}

/** The same in words: a figure, or a part of the figure. */
function indifferenceWords({ candidate }: Contender): string {
  const scale = METRICS[candidate.expected.metric]?.scale ?? "share";
  return { share: String(INDIFFERENCE), hundred: String(100 * INDIFFERENCE), open: `${100 * INDIFFERENCE}%` }[scale];
}

/** A published figure was got on other data: it is not held against one that was measured on this task. */
function isOfThisTask(contender: Contender): boolean {
  return contender.candidate.expected.source !== "published";
}

function leastRefused(
  contenders: readonly Contender[],
  refusals: ReadonlyMap<string, readonly Refusal[]>,
): readonly Contender[] {
  const scratch = contenders.filter((contender) => contender.candidate.kind === "scratch");
  const pool = scratch.length > 0 ? scratch : contenders;
  const fewest = Math.min(...pool.map((contender) => refusals.get(contender.candidate.id)?.length ?? 0));
  const least = pool.filter((contender) => (refusals.get(contender.candidate.id)?.length ?? 0) === fewest);
  return [...least].sort((a, b) => a.estimate.parameters.value - b.estimate.parameters.value).slice(0, 1);
}

function decidingClauses(refusals: ReadonlyMap<string, readonly Refusal[]>): readonly string[] {
  return [...new Set([...refusals.values()].flat().flatMap((refusal) => refusal.clauses))].sort();
}

/** The hardware clauses shape the choice too: they set the budget and how ties are broken. */
function withHardware(requirements: Requirements, shaped: readonly string[]): readonly string[] {
  const hardware = requirements.items.filter(
    (clause) => clause.code?.startsWith("hardware:") === true || clause.metric === "gpu_memory",
  );
  return [...new Set([...shaped, ...hardware.map((clause) => clause.id)])].sort();
}

interface Choice {
  readonly refused: readonly Refusal[];
  /** Candidates that remain and whose figures can be compared, itself among them. */
  readonly rivals: number;
  readonly shaped: readonly string[];
  /** Candidates whose figures count as equal to the best one, itself among them. */
  readonly equals: number;
  readonly larger: boolean;
}

function chosenLine(contender: Contender, { refused, rivals, shaped, equals, larger }: Choice): Judged {
  const { candidate, estimate } = contender;
  const clauses = shaped.join(", ");
  const because: Bilingual = {
    zh: clauses === "" ? "没有条目排除任何候选；" : `在 ${clauses} 的约束下，`,
    en: clauses === "" ? "No clause refuses a candidate; " : `Under ${clauses}, `,
  };
  const taken = takenBecause(contender, rivals, equals, larger);
  const size = formatNumber(estimate.parameters.value);
  const why: Bilingual =
    refused.length > 0
      ? {
          zh: `没有候选满足全部条目；它违反最少：${refused.map((refusal) => refusal.why.zh).join("；")}`,
          en: `No candidate meets every clause; this one breaks least: ${refused.map((refusal) => refusal.why.en).join("; ")}`,
        }
      : { zh: `${because.zh}${taken.zh}，参数 ${size}`, en: `${because.en}${taken.en}, ${size} parameters` };
  return { id: candidate.id, chosen: true, why, decidedBy: [...shaped] };
}

/** Equality is spoken of where it decided. */
function takenBecause(contender: Contender, rivals: number, equals: number, larger: boolean): Bilingual {
  const { preferred } = contender.candidate;
  if (preferred !== undefined) return preferred;
  if (rivals === 1) return { zh: "它是唯一剩下的候选", en: "it is the only candidate that remains" };
  if (equals === 1) {
    return {
      zh: `它在剩下的 ${rivals} 个可比候选中预期指标最好`,
      en: `it is expected to do best of the ${rivals} comparable candidates that remain`,
    };
  }
  const within = indifferenceWords(contender);
  const why = larger
    ? {
        zh: "全量数据远多于 mini，取其中容量较大者",
        en: "full training has far more rows, so the largest of them is taken",
      }
    : { zh: "全量数据并不更多，取其中较小者", en: "full training has no more rows, so the smallest of them is taken" };
  return {
    zh: `剩下 ${rivals} 个可比候选，预期指标最好的 ${equals} 个相差不足 ${within}，视为相当；${why.zh}`,
    en: `the best ${equals} of the ${rivals} comparable candidates that remain lie within ${within} and count as equal; ${why.en}`,
  };
}

function refusedLine(
  contender: Contender,
  refused: readonly Refusal[],
  winner: Contender,
): Pick<Judged, "why" | "decidedBy"> {
  if (refused.length > 0) {
    return {
      why: {
        zh: refused.map((refusal) => refusal.why.zh).join("；"),
        en: refused.map((refusal) => refusal.why.en).join("; "),
      },
      decidedBy: [...new Set(refused.flatMap((refusal) => refusal.clauses))],
    };
  }
  if (isOfThisTask(winner) && !isOfThisTask(contender)) {
    return {
      why: {
        zh: `它公布的指标出自别的数据，未在本任务上测过；${winner.candidate.id} 测过`,
        en: `Its published figure was got on other data and never measured on this task; that of ${winner.candidate.id} was`,
      },
      decidedBy: [],
    };
  }
  const gain = gainOf(contender, winner);
  const smaller = gain > 0 || Math.abs(gain) <= indifference(winner);
  return {
    why: smaller
      ? {
          zh: `预期指标与 ${winner.candidate.id} 相当，按后者的选用理由取后者`,
          en: `Its expected metric counts as equal to that of ${winner.candidate.id}, which is taken for the reason given there`,
        }
      : {
          zh: `预期指标不及 ${winner.candidate.id}`,
          en: `Its expected metric is worse than that of ${winner.candidate.id}`,
        },
    decidedBy: [],
  };
}

/** Everything in the spec or the circumstances that speaks against a candidate. */
function refusalsOf(requirements: Requirements, contender: Contender, now: Circumstances): readonly Refusal[] {
  const byClause = requirements.items.flatMap((clause) => clauseRefusal(clause, contender) ?? []);
  return [...byClause, ...circumstanceRefusals(requirements, contender, now)];
}

function clauseRefusal(clause: Clause, contender: Contender): Refusal | null {
  const code = clause.code ?? "";
  const { candidate } = contender;
  if (code === "licence:commercial" && isNonCommercial(licenceOf(candidate))) {
    return {
      why: {
        zh: `${clause.id} 要求可商用，而其权重许可为 ${licenceOf(candidate)}`,
        en: `${clause.id} asks for commercial use, its weights are under ${licenceOf(candidate)}`,
      },
      clauses: [clause.id],
    };
  }
  if (code.startsWith("exclude:") && candidate.id.includes(code.slice("exclude:".length))) {
    return { why: { zh: `${clause.id} 排除了它`, en: `${clause.id} excludes it` }, clauses: [clause.id] };
  }
  if (code === "hardware:cpu" && needsGpu(candidate)) {
    return {
      why: { zh: `${clause.id} 只允许 CPU，而它需要 GPU`, en: `${clause.id} allows a CPU only, and it needs a GPU` },
      clauses: [clause.id],
    };
  }
  return limitRefusal(clause, contender.estimate);
}

function limitRefusal(clause: Clause, estimate: Estimate): Refusal | null {
  const broken = brokenLimit(clause, estimate);
  if (broken === null) return null;
  const figure = `${formatNumber(broken.inUnit, 3)} ${clause.unit ?? ""}`.trim();
  return {
    why: {
      zh: `${clause.id} 要求“${plainWords(clause.text, "zh")}”，而估算约为 ${figure}`,
      en: `${clause.id} asks for “${plainWords(clause.text, "en")}”, and the estimate is ${figure}`,
    },
    clauses: [clause.id],
  };
}

function circumstanceRefusals(
  requirements: Requirements,
  contender: Contender,
  now: Circumstances,
): readonly Refusal[] {
  const { candidate, estimate } = contender;
  const refusals: Refusal[] = [];
  const hardware = requirements.items
    .filter((clause) => clause.code?.startsWith("hardware:") === true)
    .map((clause) => clause.id);
  if (candidate.kind === "pretrained" && !now.weightsReachable && now.confirmed?.has(candidate.id) !== true) {
    refusals.push({
      why: {
        zh: "本次运行没有模型库确认其预训练权重",
        en: "No hub confirmed its pretrained weights, so they cannot be had in this run",
      },
      clauses: [],
    });
  }
  if (now.fitted !== undefined && now.fitted.ids.size > 0 && !now.fitted.ids.has(candidate.id)) {
    const { metric, ids } = now.fitted;
    const others = [...ids].join(", ");
    refusals.push({
      why: {
        zh: `需求要的指标是 ${metric}，${others} 按该指标拟合，而它不是`,
        en: `The metric asked for is ${metric}: ${others} is fitted to it, and this one is not`,
      },
      clauses: requirements.items.filter((clause) => clause.metric === metric).map((clause) => clause.id),
    });
  }
  if (needsGpu(candidate) && !now.gpu && hardware.length === 0) {
    refusals.push({
      why: {
        zh: "它需要 GPU，而规范与本机都没有",
        en: "It needs a GPU, and neither the spec nor this machine has one",
      },
      clauses: [],
    });
  }
  if (estimate.trainFullSeconds.value > now.trainingBudgetSeconds) {
    const hours = formatNumber(estimate.trainFullSeconds.value / 3600, 3);
    const budget = formatNumber(now.trainingBudgetSeconds / 3600, 3);
    refusals.push({
      why: {
        zh: `全量训练估算 ${hours} h，超过此硬件上的合理上限 ${budget} h`,
        en: `Full training is estimated at ${hours} h, over the ${budget} h that are reasonable on this hardware`,
      },
      clauses: hardware,
    });
  }
  return refusals;
}

function needsGpu(candidate: RecipeCandidate): boolean {
  const needs = candidate.needs;
  return typeof needs === "object" && needs !== null && (needs as Record<string, unknown>).gpu === true;
}

/** The weights' licence where there are weights, else the code's. */
export function licenceOf(candidate: RecipeCandidate): string {
  const weights = candidate.weights;
  const licence =
    typeof weights === "object" && weights !== null ? (weights as Record<string, unknown>).licence : undefined;
  return typeof licence === "string" ? licence : candidate.licence;
}

function isNonCommercial(licence: string): boolean {
  return /(^|[-\s])nc([-\s]|$)|non-?commercial/i.test(licence);
}
