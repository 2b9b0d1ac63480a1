// knowledge/fixes/*.yaml: a class of failures, how it shows, its smallest repairs in order, and what must never be done.
import { z } from "zod";
import { BilingualText } from "./codes.js";

/** Every field that is given must hold. A message pattern is a case-insensitive regular expression; its named groups fill `{{name}}`. */
const Signature = z.strictObject({
  exceptions: z.array(z.string()).optional(),
  message: z.array(z.string()).optional(),
  exits: z.array(z.int()).optional(),
  signals: z.array(z.string()).optional(),
  limits: z.array(z.string()).optional(),
});
export type Signature = z.infer<typeof Signature>;

const at = { file: z.string(), key: z.string() };
/** Files may hold `{model}`, `{data}` and `{trainer}`: the names that the run used. */
export const ConfigEdit = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("scale"), ...at, by: z.number().positive() }),
  z.strictObject({ op: z.literal("set"), ...at, to: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
  /** Divides a whole number by its smallest prime factor and multiplies another by it: their product stays. */
  z.strictObject({ op: z.literal("share"), ...at, with: z.strictObject(at) }),
  /** Gives the key that is spelled most like `key` that name; nothing where `key` is there or nothing is near. */
  z.strictObject({ op: z.literal("rename"), ...at }),
]);
export type ConfigEdit = z.infer<typeof ConfigEdit>;

/** An ast-grep rule of Python and what stands in its place; `""` takes the match away. */
export const Rewrite = z.strictObject({
  rule: z.record(z.string(), z.unknown()),
  constraints: z.record(z.string(), z.unknown()).optional(),
  fix: z.string(),
});
export type Rewrite = z.infer<typeof Rewrite>;

const repair = { id: z.string().regex(/^[a-z][a-z0-9-]*$/), note: BilingualText };
export const Repair = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("config"), ...repair, edits: z.array(ConfigEdit).min(1) }),
  z.strictObject({
    kind: z.literal("code"),
    ...repair,
    /** `frame`: the line that raised it; `file`: a file of the traceback; `src`: any file of these globs. The narrowest place with a match is taken. */
    reach: z.enum(["frame", "file", "src"]),
    files: z.array(z.string()).default(["src/**/*.py", "scripts/*.py"]),
    rewrites: z.array(Rewrite).min(1),
  }),
  /** Replaces a misspelled word of the failing line by the nearest one that project code or config knows. */
  z.strictObject({
    kind: z.literal("spelling"),
    ...repair,
    word: z.string(),
    /** Where the right word is looked for, in this order. */
    among: z.array(z.enum(["data", "config", "code"])).min(1),
  }),
  /** Takes away an import whose names nothing uses. */
  z.strictObject({ kind: z.literal("unused-import"), ...repair, module: z.string() }),
  z.strictObject({ kind: z.literal("requirement"), ...repair, module: z.string() }),
  /** A person's or the operator's step: told, never done by itself. */
  z.strictObject({ kind: z.literal("environment"), ...repair }),
]);
export type Repair = z.infer<typeof Repair>;

export const FixClass = z.strictObject({
  id: z.string().regex(/^[A-Z]\d\d-[a-z0-9-]+$/),
  /** Where it occurs. */
  stages: z.array(z.enum(["env", "data", "train", "eval", "infer", "load", "service", "config"])).min(1),
  silent: z.boolean(),
  signatures: z.array(Signature).min(1),
  cause: BilingualText,
  repairs: z.array(Repair),
  proof: BilingualText,
  forbidden: BilingualText,
  /** Where the knowledge is from: documentation or the message itself. */
  source: z.string(),
});
export type FixClass = z.infer<typeof FixClass>;

export const FixFile = z.strictObject({ classes: z.array(FixClass).min(1) });
export type FixFile = z.infer<typeof FixFile>;
