import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutsOf } from "../../../test/makers/trace-cuts.js";
import { aClause, aLog, anAccount, aRecord, aTraceFacts } from "../../../test/makers/trace-facts.js";
import type { TraceLink } from "../../spec/trace.js";
import type { TraceFacts } from "./facts.js";
import { buildMatrix, isWhole } from "./matrix.js";

const named = ({ from, to }: TraceLink): string => `${from.kind} ${from.id} → ${to.kind} ${to.id}`;
const ALERTS = [{ path: "deploy/docker/prometheus/rules/sla.yml", name: "SlowAnswers", clause: "SLA-001" }];

/** A later release: alert rules are there, and their stage passed. */
function operated(): TraceFacts {
  const facts = aTraceFacts({ alerts: ALERTS });
  return {
    ...facts,
    stages: facts.stages.map((stage) => ({ ...stage, state: "passed", verdict: stage.verdict ?? 200 })),
  };
}

function linkBetween(facts: TraceFacts, from: string, to: string): TraceLink | undefined {
  return buildMatrix(facts).links.find((link) => link.from.id === from && link.to.id === to);
}

test("a project whose documents, disk and ledger agree has a whole matrix", () => {
  const matrix = buildMatrix(aTraceFacts());

  expect(matrix).toMatchObject({ cut: [], orphanTests: [], unownedFiles: [] });
  expect(isWhole(matrix)).toBe(true);
  expect(matrix.rows).toMatchObject([
    {
      clause: "REQ-001",
      word: "met",
      tasks: ["T01"],
      files: ["src/pkg/trainer.py", "configs/config.yaml"],
      tests: ["tests/test_train.py"],
      runs: ["L4", "L6", "L7"],
      metrics: ["accuracy"],
      stands: true,
    },
    { clause: "SLA-001", word: "not_run", tasks: ["T02"], metrics: ["latency_p95"], endpoints: ["POST /predict"] },
    { clause: "CON-001", word: "not_run", tasks: ["T01"], metrics: [], endpoints: [] },
  ]);
});

const facts = operated();
const cuts = buildMatrix(facts).links.flatMap((link) => cutsOf(facts, link).map((cut) => ({ link: named(link), cut })));

test.each(cuts)("$cut.how: both ends are named", ({ link, cut }) => {
  const matrix = buildMatrix(cut.facts);

  expect(matrix.cut.map(named)).toContain(link);
  expect(isWhole(matrix)).toBe(false);
});

test("whatever is cut, and however often, something is named and nothing throws", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(cuts.length - 1), { minLength: 1, maxLength: 4 }), (picks) => {
      let changed = facts;
      for (const pick of picks) {
        const link = buildMatrix(changed).links.find((one) => named(one) === cuts[pick]?.link);
        const ways = link === undefined ? [] : cutsOf(changed, link);
        changed = ways[pick % Math.max(1, ways.length)]?.facts ?? changed;
      }

      const { cut, links } = buildMatrix(changed);

      expect(cut.length).toBeGreaterThan(0);
      expect(cut.every(({ from, to, why }) => from.id !== "" && to.id !== "" && why !== "")).toBe(true);
      expect(new Set(links.map(named)).size).toBe(links.length);
    }),
    { numRuns: 60 },
  );
});

describe("where the ledger no longer keeps the proved documents", () => {
  const bare = (said: TraceFacts["said"]): TraceFacts =>
    aTraceFacts({
      said,
      proved: anAccount({ clauses: null, log: null, marks: null, review: null, bugfix: null, limits: null }),
    });

  test("the marks still tell which task forgot a clause", () => {
    const log = aLog([
      aRecord("T01", {
        red: 2,
        green: 4,
        outputs: ["src/pkg/trainer.py", "configs/config.yaml"],
        clauses: ["CON-001"],
      }),
      aRecord("T02", {
        red: 3,
        green: 5,
        outputs: ["service/app.py"],
        test: "tests/test_service.py",
        clauses: ["SLA-001"],
      }),
    ]);

    const { cut } = buildMatrix(bare(anAccount({ log })));

    expect(cut.map(named)).toContain("clause REQ-001 → task T01");
  });

  test("a task that names a clause which is gone is named, and a tombstone says why", () => {
    const clauses = (anAccount().clauses ?? []).filter(({ id }) => id !== "SLA-001");
    const gone = bare(anAccount({ clauses }));

    const buried = linkBetween({ ...gone, tombstones: new Set(["SLA-001"]) }, "SLA-001", "T02");

    expect(linkBetween(gone, "SLA-001", "T02")).toMatchObject({ state: "cut", why: "requirements.md has no SLA-001" });
    expect(buried).toMatchObject({ state: "cut", why: "SLA-001 was removed and left a tombstone" });
  });
});

test("a clause that no task carries is named, once construction has passed", () => {
  const said = anAccount({ clauses: [...(anAccount().clauses ?? []), aClause({ id: "REQ-009" })] });

  const link = linkBetween(aTraceFacts({ said }), "REQ-009", "–");

  expect(link).toMatchObject({ state: "cut", to: { kind: "task" }, why: "no task carries it" });
});

test("before construction nothing is cut: what is to come has not run", () => {
  const said = anAccount({ log: null, marks: null, review: null, bugfix: null, limits: null });
  const stages = aTraceFacts().stages.map((stage) => ({ ...stage, state: "pending", verdict: null }));
  const early = aTraceFacts({ said, stages, files: new Set(["requirements.md"]), routes: [], evaluation: null });

  const { cut, links, rows } = buildMatrix(early);

  expect(cut).toEqual([]);
  expect(links.filter(({ state, from }) => from.kind !== "clause" || state === "not_run").length).toBeGreaterThan(3);
  expect(rows.map(({ word }) => word)).toEqual(["not_run", "not_run", "not_run"]);
});

