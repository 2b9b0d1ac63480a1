import fc from "fast-check";
import { expect, test } from "vitest";
import type { Lang } from "../../base/bilingual.js";
import { sections } from "../markdown.js";
import { parseBuildLog, renderBuildLog } from "./build-log.js";
import { exampleBuildLog, exampleReviewReport } from "./examples/construction.js";
import { exampleRequirements } from "./examples/requirements.js";
import { exampleGuidance } from "./examples/target.js";
import { parseGuidance, renderGuidance } from "./guidance.js";
import { parseRequirements, renderRequirements } from "./requirements.js";
import { parseReviewReport, renderReviewReport } from "./review.js";

const piece = fc.constantFrom(
  "```",
  "```yaml clause\n",
  "~~~",
  "~~~yaml project\n",
  "\n",
  "# x",
  "- [x] T99 y",
  "> ",
  "|",
  "`",
  "<!--",
  "-->",
  "<script>",
  "</div>",
  "\\",
  "*",
  "_",
  "[L1]",
  "---",
  "===",
  "1. ",
  "准确率",
  "model",
  " ",
  "\t",
  "🙂",
  "$$",
  "id: REQ-009",
  ": ",
  "{{",
  '"',
  "'",
  "%",
);
const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));
const words = text.filter((value) => value.trim() !== "");
const lang = fc.constantFrom<Lang>("zh", "en");

test("whatever a request or a clause says, requirements.md reads back and keeps its sections", () => {
  fc.assert(
    fc.property(words, words, words, lang, (request, clause, why, language) => {
      const base = exampleRequirements(language);
      const data = {
        ...base,
        project: { ...base.project, request, title: clause },
        items: base.items.map((item) => ({ ...item, text: clause, measure: why })),
        questions: base.questions.map((question) => ({ ...question, text: why, why: request, answer: clause })),
      };

      const written = renderRequirements(data, language);

      expect(parseRequirements(written, "requirements.md")).toEqual(data);
      expect(sections(written).length).toBe(sections(renderRequirements(base, language)).length);
    }),
    { numRuns: 60 },
  );
});

test("whatever a task, a check or a diff says, the reports read back", () => {
  fc.assert(
    fc.property(words, words, lang, (one, two, language) => {
      const log = exampleBuildLog(language);
      const records = log.records.map((entry) => ({
        ...entry,
        task: { ...entry.task, title: one, goal: two, inputs: [one], accept: [two] },
      }));
      const review = exampleReviewReport(language);
      const checks = review.checks.map((check) => ({ ...check, what: one, how: two, detail: one }));
      const amended = review.amended.map((change) => ({ ...change, path: two, why: one, diff: two }));
      const { checklist: _checklist, ...plan } = {
        ...exampleGuidance(language),
        schedule: one,
        precision: two,
        steps: [one],
      };

      expect(parseBuildLog(renderBuildLog({ ...log, records }, language), "x")).toEqual({ ...log, records });
      expect(parseReviewReport(renderReviewReport({ ...review, checks, amended }, language), "x")).toEqual({
        ...review,
        checks,
        amended,
      });
      expect(parseGuidance(renderGuidance(plan, language), "x")).toEqual(plan);
    }),
    { numRuns: 60 },
  );
});
