// Environments are values: (python, lock, platform, profile) gives one read-only folder in the shared cache.
import type { Bilingual } from "../base/bilingual.js";
import type { Profile } from "../spec/codes.js";
import type { CommandRecord } from "../spec/command.js";

export interface EnvironmentRequest {
  /** `trusted` = the house's own Python; else the project's profile. */
  readonly profile: Profile | "trusted";
  /** Text of the fully pinned lock. */
  readonly lock: string;
  readonly offline: boolean;
  /** How long one installation may take; the rulebook's limit. Absent: an hour. */
  readonly installSeconds?: number;
}

export interface EnvironmentReady {
  readonly ok: true;
  /** Folder of the environment (a venv) in the cache. */
  readonly path: string;
  /** Its interpreter. */
  readonly python: string;
  readonly pythonVersion: string;
  /** Folders that must be readable for it to run (base prefix, the environment). */
  readonly roots: readonly string[];
  readonly sitePackages: string;
  /** sha256 over python version, platform, profile and lock. */
  readonly key: string;
  readonly fromCache: boolean;
  readonly installer: { readonly name: "uv" | "pip"; readonly version: string };
  readonly seconds: number;
  readonly downloadSeconds: number;
  readonly downloadBytes: number;
  readonly probed: readonly { readonly what: string; readonly answer: string }[];
  readonly indexesLeftOut: readonly string[];
  /** The commands that made it (empty when it came from the cache). */
  readonly commands: readonly CommandRecord[];
}

export interface EnvironmentFailed {
  readonly ok: false;
  readonly reason: "no-python" | "old-python" | "no-venv" | "no-disk" | "index" | "offline" | "install" | "aborted";
  readonly message: { readonly zh: string; readonly en: string };
  readonly hint: { readonly zh: string; readonly en: string };
  readonly commands: readonly CommandRecord[];
}

export interface Environments {
  ensure(
    request: EnvironmentRequest,
    signal: AbortSignal,
    onLine: (line: string) => void,
  ): Promise<EnvironmentReady | EnvironmentFailed>;
  /** What this machine is: for f1's feasibility, t2's report and `doctor`. Fast, starts at most a few short commands. */
  host(signal: AbortSignal): Promise<HostFacts>;
}

export interface HostFacts {
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly diskFreeBytes: number;
  readonly python: { readonly path: string; readonly version: string; readonly venv: boolean } | null;
  /** Why there is no usable Python: absent, too old, no venv module. Absent when there is one. */
  readonly pythonProblem?: { readonly message: Bilingual; readonly hint: Bilingual };
  readonly gpus: readonly { readonly name: string; readonly memoryBytes: number; readonly driver: string }[];
  readonly uv: string;
  readonly probed: readonly { readonly what: string; readonly answer: string }[];
}
