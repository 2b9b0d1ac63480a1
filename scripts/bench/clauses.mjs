// 20,000 clauses through the whole shipped rulebook, as one process from start to end.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, row, timed } from "./measure.mjs";

export const CLAUSES = 20_000;

export async function benchClauses(self) {
  const result = await timed([process.execPath, self, "--part", "clauses"]);
  if (result.code !== 0) throw new Error(result.stderr);
  const { seconds, findings } = JSON.parse(result.stdout);
  if (findings !== 0) throw new Error(`good clauses gave ${findings} findings`);
  const rate = `${Math.round(CLAUSES / seconds).toLocaleString("en")} clauses/s inside the gate (${seconds.toFixed(2)} s); the figure is the whole process`;
  return [row("20,000 clauses checked", result.seconds, "s", 1.0, { note: rate })];
}

/** In the child: the good evidence of f1 with its items repeated, judged by every rule of the stage. */
export async function checkClauses() {
  const { loadRulebook } = await import("../../dist/gates/load-rulebook.js");
  const { judge } = await import("../../dist/gates/judge.js");
  const folder = join(root, "rulebook");
  const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
  const files = names.map((name) => ({ path: name, text: readFileSync(join(folder, name), "utf8") }));
  const { rules } = loadRulebook(files);
  const evidence = JSON.parse(readFileSync(join(folder, "fixtures", "good", "f1-requirements.json"), "utf8"));
  const { items } = evidence.requirements;
  evidence.requirements.items = Array.from({ length: CLAUSES }, (_, index) => ({
    ...items[index % items.length],
    id: `REQ-${index}`,
  }));
  const began = performance.now();
  const { findings } = judge("f1-requirements", evidence, rules);
  process.stdout.write(JSON.stringify({ seconds: (performance.now() - began) / 1000, findings: findings.length }));
}
