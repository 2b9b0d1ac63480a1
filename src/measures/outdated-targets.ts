// A line that cites a clause and gives its figure gives the figure the clause has now.
import { targetOf } from "../spec/documents/requirements.js";
import type { Clause } from "../spec/requirements.js";

/** `README.md:15 [REQ-002] accuracy ≥ 0.95`: cited as the clause's demand, and it is another one by now. */
export function outdatedTargets(path: string, text: string, items: readonly Clause[]): string[] {
  const lines = text.split("\n");
  return items.flatMap((clause) => {
    if (clause.metric === undefined || clause.op === undefined || clause.value === undefined) return [];
    const target = targetOf(clause);
    return lines.flatMap((line, at) => {
      if (!line.includes(`[${clause.id}]`) || line.includes(target)) return [];
      const said = demandsIn(line, clause.metric ?? "");
      return said.map((demand) => `${path}:${at + 1} [${clause.id}] ${demand}`);
    });
  });
}

/** `metric` ≥ figure, as our documents write a demand. */
function demandsIn(line: string, metric: string): readonly string[] {
  return [...line.matchAll(/`([^`]+)` ([<>=≤≥]+ \d[\d.,]*)/g)].flatMap(([, name, demand]) =>
    name === metric ? [`${name} ${demand ?? ""}`] : [],
  );
}
