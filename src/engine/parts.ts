// What the engine is made of: ports and plain values, handed in by the composition root.
import type { Lang } from "../base/bilingual.js";
import type { LoadedRule } from "../gates/rulebook.js";
import type { StageDeclaration } from "../graph/stage.js";
import type { Asker } from "../ports/asker.js";
import type { Clock } from "../ports/clock.js";
import type { Environments, HostFacts } from "../ports/environments.js";
import type { Executor } from "../ports/executor.js";
import type { Hub } from "../ports/hubs.js";
import type { Journal } from "../ports/journal.js";
import type { Mind } from "../ports/mind.js";
import type { Workspace } from "../ports/workspace.js";
import type { Profile, RoleId, StageId } from "../spec/codes.js";
import type { OwnData } from "../spec/own-data.js";
import type { OnProgress } from "../spec/progress.js";
import type { Recipe } from "../spec/recipe.js";
import type { Parameters } from "../spec/rulebook.js";

/** Rules that judge a stage now, and which shipped `must` rules a local file overrides. */
export interface RulesInForce {
  readonly rules: readonly LoadedRule[];
  readonly overridden: readonly string[];
  /** Overrides that wait for a person's approval: the shipped rule judges. */
  readonly held?: readonly string[];
  readonly parameters?: Parameters;
}

export interface EngineParts {
  readonly stages: readonly StageDeclaration[];
  readonly journal: Journal;
  readonly workspace: Workspace;
  readonly executor: Executor;
  readonly environments: Environments;
  readonly mind: (role: RoleId) => Mind;
  /** Installed rulebook before f5 and t1; later with the project's local rules merged in. */
  readonly rulesFor: (stage: StageId | "framework" | "target" | "production") => Promise<RulesInForce>;
  readonly asker: Asker;
  readonly clock: Clock;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
  readonly shipped: {
    read(path: string): Promise<string | null>;
    list(folder: string): Promise<readonly string[]>;
    root: string;
  };
  /** Shipped and community recipes. */
  readonly recipes: () => Promise<readonly Recipe[]>;
  /** The person's own data; absent or null: the recipe's. */
  readonly own?: () => Promise<OwnData | null>;
  readonly settings: EngineSettings;
  readonly host: HostFacts;
  /** The preferred first; absent: none is asked. */
  readonly hubs?: readonly Hub[];
  /** What requirements.md says now; "" and [] before f1 wrote it. */
  readonly projectFacts: () => Promise<ProjectFacts>;
}

export interface ProjectFacts {
  readonly recipe: string;
  /** Site-packages-relative folders that hold the data's origin, masked while project code runs. */
  readonly origin: readonly string[];
}

export interface EngineSettings {
  readonly request: string;
  readonly language: Lang;
  readonly project: string;
  readonly profile: Profile;
  readonly offline: boolean;
  readonly yes: boolean;
  readonly version: string;
  /** Attempts of one stage before the run stops. */
  readonly attempts: number;
  /** Seconds a command, an installation, the training may take; absent: the engine's own. */
  readonly limits?: Parameters["limits"];
  readonly who: string;
  readonly cacheDir: string;
  /** Sealed labels of this project, outside of what project code can see. */
  readonly privateDir: string;
  /** What a registry's client may know of the environment: proxies, indexes, certificates. */
  readonly fetchEnv?: Readonly<Record<string, string>>;
  /** Scratch files of this project (opaque test inputs, predictions), outside of the project. */
  readonly scratchDir: string;
}
