import { expect, test } from "vitest";
import { displayWidth } from "../../base/width.js";
import type { ValueWord } from "../codes.js";
import type { ReviewCheck, ReviewReport } from "../review.js";
import { exampleReviewReport } from "./examples/construction.js";
import { renderReviewReport } from "./review.js";

const AREAS = ["algorithm", "static", "documents", "dependencies", "tests", "build-log", "security"] as const;

function aCheck(id: string, area: ReviewCheck["area"], result: ValueWord): ReviewCheck {
  return { id, area, what: `check ${id}`, how: "measured", result, detail: `found by ${id}`, entry: 31 };
}

function aReport(part: Partial<ReviewReport>): ReviewReport {
  return { ...exampleReviewReport("en"), overrides: [], ...part };
}

/** The lines of the first table. */
function openingOf(data: ReviewReport, lang: "zh" | "en" = "en"): string[] {
  const lines = renderReviewReport(data, lang).split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  return lines.slice(first, lines.indexOf("", first));
}

test.each(["zh", "en"] as const)(
  "the report opens in %s with a table that fits a screen, however bad it is",
  (lang) => {
    const checks = AREAS.flatMap((area) =>
      Array.from({ length: 40 }, (_, at) => aCheck(`R${at + 100}`, area, at % 2 === 0 ? "unmet" : "not_run")),
    );
    const overrides = Array.from({ length: 30 }, (_, at) => ({ rule: `T3-${at}`, changes: [], entry: 1000 + at }));

    const opening = openingOf(aReport({ checks, overrides }), lang);

    expect(opening.length).toBeLessThanOrEqual(20);
    expect(Math.max(...opening.map(displayWidth))).toBeLessThanOrEqual(100);
  },
);

test("the table begins with the verdict; areas with something unmet come before those not run and those met", () => {
  const checks = [
    aCheck("R01", "static", "met"),
    aCheck("R02", "tests", "not_run"),
    aCheck("R03", "security", "unmet"),
  ];

  const rows = openingOf(aReport({ checks }));

  expect(rows.map((row) => row.split("|")[1]?.trim())).toEqual([
    ...["Area", "---", "**Verdict**", "security", "tests", "clauses of the spec", "static checks"],
    "Must rules overridden",
  ]);
  expect(rows[2]).toBe("| **Verdict** | **unmet** | 1 | 1 | 2 | mend what is unmet first |");
});

test("nothing unmet is told apart from everything met", () => {
  const verdict = (result: ValueWord) => openingOf(aReport({ checks: [aCheck("R01", "static", result)] }))[2];

  expect(verdict("not_run")).toContain("nothing unmet so far");
  expect(verdict("met")).toContain("**met**");
});

test("overrides of must rules stand in the opening with the ledger line of their approval", () => {
  const overrides = [{ rule: "F1-3", changes: ["confident 0.6 → 0.9"], entry: 152 }];

  expect(openingOf(aReport({ overrides })).at(-1)).toContain("`F1-3` [L152]");
});

test("what is open is listed before the details, unmet first, with what was found", () => {
  const checks = [aCheck("R01", "static", "not_run"), aCheck("R02", "tests", "unmet"), aCheck("R03", "tests", "met")];

  const text = renderReviewReport(aReport({ checks }), "en");
  const open = text.slice(text.indexOf("## What is open"), text.indexOf("## Clause by clause"));

  expect(open.match(/^- .*$/gm)).toEqual([
    "- **unmet** R02 check R02: found by R02 [L31]",
    "- **not run** R01 check R01: found by R01 [L31]",
  ]);
});
