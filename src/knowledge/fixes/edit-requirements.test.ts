import { expect, test } from "vitest";
import { distributionOf, REQUIREMENTS, requireModule } from "./edit-requirements.js";

const FILES = new Map(REQUIREMENTS.map((path) => [path, "torch==2.13.0\nscikit-learn==1.7.2\n"]));
const without = (...paths: readonly string[]) =>
  new Map([...FILES].map(([path, text]) => [path, paths.includes(path) ? "torch==2.13.0\n" : text]));

test("a dropped package comes back into each file that lacks it, with the pin that another file has", () => {
  const writes = requireModule(without("requirements-cpu.txt", "requirements-cpu.lock.txt"), "sklearn.metrics");

  expect([...(writes ?? [])]).toEqual([
    ["requirements-cpu.txt", "torch==2.13.0\nscikit-learn==1.7.2\n"],
    ["requirements-cpu.lock.txt", "torch==2.13.0\nscikit-learn==1.7.2\n"],
  ]);
});

test("no version is made up, and a package that is there everywhere is left alone", () => {
  expect(requireModule(FILES, "not_there_pkg")).toBeNull();
  expect(requireModule(FILES, "sklearn")).toBeNull();
});

test.each([
  ["cv2", "opencv-python-headless"],
  ["sklearn.svm", "scikit-learn"],
  ["PIL", "pillow"],
  ["yaml", "PyYAML"],
  ["prometheus_client", "prometheus-client"],
])("%s is imported from %s", (module, distribution) => {
  expect(distributionOf(module)).toBe(distribution);
});
