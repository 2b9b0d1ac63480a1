// Findings in one language, as `--json` prints them.
import { type Lang, say } from "../base/bilingual.js";
import type { FindingLine } from "../spec/status.js";
import type { Finding } from "../spec/verdict.js";

export function linesOf(findings: readonly Finding[], lang: Lang): FindingLine[] {
  return findings.map(({ rule, at, severity, message, fix }) => ({
    rule,
    at,
    severity,
    message: say(message, lang),
    fix: say(fix, lang),
  }));
}
