// Evidence of the target stages t1 to t4, as the rules see it.
import { z } from "zod";
import { DataLeak } from "../environment.js";
import { Count, Documents, Exit, Names, PicturesEvidence, Ran } from "./common.js";

export const T1Evidence = z.strictObject({
  local: z.strictObject({
    /** How many of CLAUDE.local.md and CLAUDE.inherited.md exist: exactly one is right. */
    files: Count,
    mode: z.string(),
    confirmedBy: z.string(),
    /** Rulebook copies whose hash differs from what the file was written against. */
    baseChanged: Names,
    changes: z.array(
      z.strictObject({
        rule: z.string(),
        kind: z.string(),
        who: z.string(),
        when: z.string(),
        why: z.string(),
        /** Overrides a shipped `must` rule. */
        overridesMust: z.boolean(),
        /** The ledger holds an approval by a person for exactly this text. */
        approved: z.boolean(),
      }),
    ),
    /** Rule blocks without a line in the change table. */
    unexplained: Names,
    ruleErrors: Names,
    /** New rules without a fixture that shows them at work. */
    unproved: Names.default([]),
  }),
  documents: Documents,
});

export const T2Evidence = z.strictObject({
  environment: z.strictObject({
    pythonVersion: z.string(),
    profile: z.string(),
    /** `debug-cpu` or `debug-gpu` leads to the environment that was proved. */
    linked: z.boolean(),
    packages: Count,
    /** Packages of the lock that are absent or of another version. */
    lockMismatch: Names,
    imports: z.array(z.strictObject({ module: z.string(), ok: z.boolean(), error: z.string() })),
    /** The .md and the .json say the same. */
    reportsAgree: z.boolean(),
    /** The report equals what is measured now. */
    reportHolds: z.boolean(),
  }),
  data: z.strictObject({
    rows: Count,
    train: Count,
    val: Count,
    test: Count,
    contractErrors: Names,
    overlap: Count,
    giveaway: Names,
    /** What the leak gate found, each with the score of a plain model before and after the repair. */
    leaks: z.array(DataLeak),
    /** Test labels stand nowhere in what project code can read. */
    labelsHidden: z.boolean(),
    sealedRows: Count,
    /** Croissant metadata beside the rows, and what of it does not hold. */
    croissant: z.strictObject({ present: z.boolean(), faults: Names }),
    /** Index hashes equal the ones drawn at f3. */
    splitHolds: z.boolean(),
    countsHold: z.boolean(),
    sealed: z.boolean(),
  }),
  notebook: z.strictObject({ present: z.boolean(), cells: Count, executed: Count, errors: Names, pictures: Count }),
  /** Pictures of mini_dataset.md. */
  pictures: PicturesEvidence,
  documents: Documents,
});

export const T3Evidence = z.strictObject({
  training: z.strictObject({
    run: Ran,
    epochs: z.number(),
    finite: z.boolean(),
    lossFell: z.boolean(),
    rowsUsed: Count,
    rowsDeclared: Count,
  }),
  checkpoint: z.strictObject({
    present: z.boolean(),
    reloads: z.boolean(),
    finite: z.boolean(),
    parameters: z.number(),
    /** Made by the recorded training command from the present code and data. */
    fromThisRun: z.boolean(),
  }),
  evaluation: z.strictObject({
    ran: z.boolean(),
    metric: z.string(),
    value: z.number(),
    low: z.number(),
    high: z.number(),
    baseline: z.string(),
    baselineValue: z.number(),
    differenceLow: z.number(),
    difference: z.number(),
    /** The gain that the recipe demanded beforehand, 0 where it demands none of this metric. */
    margin: z.number(),
    n: Count,
    sealed: z.boolean(),
    /** The clause's state is recorded as it is: met or unmet (unmet does not stop t3). */
    clause: z.string(),
    state: z.string(),
    /** The report's figures equal these. */
    reportHolds: z.boolean(),
  }),
  /** What the project's own files and output claim beside what was recomputed. */
  claims: z.array(
    z.strictObject({
      where: z.string(),
      metric: z.string(),
      claimed: z.number(),
      measured: z.number(),
      agrees: z.boolean(),
    }),
  ),
  honesty: z.strictObject({
    constant: z.boolean(),
    perturbedChanges: z.boolean(),
    /** The disturbed weights could be evaluated at all. Absent in evidence of before it was told apart. */
    perturbedMeasured: z.boolean().default(true),
    overlap: Count,
    giveaway: Names,
    reachedOrigin: z.boolean(),
    /** Some test rows, asked again without the others, are answered as before. */
    alone: z.boolean(),
  }),
  /** Pictures of bugfix_report.md. */
  pictures: PicturesEvidence,
  bugs: z.array(z.strictObject({ id: z.string(), severity: z.string(), state: z.string(), proved: z.boolean() })),
  documents: Documents,
});

export const T4Evidence = z.strictObject({
  guidance: z.strictObject({
    present: z.boolean(),
    ranges: z.array(z.strictObject({ name: z.string(), ordered: z.boolean(), why: z.string() })),
    missingRanges: Names,
    missingTopics: Names,
    /** Figures that differ from tech.md. */
    disagreesTech: Names,
    estimates: z.array(
      z.strictObject({
        what: z.string(),
        formula: z.number(),
        extrapolated: z.number(),
        ratio: z.number(),
        trust: z.string(),
        holds: z.boolean(),
      }),
    ),
    monitoring: Count,
    steps: Count,
  }),
  scripts: z.array(z.strictObject({ path: z.string(), run: Ran, target: z.string(), result: z.string() })),
  /** Launches that were tried: what the guidance says of them, and what their commands gave. */
  launches: z.array(
    z.strictObject({
      id: z.string(),
      result: z.string(),
      ran: z.boolean(),
      exit: Exit,
      loss: z.number(),
      reference: z.number(),
      /** Distance of the two losses as a share of the reference. */
      apart: z.number().nonnegative(),
    }),
  ),
  checklist: z.array(z.strictObject({ id: z.string(), proof: z.string(), done: z.boolean(), proved: z.boolean() })),
  documents: Documents,
});

export type T1Evidence = z.infer<typeof T1Evidence>;
export type T2Evidence = z.infer<typeof T2Evidence>;
export type T3Evidence = z.infer<typeof T3Evidence>;
export type T4Evidence = z.infer<typeof T4Evidence>;
