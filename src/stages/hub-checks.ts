// f2: asks the hubs about what the recipe names, for a bounded time; without an answer the recipe stands, unverified.
import { say } from "../base/bilingual.js";
import { type ChoiceWish, chooseFromHubs, type HubChoice } from "../hubs/choose.js";
import { hubTask } from "../hubs/tasks.js";
import { recordOf } from "../measures/commands.js";
import type { HubKind, HubName } from "../ports/hubs.js";
import type { WorkTools } from "../ports/workbench.js";
import type { HubCheck } from "../spec/hub-check.js";
import type { Recipe } from "../spec/recipe.js";
import type { Requirements } from "../spec/requirements.js";

/** What the decision on the full data is called on the ledger. */
export const FULL_DATA_DECISION = "hub dataset full";

/** For all questions together. */
const MOST_MS = 10_000;
const SHOWN = 5;

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
    wanted.map(async (one) => await chooseFromHubs(tools.hubs, wishOf(one, recipe, requirements), signal)),
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
  return [data, ...models].filter((one) => Object.keys(one.ids).length > 0);
}

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

function wishOf(one: Wanted, recipe: Recipe, requirements: Requirements): ChoiceWish {
  const { languages } = recipe;
  return {
    query: {
      kind: one.kind,
      text: one.name,
      task: hubTask(recipe.family, one.kind),
      languages: Array.isArray(languages) ? languages.map(String) : [],
      commercial: requirements.items.some((clause) => clause.code === "licence:commercial"),
      maxParameters: null,
      minRows: null,
      limit: SHOWN,
    },
    recipe: one.ids,
  };
}

/** A hub that names another set than the recipe's confirms nothing: the project's reader is made for the recipe's. */
async function recorded(tools: WorkTools, one: Wanted, choice: HubChoice): Promise<HubCheck> {
  const { language } = tools.facts;
  const found = choice.chosen;
  const own = found !== null && one.ids[found.hub] !== undefined && isOwn(one, choice) ? found : null;
  const asked = (Object.entries(one.ids) as [HubName, string][]).map(([hub, id]) => ({ hub, id }));
  const why = own === null ? UNVERIFIED[language] : say(choice.why, language);
  const entry = await tools.decide({
    what: `hub ${one.kind} ${one.of}`,
    options: [...asked, ...choice.offered.slice(0, SHOWN).map(({ entry }) => entry)].map(
      ({ hub, id }) => `${hub}:${id}`,
    ),
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
    offered: choice.offered.slice(0, SHOWN).map(({ entry, score, reasons }) => ({
      hub: entry.hub,
      id: entry.id,
      score,
      why: reasons.map((reason) => say(reason, language)).join("; "),
    })),
    refused: choice.refused
      .slice(0, SHOWN)
      .map((refused) => ({ hub: refused.hub, id: refused.id, why: say(refused.why, language) })),
    notes: choice.notes.map((note) => say(note, language)),
    entry,
  };
}

const UNVERIFIED = {
  zh: "没有模型库确认配方所写的条目；配方的选择不变，标为未核实",
  en: "no hub confirmed what the recipe names; the recipe's choice stands, unverified",
};

/** A renamed repository answers under its new name, so the way it was found tells, not the name alone. */
function isOwn({ ids }: Wanted, { chosen, offered }: HubChoice): boolean {
  if (chosen === null) return false;
  return (
    ids[chosen.hub] === chosen.id || !offered.some(({ entry }) => entry.hub === chosen.hub && entry.id === chosen.id)
  );
}
