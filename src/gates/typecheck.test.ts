import { expect, test } from "vitest";
import { z } from "zod";
import { compile } from "./cel.js";
import { shapeOf } from "./shape.js";
import { typecheck } from "./typecheck.js";

const Evidence = z.strictObject({
  run: z.strictObject({ exit: z.int(), note: z.string().optional() }),
  files: z.array(z.strictObject({ path: z.string(), lines: z.number() })),
  counts: z.record(z.string(), z.number()),
  kind: z.enum(["a", "b"]),
});

function check(text: string): { kind: string; problems: string[] } {
  const shape = shapeOf(Evidence);
  const compiled = compile(text);
  if (!compiled.ok || shape.kind !== "object") throw new Error(`does not compile: ${text}`);
  const scope = new Map([...shape.fields].map(([name, field]) => [name, field.shape]));
  const checked = typecheck(compiled.expression.ast, scope);
  return { kind: checked.shape.kind, problems: checked.problems.map(({ message }) => message.en) };
}

test.each([
  ["run.exit == 0", "bool"],
  ["files.filter(f, f.lines > 300).map(f, f.path)", "list"],
  ['files.map(f, f.path).join(", ")', "string"],
  ['counts.cat > 3 && counts["dog"] > 1', "bool"],
  ['has(run.note) && run.note != ""', "bool"],
  ['kind in ["a", "b"]', "bool"],
  ["size(files) >= 2", "bool"],
  ["cel.bind(n, size(files), n > 1)", "bool"],
  ["run.exit == 0 ? files[0].path : kind", "string"],
  ["files.map(f, f.path) + [kind]", "list"],
])("%s is %s and names only what is there", (text, kind) => {
  expect(check(text)).toEqual({ kind, problems: [] });
});

test.each([
  ['run.note != ""', "run.note may be absent: ask has(run.note) first"],
  ["files.all(f, f.size > 1)", "there is no evidence named f.size"],
  ["files[0].size > 1", "there is no evidence named files[0].size"],
  ["has(run.nothing)", "there is no evidence named run.nothing"],
  ["run.exit && true", "run.exit is not true or false"],
  ['run.exit in ["a"]', "the sides differ in kind: number and string"],
  ["run.exit * 2 > 1", "the sides differ in kind: number and int; write a whole number as 1.0"],
])("%s is refused: %s", (text, problem) => {
  expect(check(text).problems).toEqual([problem]);
});
