// Every way to cut a link of the trace matrix: what a person could delete from a document, the disk or the ledger.
import type { Account, TraceFacts } from "../../src/engine/trace/facts.js";
import { type BuildRecord, testsOf } from "../../src/spec/build-log.js";
import type { TraceLink } from "../../src/spec/trace.js";

export interface Cut {
  readonly how: string;
  readonly facts: TraceFacts;
}

type Change = (account: Account) => Account;
type Named = readonly [string, TraceFacts];

const said = (facts: TraceFacts, change: Change): TraceFacts => ({ ...facts, said: change(facts.said) });

function withoutClause(facts: TraceFacts, id: string): TraceFacts {
  return said(facts, (one) => ({ ...one, clauses: (one.clauses ?? []).filter((clause) => clause.id !== id) }));
}

function records(facts: TraceFacts, change: (all: readonly BuildRecord[]) => readonly BuildRecord[]): TraceFacts {
  return said(facts, (one) =>
    one.log === null ? one : { ...one, log: { ...one.log, records: [...change(one.log.records)] } },
  );
}

function inRecord(facts: TraceFacts, task: string, change: (record: BuildRecord) => BuildRecord): TraceFacts {
  return records(facts, (all) => all.map((record) => (record.task.id === task ? change(record) : record)));
}

const withoutRecord = (facts: TraceFacts, task: string): TraceFacts =>
  records(facts, (all) => all.filter((record) => record.task.id !== task));

/** A deleted file takes what was read from it along. */
function withoutFile(facts: TraceFacts, path: string): TraceFacts {
  const gone = {
    ...facts,
    files: new Set([...facts.files].filter((file) => file !== path)),
    tests: new Map([...facts.tests].filter(([test]) => test !== path)),
    routes: facts.routes.filter((route) => route.path !== path),
    alerts: facts.alerts.filter((alert) => alert.path !== path),
  };
  return path === "configs/config.yaml" ? said(gone, (one) => ({ ...one, limits: null })) : gone;
}

function withoutMark(facts: TraceFacts, id: string, test: string): TraceFacts {
  return said(facts, (one) => ({
    ...one,
    marks: Object.fromEntries(
      Object.entries(one.marks ?? {}).map(([name, ids]) => [
        name,
        name === test ? ids.filter((other) => other !== id) : ids,
      ]),
    ),
  }));
}

function inReview(facts: TraceFacts, id: string, change: "row" | { test: string } | { place: string }): TraceFacts {
  return said(facts, (one) => {
    if (one.review === null) return one;
    const clauses = one.review.clauses.flatMap((row) => {
      if (row.clause !== id) return [row];
      if (change === "row") return [];
      if ("test" in change) return [{ ...row, tests: row.tests.filter((test) => test !== change.test) }];
      return [{ ...row, where: row.where.filter((place) => place.replace(/:\d+$/, "") !== change.place) }];
    });
    return { ...one, review: { ...one.review, clauses } };
  });
}

function inClause(facts: TraceFacts, id: string, change: Readonly<Record<string, unknown>>): TraceFacts {
  return said(facts, (one) => ({
    ...one,
    clauses: (one.clauses ?? []).map((clause) => (clause.id === id ? { ...clause, ...change } : clause)),
  }));
}

function withCommand(facts: TraceFacts, entry: number, exit: number | null): TraceFacts {
  const commands = new Map(facts.commands);
  const known = commands.get(entry);
  if (exit === null || known === undefined) commands.delete(entry);
  else commands.set(entry, { ...known, exit });
  return { ...facts, commands };
}

const entryOf = (id: string): number => Number(id.slice(1));

/** Deletions that must each name this very link; [] for a link of a stage that has not run. */
export function cutsOf(facts: TraceFacts, { from, to, state }: TraceLink): readonly Cut[] {
  if (to.id.startsWith("–")) return [];
  const make = MAKERS[`${from.kind}>${to.kind}`];
  if (make === undefined) throw new Error(`no way to cut ${from.kind} → ${to.kind}`);
  return make(facts, from.id, to.id, state).map(([how, changed]) => ({
    how: `${from.id} → ${to.id}: ${how}`,
    facts: changed,
  }));
}

type Maker = (facts: TraceFacts, from: string, to: string, state: TraceLink["state"]) => readonly Named[];

