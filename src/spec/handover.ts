// venv.md and the local rules as data.
import { z } from "zod";
import { Profile, Sha256 } from "./codes.js";
import { OwnTable } from "./own-data.js";

/** Where the rows come from. A package that must be fetched has a version, and a checksum where one is known. */
export const SourceSpec = z.strictObject({
  provider: z.string(),
  package: z.string(),
  loader: z.string(),
  version: z.string().optional(),
  sha256: Sha256.optional(),
  /** The task that decides the shape of a row, where the data serves several. */
  task: z.string().optional(),
  /** Most rows; each class is thinned alike. */
  limit: z.int().min(1).optional(),
  /** What the loader lets choose, by name. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** Of a person's own table: how its rows are read. */
  own: OwnTable.optional(),
  /** The same rows elsewhere, tried in order where the first cannot be had (no client, no such package). */
  fallbacks: z
    .array(
      z.strictObject({
        provider: z.string(),
        package: z.string(),
        loader: z.string(),
        version: z.string().optional(),
        sha256: Sha256.optional(),
      }),
    )
    .optional(),
});
export type SourceSpec = z.infer<typeof SourceSpec>;

export const SamplingSpec = z.strictObject({
  source: SourceSpec,
  seed: z.int(),
  fractions: z.strictObject({ train: z.number(), val: z.number(), test: z.number() }),
  stratify: z.string(),
  dedupe: z.boolean(),
  sampleRows: z.int(),
  /** Absent = stratified. */
  method: z.enum(["stratified", "group", "time"]).optional(),
  /** Field that a split by groups goes by; a group lies in one part. */
  group: z.string().optional(),
  /** Field that a split by time goes by; the latest rows are the test part. */
  time: z.string().optional(),
  /** `all`, `none` (training rows carry no label), or the one label that training rows have. */
  trainLabels: z.string().optional(),
  /** As many rows of each class in each part. */
  balance: z.boolean().optional(),
  /** Of texts that are nearly the same, one stays. */
  nearDuplicates: z.boolean().optional(),
  /** Points between training windows of a series, and between those of the other parts (0 = the horizon). */
  stride: z.int().min(1).optional(),
  evalStride: z.int().min(0).optional(),
});
export type SamplingSpec = z.infer<typeof SamplingSpec>;

export const VenvSpec = z.strictObject({
  project: z.string(),
  python: z.strictObject({ requires: z.string(), tested: z.string() }),
  profiles: z.array(
    z.strictObject({
      profile: Profile,
      folder: z.enum(["debug-cpu", "debug-gpu"]),
      requirements: z.string(),
      lock: z.string(),
      lockSha256: Sha256,
      packages: z.int(),
      commands: z.array(z.string()).min(1),
    }),
  ),
  sampling: SamplingSpec,
  copies: z.array(z.strictObject({ path: z.string(), sha256: Sha256 })),
});
export type VenvSpec = z.infer<typeof VenvSpec>;

/** CLAUDE.local.md / CLAUDE.inherited.md. The `rule`, `params` and `fixture` blocks beside the records are read by `gates/`. */
export const LocalRules = z.strictObject({
  mode: z.enum(["local", "inherited"]),
  confirmedBy: z.string().min(1),
  base: z.array(z.strictObject({ path: z.string(), sha256: Sha256 })),
  changes: z.array(
    z.strictObject({
      /** Id of a rule, or the name of a parameter (`attempts`, `limits.training`). */
      rule: z.string().min(1),
      kind: z.enum(["override", "new", "note"]),
      who: z.string().min(1),
      when: z.string().min(1),
      why: z.string().min(1),
      /** What it was and what it is now, e.g. `confident 0.6` and `confident 0.9`. */
      from: z.string().optional(),
      to: z.string().optional(),
    }),
  ),
});
export type LocalChange = z.infer<typeof LocalRules>["changes"][number];
export type LocalRules = z.infer<typeof LocalRules>;
