// `--stream-json`: each step of progress as one JSON object, text in the project's language.
import type { Lang } from "../base/bilingual.js";
import type { Progress } from "../spec/progress.js";

/** Null for run.ended: the command line writes that line itself, always and last. */
export function streamLine(progress: Progress, lang: Lang): string | null {
  const { kind: type, ...rest } = progress;
  switch (progress.kind) {
    case "run.ended":
      return null;
    case "action":
    case "note":
      return JSON.stringify({ type, ...rest, text: progress.text[lang] });
    case "stage": {
      const findings = progress.findings.map((one) => ({ ...one, message: one.message[lang], fix: one.fix[lang] }));
      return JSON.stringify({ type, ...rest, findings });
    }
    default:
      return JSON.stringify({ type, ...rest });
  }
}
