// Data sets that leak and clean ones through the trusted probes and the rules of t2: how many are named, how many falsely.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkEnvironment } from "../check-python.mjs";
import { lastLines, root, row, timed } from "./measure.mjs";

const SEEDS = [1, 2, 3];
const RULES = /^T2-(6|7|1[2-6])$/;

export async function benchLeaks() {
  const python = await checkEnvironment(root, async (argv) => {
    const { code, stdout } = await timed(argv);
    return { code, out: stdout };
  });
  const judged = await judgeOf();
  const counts = { leaking: 0, found: 0, clean: 0, alarms: 0 };
  const wrong = [];
  let seconds = 0;
  for (const seed of SEEDS) {
    const ran = await timed([python, join(root, "python", "tests", "leak_sets.py"), String(seed)]);
    if (ran.code !== 0) throw new Error(lastLines(ran));
    seconds += ran.seconds;
    for (const line of ran.stdout.trim().split("\n")) {
      const { name, leak, overlap, giveaway, leaks } = JSON.parse(line);
      const named = judged({
        overlap,
        giveaway,
        leaks: leaks.map(({ ids: _ids, example: _example, ...told }) => told),
      });
      const leaking = leak !== "";
      counts[leaking ? "leaking" : "clean"] += 1;
      counts[leaking ? "found" : "alarms"] += named.length > 0 ? 1 : 0;
      if (leaking !== named.length > 0) wrong.push(`${name} (seed ${seed}): ${named.join(", ") || "nothing"}`);
    }
  }
  const share = (part, whole) => (100 * part) / whole;
  const note = [`${SEEDS.length} seeds, ${seconds.toFixed(0)} s`, ...wrong].join("; ");
  return [
    row(`leaking sets named (${counts.found} of ${counts.leaking})`, share(counts.found, counts.leaking), "%", 91, {
      worse: "below",
      note,
    }),
    row(`clean sets named (${counts.alarms} of ${counts.clean})`, share(counts.alarms, counts.clean), "%", 9),
  ];
}

/** The rules of t2 on good evidence with these facts of the data in it: ids of those that find something. */
async function judgeOf() {
  const load = (path) => import(pathToFileURL(join(root, "dist", ...path)).href);
  const [{ loadRulebook }, { judge }] = await Promise.all([
    load(["gates", "load-rulebook.js"]),
    load(["gates", "judge.js"]),
  ]);
  const folder = join(root, "rulebook");
  const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
  const { rules } = loadRulebook(names.map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") })));
  const stage = "t2-environment";
  const good = JSON.parse(readFileSync(join(folder, "fixtures", "good", `${stage}.json`), "utf8"));
  return (facts) => {
    const { findings } = judge(stage, { ...good, data: { ...good.data, ...facts } }, rules);
    return [...new Set(findings.map(({ rule }) => rule))].filter((rule) => RULES.test(rule) || rule === "EVIDENCE");
  };
}
