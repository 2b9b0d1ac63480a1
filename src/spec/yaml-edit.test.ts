import fc from "fast-check";
import { expect, test } from "vitest";
import { parseYaml } from "./yaml.js";
import { renameYamlKey, setYamlScalar, yamlKeys, yamlScalarAt } from "./yaml-edit.js";

const TEXT = `# 学习率 notes
name: cnn
learning_rate: 0.005  # after a search
sizes: {width: 64, kernels: [2, 3]}  # units
trainer:
  # inner
  accumulate: 1 # batches
  run: null
empty:
`;

test("a value changes and every other byte stays", () => {
  expect(setYamlScalar(TEXT, "learning_rate", 0.0005)).toBe(TEXT.replace("0.005", "0.0005"));
  expect(setYamlScalar(TEXT, "sizes.width", 32)).toBe(TEXT.replace("width: 64", "width: 32"));
  expect(setYamlScalar(TEXT, "trainer.accumulate", 2)).toBe(TEXT.replace("accumulate: 1", "accumulate: 2"));
  expect(setYamlScalar(TEXT, "empty", "x")).toBe(TEXT.replace("empty:", "empty: x"));
});

test("a key is renamed in its place, comments and value stay", () => {
  expect(renameYamlKey(TEXT, "trainer.accumulate", "steps")).toBe(TEXT.replace("accumulate", "steps"));
  expect(renameYamlKey(TEXT, "absent", "steps")).toBeNull();
});

test("maps, lists and absent keys hold no plain value", () => {
  expect(["sizes", "sizes.kernels", "absent", "name.deeper"].map((key) => yamlScalarAt(TEXT, key))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(setYamlScalar(TEXT, "sizes", 1)).toBeNull();
});

test("text that is no YAML is not touched", () => {
  expect(setYamlScalar("a: [1\nb: 2", "b", 3)).toBeNull();
  expect(yamlKeys("a: [1\nb: 2")).toEqual([]);
});

test("all dotted keys are named", () => {
  expect(yamlKeys(TEXT)).toContain("sizes.width");
});

test("what was set is what the parser reads", () => {
  const values = fc.oneof(fc.integer(), fc.boolean(), fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(values, (value) => {
      const changed = setYamlScalar(TEXT, "trainer.run", value) ?? "";
      fc.pre(!String(value).includes("\n"));

      expect(parseYaml(changed)).toMatchObject({ ok: true });
      expect(yamlScalarAt(changed, "trainer.run")).toEqual(Object.is(value, -0) ? 0 : value);
    }),
  );
});
