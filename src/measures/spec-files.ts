// The spec's own files as data, or null when they are absent or damaged (the form measure names the damage).
import type { Probe } from "../ports/workbench.js";
import type { BuildLog } from "../spec/build-log.js";
import { parseBuildLog } from "../spec/documents/build-log.js";
import { parseRequirements } from "../spec/documents/requirements.js";
import { parseTechnology } from "../spec/documents/technology.js";
import { parseVenv } from "../spec/documents/venv.js";
import type { VenvSpec } from "../spec/handover.js";
import type { Requirements } from "../spec/requirements.js";
import type { Technology } from "../spec/technology.js";

/** Parses a document of the project; null when it is not there. @throws InputError when it is damaged. */
export async function readDocument<T>(
  probe: Probe,
  path: string,
  parse: (text: string, file: string) => T,
): Promise<T | null> {
  const text = await probe.read(path);
  return text === null ? null : parse(text, path);
}

export const readRequirements = (probe: Probe): Promise<Requirements | null> =>
  readDocument(probe, "requirements.md", parseRequirements);
export const readTechnology = (probe: Probe): Promise<Technology | null> =>
  readDocument(probe, "tech.md", parseTechnology);
export const readBuildLog = (probe: Probe): Promise<BuildLog | null> =>
  readDocument(probe, "PROJECT_BUILD_LOG.md", parseBuildLog);
export const readVenv = (probe: Probe): Promise<VenvSpec | null> => readDocument(probe, "venv.md", parseVenv);
