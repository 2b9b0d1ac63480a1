import { expect, test } from "vitest";
import { samplingOf } from "./sampling.js";

const SAMPLING = { seed: 42, fractions: { train: 0.7, val: 0.1, test: 0.2 } };
const SOURCE = { provider: "package", package: "scikit-learn", loader: "sklearn.datasets.load_digits" };

test("a recipe that says no more keeps the spec of earlier projects", () => {
  const recipe = { sampling: SAMPLING, datasets: { mini: { source: { ...SOURCE, version_range: ">=1.5,<2" } } } };

  expect(samplingOf(recipe)).toEqual({
    source: SOURCE,
    ...SAMPLING,
    stratify: "label",
    dedupe: true,
    sampleRows: 64,
  });
});

test("what a recipe adds to its sampling and source is carried over", () => {
  const source = { ...SOURCE, provider: "pypi", version: "0.15.0", options: { history: 104 } };
  const sampling = { ...SAMPLING, source, method: "time", train_labels: "normal", near_duplicates: true, stride: 2 };

  expect(samplingOf({ sampling })).toMatchObject({
    source: { provider: "pypi", version: "0.15.0", options: { history: 104 } },
    method: "time",
    trainLabels: "normal",
    nearDuplicates: true,
    stride: 2,
  });
});

test("a method that does not exist is refused", () => {
  expect(() => samplingOf({ sampling: { ...SAMPLING, source: SOURCE, method: "guess" } })).toThrow(/method/);
});