const MAKERS: Readonly<Record<string, Maker>> = {
  "clause>task": (facts, id, task) => [
    ["the clause is deleted", withoutClause(facts, id)],
    ["the record is deleted", withoutRecord(facts, task)],
    [
      "the id is deleted from the record",
      inRecord(facts, task, (record) => ({
        ...record,
        task: { ...record.task, clauses: record.task.clauses.filter((one) => one !== id) },
      })),
    ],
  ],
  "task>file": (facts, task, path) => [
    ["the file is deleted", withoutFile(facts, path)],
    ["the record is deleted", withoutRecord(facts, task)],
    [
      "the output is deleted from the record",
      inRecord(facts, task, (record) => ({
        ...record,
        task: { ...record.task, outputs: record.task.outputs.filter((one) => one !== path) },
      })),
    ],
    [
      "the line is deleted from the list of files",
      inRecord(facts, task, (record) => ({ ...record, files: record.files.filter((file) => file.path !== path) })),
    ],
  ],
  "file>test": (facts, path, test) => [
    ["the file is deleted", withoutFile(facts, path)],
    ["the test is deleted", withoutFile(facts, test)],
    [
      "the test is taken out of the acceptance",
      records(facts, (all) =>
        all.map((record) => ({
          ...record,
          task: {
            ...record.task,
            test: record.task.test === test ? "tests/test_other.py" : record.task.test,
            accept: record.task.accept.filter((word) => word !== test),
          },
        })),
      ),
    ],
    ...emptied(facts, path, test),
  ],
  "clause>test": (facts, id, test) => [
    ["the clause is deleted", withoutClause(facts, id)],
    ["the test is deleted", withoutFile(facts, test)],
    ["the mark is deleted", withoutMark(facts, id, test)],
    [
      "every task of the test forgets the clause",
      records(facts, (all) =>
        all.map((record) =>
          testsOf(record.task).includes(test)
            ? { ...record, task: { ...record.task, clauses: record.task.clauses.filter((one) => one !== id) } }
            : record,
        ),
      ),
    ],
    ...reviewCuts(facts, id, test),
  ],
  "clause>file": (facts, id, path) => [
    ...(path === "configs/config.yaml" ? limitCuts(facts, id) : placeCuts(facts, id, path)),
    ["the file is deleted", withoutFile(facts, path)],
  ],
  "clause>run": (facts, id) => [["the clause is deleted", withoutClause(facts, id)]],
  "test>run": (facts, test, line) => runCuts(facts, test, entryOf(line)),
  "clause>metric": (facts, id) => [
    ["the clause is deleted", withoutClause(facts, id)],
    ["the clause asks for another metric", inClause(facts, id, { metric: "perplexity" })],
    ["the clause asks for no metric", inClause(facts, id, { metric: undefined })],
  ],
  "run>metric": (facts, line) => [
    ["the ledger's line is gone", withCommand(facts, entryOf(line), null)],
    ["the command failed", withCommand(facts, entryOf(line), 1)],
    ["the report is deleted", said(facts, (one) => ({ ...one, bugfix: null }))],
    [
      "the citation is deleted",
      said(facts, (one) =>
        one.bugfix === null
          ? one
          : {
              ...one,
              bugfix: {
                ...one.bugfix,
                training: {
                  ...one.bugfix.training,
                  entry: one.bugfix.training.entry === entryOf(line) ? 1 : one.bugfix.training.entry,
                },
                evaluation_entry: one.bugfix.evaluation_entry === entryOf(line) ? null : one.bugfix.evaluation_entry,
              },
            },
      ),
    ],
    [
      "what it was measured on changed",
      {
        ...facts,
        stages: facts.stages.map((stage) =>
          stage.id === "t3-first-epoch" ? { ...stage, state: "stale", changed: ["scripts/train.py"] } : stage,
        ),
      },
    ],
  ],
  "metric>endpoint": (facts, _, endpoint) => [["the route is deleted", withoutRoute(facts, endpoint)]],
  "file>endpoint": (facts, path, endpoint) => [
    ["the route is deleted", withoutRoute(facts, endpoint)],
    ["the file is deleted", withoutFile(facts, path)],
  ],
  "endpoint>alert": (facts, endpoint) => [["the route is deleted", withoutRoute(facts, endpoint)]],
};

function withoutRoute(facts: TraceFacts, endpoint: string): TraceFacts {
  return { ...facts, routes: facts.routes.filter((route) => route.endpoint !== endpoint) };
}

/** A test that asserts no more of its files, where it is the only one of its task. */
function emptied(facts: TraceFacts, path: string, test: string): readonly Named[] {
  const owner = facts.said.log?.records.find((record) => record.task.outputs.includes(path));
  if (owner === undefined || testsOf(owner.task).length > 1) return [];
  const tests = new Map(facts.tests).set(test, "def test_nothing() -> None:\n    assert True\n");
  return [["the test is emptied", { ...facts, tests }]];
}

function reviewCuts(facts: TraceFacts, id: string, test: string): readonly Named[] {
  const row = facts.said.review?.clauses.find((one) => one.clause === id);
  if (row === undefined || !row.tests.includes(test)) return [];
  return [
    ["the review forgets the test", inReview(facts, id, { test })],
    ["the review forgets the clause", inReview(facts, id, "row")],
  ];
}

function placeCuts(facts: TraceFacts, id: string, path: string): readonly Named[] {
  return [
    ["the clause is deleted", withoutClause(facts, id)],
    ["the place is deleted from the review", inReview(facts, id, { place: path })],
    ["the row is deleted from the review", inReview(facts, id, "row")],
  ];
}

function limitCuts(facts: TraceFacts, id: string): readonly Named[] {
  return [
    ["the limit is deleted", said(facts, (one) => ({ ...one, limits: {} }))],
    ["the clause asks for another number", inClause(facts, id, { value: 0.125 })],
  ];
}

function runCuts(facts: TraceFacts, test: string, entry: number): readonly Named[] {
  const record = facts.said.log?.records.find((one) => one.green?.entry === entry || one.red.entry === entry);
  const task = record?.task.id ?? "";
  const isGreen = record?.green?.entry === entry;
  const cited: readonly Named[] = isGreen
    ? [
        ["the green run is deleted from the record", inRecord(facts, task, (one) => ({ ...one, green: null }))],
        ["the tick is taken away", inRecord(facts, task, (one) => ({ ...one, done: false }))],
        ["the run failed", withCommand(facts, entry, 1)],
      ]
    : [
        ["the record cites another line", inRecord(facts, task, (one) => ({ ...one, red: { ...one.red, entry: 1 } }))],
        ["it was green from the start", withCommand(facts, entry, 0)],
      ];
  return [
    ...cited,
    ["the ledger's line is gone", withCommand(facts, entry, null)],
    ["the test is deleted", withoutFile(facts, test)],
    ["the record is deleted", withoutRecord(facts, task)],
  ];
}
