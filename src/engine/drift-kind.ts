// What kind of change a path stands for.
import { globMatcher } from "../base/glob.js";
import type { DriftKind } from "../spec/drift.js";

/** First match wins. */
const KINDS: readonly (readonly [DriftKind, (path: string) => boolean])[] = [
  ["clause", globMatcher(["requirements.md"])],
  ["rule", globMatcher(["CLAUDE.md", "CLAUDE.*.md", "specs/**"])],
  [
    "environment",
    globMatcher(["**/requirements-*.txt", "**/requirements*.txt", ".python-version", "env_check_report.*"]),
  ],
  ["data", globMatcher(["data/**", "checkpoints/**", "outputs/**"])],
  ["code", globMatcher(["**/*.py", "**/*.ipynb", "**/*.sh"])],
  ["document", globMatcher(["**/*.md", "**/*.txt", "docs/**"])],
];

/** Everything else that a project holds configures something. */
export function kindOf(key: string): DriftKind {
  if (key === "fact:request") return "request";
  if (key === "fact:approval") return "rule";
  if (key === "fact:approval") return "rule";
  if (key.startsWith("fact:") || key.startsWith("env:")) return "environment";
  const path = key.endsWith("/") ? `${key}file` : key;
  return KINDS.find(([, matches]) => matches(path))?.[0] ?? "config";
}
