// Evidence of the framework stages f1 to f5, as the rules see it.
import { z } from "zod";
import { Count, Documents, Names, Ran } from "./common.js";

export const F1Evidence = z.strictObject({
  requirements: z.strictObject({
    present: z.boolean(),
    language: z.string(),
    name: z.string(),
    family: z.string(),
    /** The request in the file equals the one in the ledger. */
    requestKept: z.boolean(),
    items: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.string(),
        text: z.string(),
        score: z.number(),
        /** The score equals what reading computes from the sub-scores. */
        scoreHolds: z.boolean(),
        /** The quoted words stand at the named place of the request, or the clause is marked assumed. */
        spanHolds: z.boolean(),
        measurable: z.boolean(),
        /** metric, op, value and unit are all there (measurable clauses). */
        complete: z.boolean(),
        /** Id of the question about it, "" when none. */
        question: z.string(),
        strategy: z.string(),
      }),
    ),
    questions: z.array(
      z.strictObject({
        id: z.string(),
        of: Names,
        about: z.string(),
        score: z.number(),
        strategy: z.string(),
        assumed: z.string(),
        why: z.string(),
        answered: z.boolean(),
      }),
    ),
    duplicateIds: Names,
    /** Ids that a former version held and that were given to another clause. */
    reusedIds: Names,
    /** Clauses that a merge of two branches mixed from both, and that no person approved as they stand. */
    mixedIds: Names.default([]),
    missingSections: Names,
    goals: Count,
    quality: Count,
  }),
  /** Pairs of clauses that cannot both hold. */
  contradictions: Names,
  documents: Documents,
});

export const F2Evidence = z.strictObject({
  technology: z.strictObject({
    present: z.boolean(),
    candidates: z.array(
      z.strictObject({
        id: z.string(),
        chosen: z.boolean(),
        why: z.string(),
        dataNeeds: z.string(),
        constraints: z.string(),
        licence: z.string(),
        parametersStated: z.number(),
        /** Recomputed here from the structure; equals what is stated. */
        parametersComputed: z.number(),
        /** Every figure says measured, derived, published or specified, and cites. */
        figuresLabelled: z.boolean(),
        /** Limits that its estimate breaks and that nobody was asked about: `SLA-001`. */
        breaks: Names,
      }),
    ),
    chosen: Names,
    /** The choice or a refusal names the clause that decided, or says that none did. */
    decided: z.boolean(),
    tableRows: Count,
    tableColumns: Count,
    miniData: Count,
    fullData: Count,
    dataWithoutLicence: Names,
    metric: z.string(),
    baseline: z.string(),
    /** Quality and limit clauses of requirements.md that tech.md never names. */
    clausesUnnamed: Names,
    decisionsRecorded: Count,
  }),
  documents: Documents,
});

export const F3Evidence = z.strictObject({
  tasks: z.array(
    z.strictObject({
      id: z.string(),
      inputs: Count,
      outputs: Count,
      missingOutputs: Names,
      test: z.string(),
      testAsserts: Count,
      estimateMinutes: z.number(),
      clauses: Count,
      red: Ran,
      green: Ran,
      /** The log's tick equals what the ledger proves. */
      tickHolds: z.boolean(),
    }),
  ),
  /** Files of the project that no task, test or fixed part accounts for. */
  unplanned: Names,
  /** Files that the layout asks for and that are absent. */
  missing: Names,
  stubs: Names,
  dryRun: Ran,
  parameters: z.strictObject({ stated: z.number(), measured: z.number() }),
  split: z.strictObject({
    draws: Count,
    recorded: z.boolean(),
    rows: Count,
    train: Count,
    val: Count,
    test: Count,
    sampleRows: Count,
    /** Every row of data/sample is in the training part. */
    sampleInTrain: z.boolean(),
  }),
  locks: z.array(z.strictObject({ path: z.string(), pins: Count, unpinned: Names, missing: Names })),
  /** Clauses of the spec that no task carries. */
  clausesWithoutTask: Names,
  /** `T03 REQ-002`: tasks that name a clause which requirements.md no longer holds. */
  unknownClauses: Names.default([]),
  documents: Documents,
});

export const F4Evidence = z.strictObject({
  clauses: z.array(
    z.strictObject({ id: z.string(), where: Count, whereMissing: Names, tests: Count, reported: z.boolean() }),
  ),
  static: z.strictObject({ lint: Ran, format: Ran, types: Ran }),
  suite: z.strictObject({ run: Ran, passed: Count, failed: Count, skipped: Count }),
  algorithm: z.strictObject({
    parametersWithoutGradient: Count,
    lossFell: z.boolean(),
    parametersStated: z.number(),
    parametersMeasured: z.number(),
    run: Ran,
  }),
  readme: z.strictObject({
    commands: Count,
    unknownScripts: Names,
    unknownFlags: Names,
    failedCommands: Names,
    undocumentedScripts: Names,
  }),
  dependencies: z.strictObject({ undeclared: Names, unused: Names }),
  configs: z.strictObject({ unusedKeys: Names, missingKeys: Names }),
  code: z.strictObject({
    stubs: Names,
    todos: Names,
    secrets: Names,
    unsafe: Names,
    hardcodedMetrics: Names,
    bareExcepts: Names,
    /** Successful exits with work after them that no condition guards. */
    earlyExits: Names,
    /** Fitting on the test part, on parts joined again, or before the split. */
    fitBeforeSplit: Names,
    /** Code that names where the sealed labels or the ledger lie. */
    reachesLabels: Names,
  }),
  tests: z.strictObject({ functions: Count, assertNothing: Names, skippedAlways: Names }),
  buildLog: z.array(z.strictObject({ id: z.string(), reproved: Ran })),
  report: z.strictObject({ present: z.boolean(), checks: Count, unmet: Names, disagree: Names }),
  documents: Documents,
});

export const F5Evidence = z.strictObject({
  venv: z.strictObject({
    present: z.boolean(),
    profiles: Count,
    /** Disagreements of venv.md with README.md, the requirements files or the locks. */
    disagrees: Names,
    lockMismatch: Names,
    samplingNamed: z.boolean(),
    /** The sampling spec equals the one that the split was drawn by. */
    samplingHolds: z.boolean(),
    pythonHolds: z.boolean(),
  }),
  copies: z.array(z.strictObject({ path: z.string(), identical: z.boolean() })),
  copiesMissing: Names,
  schemas: Count,
  documents: Documents,
});

export type F1Evidence = z.infer<typeof F1Evidence>;
export type F2Evidence = z.infer<typeof F2Evidence>;
export type F3Evidence = z.infer<typeof F3Evidence>;
export type F4Evidence = z.infer<typeof F4Evidence>;
export type F5Evidence = z.infer<typeof F5Evidence>;
