// f2: asks the hubs about what the recipe names, for a bounded time; without an answer the recipe stands, unverified.
import { type Lang, say } from "../base/bilingual.js";
import { type ChoiceWish, chooseFromHubs, type HubChoice } from "../hubs/choose.js";
import { hubTask } from "../hubs/tasks.js";
import { rowsOf } from "../knowledge/workload.js";
import { recordOf } from "../measures/commands.js";
import type { HubKind, HubName, HubQuery } from "../ports/hubs.js";
import type { WorkTools } from "../ports/workbench.js";
import type { HubCheck } from "../spec/hub-check.js";
import type { Recipe } from "../spec/recipe.js";
import type { Requirements } from "../spec/requirements.js";

/** What the decision on the full data is called on the ledger. */
export const FULL_DATA_DECISION = "hub dataset full";

/** For all questions together. */
const MOST_MS = 10_000;
const SHOWN = 5;

/** Bytes that training takes a parameter: weights, gradients and the two moments of Adam, in single precision. */
const TRAIN_BYTES = 16;

interface Wanted {
  readonly kind: HubKind;
  readonly of: string;
  readonly ids: Readonly<Partial<Record<HubName, string>>>;
  readonly name: string;
}

/** One check of the full data and one of each pretrained candidate; the hubs are asked at the same time. */
export async function checkHubs(
  tools: WorkTools,
  recipe: Recipe,
  requirements: Requirements,
): Promise<readonly HubCheck[]> {
  const wanted = wantedOf(recipe);
  if (tools.hubs.length === 0 || wanted.length === 0) return [];
  tools.note({ zh: "向模型库核对数据与权重", en: "Asking the hubs about data and weights" });
  const signal = AbortSignal.any([tools.signal, AbortSignal.timeout(MOST_MS)]);
  const choices = await Promise.all(
    wanted.map(async (one) => await chooseFromHubs(tools.hubs, wishOf(one, recipe, requirements, tools), signal)),
  );
  tools.signal.throwIfAborted();
  const checks: HubCheck[] = [];
  for (const [at, one] of wanted.entries()) {
    const choice = choices[at];
    if (choice !== undefined) checks.push(await recorded(tools, one, choice));
  }
  return checks;
}

function wantedOf(recipe: Recipe): readonly Wanted[] {
  const full = recordOf(recordOf(recipe.datasets).full);
  const models = recipe.candidates
    .filter((candidate) => candidate.kind === "pretrained")
    .map((candidate): Wanted => {
      const ids = idsIn(recordOf(candidate.weights));
      return { kind: "model", of: candidate.id, ids, name: nameOf(ids, candidate.id) };
    });
  const data: Wanted = { kind: "dataset", of: "full", ids: idsIn(full), name: String(full.name ?? recipe.id) };
  const named = [data, ...models].filter((one) => Object.keys(one.ids).length > 0);
  const search = models.length > 0 || hubTask(recipe.family, "model") === "" ? [] : [SEARCH];
  return [...named, ...search];
}

/** Where the recipe names no pretrained model, the hubs are asked for some of its family, for a person to look at. */
const SEARCH: Wanted = { kind: "model", of: "search", ids: {}, name: "" };

function idsIn(named: Readonly<Record<string, unknown>>): Wanted["ids"] {
  const { hf, huggingface = hf, ms, modelscope = ms } = named;
  return {
    ...(typeof huggingface === "string" ? { huggingface } : {}),
    ...(typeof modelscope === "string" ? { modelscope } : {}),
  };
}

function nameOf(ids: Wanted["ids"], otherwise: string): string {
  return (ids.huggingface ?? ids.modelscope ?? otherwise).split("/").at(-1) ?? otherwise;
}

