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

/** CLAUDE.local.md / CLAUDE.inherited.md. `rules` are rule blocks that override (same id) or add. */
export const LocalRules = z.strictObject({
  mode: z.enum(["local", "inherited"]),
  confirmedBy: z.string().min(1),
  base: z.array(z.strictObject({ path: z.string(), sha256: Sha256 })),
  changes: z.array(
    z.strictObject({
      rule: z.string(),
      kind: z.enum(["override", "new", "note"]),
      who: z.string().min(1),
      when: z.string().min(1),
      why: z.string().min(1),
    }),
  ),
});
export type LocalRules = z.infer<typeof LocalRules>;
