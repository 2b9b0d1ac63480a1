// Makes Python environments on first need and hands out the same read-only folder ever after.
import { arch, platform } from "node:os";
import { hashOf } from "../../base/hash.js";

import type {
  EnvironmentFailed,
  EnvironmentReady,
  EnvironmentRequest,
  Environments,
} from "../../ports/environments.js";

import { createEnvCache } from "./env-cache.js";
import type { EnvironmentsOptions } from "./environments-options.js";
import { classifyError, EnvironmentFailure, failed } from "./failure.js";
import { hostFacts } from "./host.js";
import { findOrMake } from "./make-environment.js";
import { findPython, type Python } from "./python.js";
import { createShell, type Shell } from "./shell.js";

export function createEnvironments(options: EnvironmentsOptions): Environments {
  let python: Python | null = null;
  const ensure = async (shell: Shell, request: EnvironmentRequest): Promise<EnvironmentReady> => {
    const startedAt = options.clock.ticks();
    python ??= await findPython(shell, options.env, options.python);
    const cache = createEnvCache(options.cacheDir);
    const key = keyOf(request, python);
    const { facts, installed } = await findOrMake({ options, cache, shell, request, python, key });
    const { folder, ...known } = facts;
    return {
      ok: true,
      path: folder,
      ...known,
      key,
      fromCache: installed === null,
      seconds: (options.clock.ticks() - startedAt) / 1000,
      downloadSeconds: installed?.downloadSeconds ?? 0,
      downloadBytes: installed?.downloadBytes ?? 0,
      commands: installed === null ? [] : shell.commands,
    };
  };
  return {
    ensure: async (request, signal, onLine): Promise<EnvironmentReady | EnvironmentFailed> => {
      const shell = createShell(options.executor, signal, onLine, request.installSeconds);
      try {
        return await ensure(shell, request);
      } catch (error) {
        if (signal.aborted) return failed(new EnvironmentFailure("aborted", ""), shell.commands);
        return failed(classifyError(error), shell.commands);
      }
    },
    host: (signal) =>
      hostFacts(
        createShell(options.executor, signal, () => {}),
        options,
      ),
  };
}

function keyOf(request: EnvironmentRequest, python: Python): string {
  const { profile, lock } = request;
  return hashOf({ python: python.version, platform: platform(), arch: arch(), profile, lock: pinsOf(lock) });
}

/** Comments and blank lines of a lock ask for no other environment. */
function pinsOf(lock: string): string {
  const said = lock.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  return `${said.join("\n")}\n`;
}
