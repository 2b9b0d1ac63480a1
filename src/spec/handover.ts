// venv.md and the local rules as data.
import { z } from "zod";
import { Profile, Sha256 } from "./codes.js";

export const SamplingSpec = z.strictObject({
  source: z.strictObject({ provider: z.string(), package: z.string(), loader: z.string() }),
  seed: z.int(),
  fractions: z.strictObject({ train: z.number(), val: z.number(), test: z.number() }),
  stratify: z.string(),
  dedupe: z.boolean(),
  sampleRows: z.int(),
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