test("a constraint that no test can prove is judged by a stage; one that nothing judges says so", () => {
  const clauses = [
    aClause({ id: "CON-001", kind: "constraint", code: "licence:commercial" }),
    aClause({ id: "CON-002", kind: "constraint", code: "privacy:gdpr" }),
    aClause({ id: "CON-003", kind: "constraint", code: "hardware:cpu" }),
  ];
  const links = buildMatrix(aTraceFacts({ said: anAccount({ clauses }), decisions: [] })).links.filter(
    ({ from, to }) => from.kind === "clause" && to.kind === "run",
  );

  expect(links.map(({ from, to, state }) => [from.id, to.id, state])).toEqual([
    ["CON-001", "L101", "ok"],
    ["CON-002", "–", "not_run"],
  ]);
});

test("an alert rule of an unknown clause is a cut link; without rules the stage to come is named", () => {
  const foreign = buildMatrix(aTraceFacts({ alerts: [{ path: "rules.yml", name: "Old", clause: "SLA-009" }] }));
  const none = buildMatrix(aTraceFacts());

  expect(foreign.cut.map(named)).toEqual(["clause SLA-009 → alert Old"]);
  expect(none.links.find(({ to }) => to.kind === "alert")).toMatchObject({ state: "not_run" });
  expect(buildMatrix({ ...operated(), alerts: [] }).cut.map(named)).toEqual([
    "endpoint POST /predict → alert – SLA-001",
  ]);
});

test("a metric that the evaluation did not measure has not run; an unmet one keeps the matrix from being whole", () => {
  const clauses = [...(anAccount().clauses ?? []), aClause({ id: "REQ-002", metric: "recall", op: ">=", value: 0.9 })];
  const log = aLog();
  log.records[0]?.task.clauses.push("REQ-002");
  const second = aTraceFacts({ said: anAccount({ clauses, log }) });
  const unmet = buildMatrix(
    aTraceFacts({ evaluation: { metric: "accuracy", clause: "REQ-001", met: false, value: 0.5 } }),
  );

  expect(linkBetween(second, "REQ-002", "recall")).toMatchObject({ state: "not_run" });
  expect(unmet.rows[0]).toMatchObject({ word: "unmet", stands: false });
  expect([unmet.cut.length, isWhole(unmet)]).toEqual([0, false]);
});

test.each([
  ["duration", "full training"],
  ["image_size", "p2-image"],
  ["latency", "p3-deploy"],
])("a limit on %s says where its figure will come from: %s", (metric, where) => {
  const clauses = [aClause({ id: "SLA-001", kind: "sla", metric, op: "<=", value: 2, unit: "x" })];

  const link = linkBetween(aTraceFacts({ said: anAccount({ clauses }) }), "SLA-001", metric);

  expect(link).toMatchObject({ state: "not_run", why: expect.stringContaining(where) });
});

test("a task that failed after its green run is no longer accepted", () => {
  const commands = new Map(aTraceFacts().commands).set(9, {
    purpose: "accept T01",
    exit: 1,
    argv: ["tests/test_train.py"],
  });

  const link = linkBetween(aTraceFacts({ commands }), "tests/test_train.py", "L4");

  expect(link).toMatchObject({ state: "cut", why: "it failed since, at L9" });
});

describe("a stale stage", () => {
  const stale = (changed: readonly string[], said = anAccount()): Readonly<Record<string, string>> => {
    const base = aTraceFacts({ said });
    const stages = base.stages.map((stage) =>
      stage.id === "f4-review" ? { ...stage, state: "stale", changed } : stage,
    );
    const { rows } = buildMatrix({ ...base, proved: anAccount(), stages });
    return Object.fromEntries(rows.map((row) => [row.clause, row.lost]));
  };

  test("takes the proof of the clauses that depend on the path, and of no other", () => {
    expect(stale(["service/app.py"])).toEqual({ "REQ-001": "", "SLA-001": "f4-review: service/app.py", "CON-001": "" });
  });

  test("takes the proof of the clauses that changed in requirements.md", () => {
    const clauses = (anAccount().clauses ?? []).map((one) => (one.id === "SLA-001" ? { ...one, text: "sooner" } : one));

    expect(stale(["requirements.md"], anAccount({ clauses }))).toMatchObject({
      "REQ-001": "",
      "SLA-001": "f4-review: requirements.md",
    });
  });

  test("takes every proof where nobody can say what depends on the change", () => {
    expect(Object.values(stale(["rule:F4-1"]))).toEqual(Array(3).fill("f4-review: rule:F4-1"));
  });
});

test("tests that no task names are orphans; code that no task lays and a person's notes are unowned", () => {
  const files = [
    ...aTraceFacts().files,
    "tests/unit/test_more.py",
    "src/pkg/extra.py",
    "notes.md",
    "plumbline.yaml",
    "verify_ledger.py",
    "tests/helpers.py",
  ];
  const writers = new Map([
    ["tests/clauses.yaml", "f3-construction"],
    ["verify_ledger.py", "f3-construction"],
    ["src/pkg/extra.py", "f3-construction"],
  ]);

  const { orphanTests, unownedFiles } = buildMatrix(aTraceFacts({ files: new Set(files), writers }));

  expect(orphanTests).toEqual(["tests/unit/test_more.py"]);
  expect(unownedFiles).toEqual(["notes.md", "src/pkg/extra.py", "tests/helpers.py"]);
});

test("the words are in the project's language", () => {
  const said = anAccount({ bugfix: null });

  const { cut } = buildMatrix({ ...aTraceFacts({ lang: "zh" }), said });

  expect(cut.map(({ why }) => why)).toEqual(["bugfix_report.md 不再引用 L6", "bugfix_report.md 不再引用 L7"]);
});