function wishOf(
  one: Wanted,
  recipe: Recipe,
  requirements: Requirements,
  { facts }: Pick<WorkTools, "facts">,
): ChoiceWish {
  const { languages } = recipe;
  const query: HubQuery = {
    kind: one.kind,
    text: one.name,
    task: hubTask(recipe.family, one.kind),
    languages: Array.isArray(languages) ? languages.map(String) : [],
    commercial: requirements.items.some((clause) => clause.code === "licence:commercial"),
    maxParameters: null,
    minRows: null,
    limit: SHOWN,
  };
  // What is found beyond the recipe's names must fit this machine, and hold more than the mini data.
  const limits = { maxParameters: mostParameters(facts.host), minRows: rowsOf(recipe, "mini") };
  const wider = query.task === "" ? {} : { wider: { ...query, ...limits, text: "" } };
  return { query: one.name === "" ? { ...query, ...limits } : query, ...wider, recipe: one.ids };
}

/** The largest model that this machine's memory, or its largest GPU, can train whole. */
function mostParameters({ memoryBytes, gpus }: WorkTools["facts"]["host"]): number {
  return Math.floor(Math.max(memoryBytes, ...gpus.map((gpu) => gpu.memoryBytes)) / TRAIN_BYTES);
}

/** A hub that names another set than the recipe's confirms nothing: the project's reader is made for the recipe's. */
async function recorded(tools: WorkTools, one: Wanted, choice: HubChoice): Promise<HubCheck> {
  const { language } = tools.facts;
  const own = choice.own ? choice.chosen : null;
  const asked = (Object.entries(one.ids) as [HubName, string][]).map(([hub, id]) => ({ hub, id }));
  const why = asked.length === 0 ? SEARCHED[language] : own === null ? UNVERIFIED[language] : say(choice.why, language);
  const { offered, refused } = othersOf(choice, asked, language);
  const entry = await tools.decide({
    what: `hub ${one.kind} ${one.of}`,
    options: asked.map(({ hub, id }) => `${hub}:${id}`),
    offered: offered.map(({ hub, id, score, why: reasons }) => `${hub}:${id} ${score.toFixed(2)}: ${reasons}`),
    refused: refused.map(({ hub, id, why: reason }) => `${hub}:${id} ${reason}`),
    chosen: own === null ? "" : `${own.hub}:${own.id}@${own.revision}`,
    why: [why, ...choice.notes.map((note) => say(note, language))].join(language === "zh" ? "；" : "; "),
    role: one.kind === "dataset" ? "dataset" : "coder",
  });
  return {
    kind: one.kind,
    of: one.of,
    asked,
    confirmed:
      own === null
        ? null
        : {
            hub: own.hub,
            id: own.id,
            revision: own.revision,
            page: own.page,
            licence: own.licence.id,
            parameters: own.parameters,
            bytes: own.bytes,
            at: own.at,
          },
    why,
    offered,
    refused,
    notes: choice.notes.map((note) => say(note, language)),
    entry,
  };
}

/** The best of what else was found, and of what may not be taken the recipe's own first. */
function othersOf(
  choice: HubChoice,
  asked: readonly { readonly hub: HubName; readonly id: string }[],
  language: Lang,
): Pick<HubCheck, "offered" | "refused"> {
  const isAsked = ({ hub, id }: { readonly hub: HubName; readonly id: string }) =>
    asked.some((one) => one.hub === hub && one.id === id);
  const joint = language === "zh" ? "；" : "; ";
  const refused = [...choice.refused].sort((left, right) => Number(isAsked(right)) - Number(isAsked(left)));
  return {
    offered: choice.offered
      .filter(({ entry }) => !isAsked(entry))
      .slice(0, SHOWN)
      .map(({ entry, score, reasons }) => ({
        hub: entry.hub,
        id: entry.id,
        score,
        why: reasons.map((reason) => say(reason, language)).join(joint),
      })),
    refused: refused.slice(0, SHOWN).map(({ hub, id, why }) => ({ hub, id, why: say(why, language) })),
  };
}

const SEARCHED = {
  zh: "配方没有写预训练模型；以下只是检索所得，供人参考，没有采用",
  en: "the recipe names no pretrained model; what follows was found by search for a person to look at, and none is taken",
};

const UNVERIFIED = {
  zh: "没有模型库确认配方所写的条目；配方的选择不变，标为未核实",
  en: "no hub confirmed what the recipe names; the recipe's choice stands, unverified",
};
