// Opens a project folder: workspace, journal, and the engine's parts around them.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Lang } from "../base/bilingual.js";
import { sha256 } from "../base/hash.js";
import { requestOf } from "../engine/history.js";
import type { EngineParts } from "../engine/parts.js";
import { rulesFor } from "../gates/judge.js";
import type { Shelf } from "../knowledge/shelf.js";
import { openJournal, type ProjectJournal } from "../ledger/file-journal.js";
import type { Environments, HostFacts } from "../ports/environments.js";
import type { Executor } from "../ports/executor.js";
import type { Mind } from "../ports/mind.js";
import type { Profile, RoleId } from "../spec/codes.js";
import { parseRequirements } from "../spec/documents/requirements.js";
import type { OwnData } from "../spec/own-data.js";
import type { Requirements } from "../spec/requirements.js";
import type { Parameters } from "../spec/rulebook.js";
import { STAGES } from "../stages/index.js";
import { systemClock } from "../workspace/clock.js";
import { openWorkspace, type ProjectWorkspace } from "../workspace/workspace.js";
import type { Config } from "./config.js";
import type { AppInput } from "./contract.js";
import { openHubs } from "./hubs.js";
import { ownOf, ownShelf } from "./own-record.js";
import { type Product, withRecipes } from "./product.js";
import { rulesInForce } from "./rules-in-force.js";

export interface Tools {
  readonly input: AppInput;
  readonly product: Product;
  readonly shelf: Shelf;
  readonly executor: Executor;
  readonly environments: Environments;
  /** Known once per process. */
  host(): Promise<HostFacts>;
}

export interface Project {
  readonly dir: string;
  readonly workspace: ProjectWorkspace;
  readonly journal: ProjectJournal;
  readonly request: string;
  requirements(): Promise<Requirements | null>;
  /** The person's own data; null where the project stands on the recipe's. */
  own(): Promise<OwnData | null>;
  /** The product's knowledge, with the recipe over the person's data where there is such. */
  readonly shelf: Shelf;
}

export interface OpenOptions {
  readonly readOnly: boolean;
  /** Read on past a broken chain (status, audit). */
  readonly broken?: "refuse" | "read";
}

export async function openProject(tools: Tools, dir: string, options: OpenOptions): Promise<Project> {
  const host = await tools.host();
  const python =
    host.python === null
      ? null
      : { interpreter: host.python.path, program: join(tools.product.root, "python", "meaning.py") };
  const workspace = openWorkspace(dir, { clock: systemClock, executor: tools.executor, python });
  const journal = await openJournal(dir, systemClock, {
    readOnly: options.readOnly,
    ...(options.broken === undefined ? {} : { broken: options.broken }),
  });
  const requirements = async (): Promise<Requirements | null> => {
    const text = await workspace.readText("requirements.md");
    return text === null ? null : parseRequirements(text, "requirements.md");
  };
  const own = (): Promise<OwnData | null> => ownOf({ dir, journal });
  return {
    dir,
    workspace,
    journal,
    get request() {
      return requestOf(journal.entries());
    },
    requirements,
    own,
    shelf: ownShelf(tools.shelf, own, requirements),
  };
}

export interface RunSettings {
  readonly request: string;
  readonly language: Lang;
  readonly project: string;
  readonly profile: Profile;
  readonly offline: boolean;
  readonly yes: boolean;
  readonly mind: (role: RoleId) => Mind;
}

export async function engineParts(tools: Tools, project: Project, settings: RunSettings): Promise<EngineParts> {
  const { input, product } = tools;
  // Set anew at each judgement: what t1 changes counts from then on.
  let { parameters } = await rulesInForce(product, project);
  const id = sha256(project.dir).slice(0, 16);
  const scratchDir = join(input.config.cacheDir, "scratch", id);
  await mkdir(scratchDir, { recursive: true }).catch(() => undefined);
  return {
    stages: STAGES,
    journal: project.journal,
    workspace: project.workspace,
    executor: tools.executor,
    environments: tools.environments,
    mind: settings.mind,
    rulesFor: async (stage) => {
      const inForce = await rulesInForce(product, project);
      parameters = inForce.parameters;
      return { ...inForce, rules: rulesFor(stage, inForce.rules) };
    },
    asker: input.asker,
    clock: systemClock,
    onProgress: input.onProgress,
    signal: input.signal,
    shipped: withRecipes(product, tools.shelf),
    recipes: async () => (await project.shelf.recipes()).map(({ recipe }) => recipe),
    own: () => project.own(),
    settings: {
      request: settings.request,
      language: settings.language,
      project: settings.project,
      profile: settings.profile,
      offline: settings.offline,
      yes: settings.yes,
      version: product.version,
      get attempts() {
        return attemptsOf(input.config, parameters);
      },
      get limits() {
        return parameters.limits;
      },
      who: input.asker.who,
      cacheDir: input.config.cacheDir,
      privateDir: join(project.dir, ".plumbline", "private"),
      scratchDir,
      fetchEnv: input.config.executorEnv,
    },
    host: await tools.host(),
    hubs: await openHubs(product, input.config, settings.offline),
    projectFacts: async () => await factsOf(project),
  };
}

/** A number that somebody configured; else the rulebook's. */
function attemptsOf({ attempts, origins }: Config, parameters: Parameters): number {
  const configured = origins.some(({ key, from }) => key === "attempts" && from !== "default");
  return configured ? attempts : parameters.attempts;
}

async function factsOf(project: Project): Promise<{ recipe: string; origin: readonly string[] }> {
  const requirements = await project.requirements();
  const recipe = requirements === null ? null : await project.shelf.recipe(requirements.project.recipe);
  return { recipe: recipe?.recipe.id ?? "", origin: recipe?.recipe.mask ?? [] };
}

/** What a run was started with, for the verbs that go on with it. */
export function recordedSettings(project: Project): { language: Lang; name: string; profile: Profile } {
  const started = project.journal.entries().filter((entry) => entry.type === "run.started");
  const last = started.at(-1)?.data ?? {};
  return {
    language: last.language === "en" ? "en" : "zh",
    name: typeof last.project === "string" ? last.project : "project",
    profile: last.profile === "gpu" ? "gpu" : "cpu",
  };
}
