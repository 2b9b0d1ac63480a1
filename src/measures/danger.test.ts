import { expect, test } from "vitest";
import { isDangerous } from "./danger.js";

const found = (path: string, kind: string, what = ""): boolean => isDangerous({ path, line: 1, kind, what });

test.each([
  ["scripts/download.py", "network", "urllib.request"],
  ["src/co2/datasets/mini.py", "process", "subprocess.run"],
  ["src/co2/datasets/mini.py", "origin", "sklearn.datasets"],
  ["src/co2/models/pretrained.py", "network", "chronos.ChronosBoltPipeline.from_pretrained"],
  ["tests/test_data.py", "process", "subprocess.run"],
  ["verify_ledger.py", "process", "subprocess.run"],
])("in %s the %s call %s has its place", (path, kind, what) => {
  expect(found(path, kind, what)).toBe(false);
});

test.each([
  ["src/co2/datasets/mini.py", "shell", "subprocess.run"],
  ["src/co2/datasets/mini.py", "process", "os.execv"],
  ["src/co2/datasets/mini.py", "pickle", "pickle.load"],
  ["src/co2/models/pretrained.py", "process", "subprocess.run"],
  ["src/co2/models/pretrained.py", "network", "requests"],
  ["src/co2/task.py", "network", "transformers.AutoModel.from_pretrained"],
  ["scripts/train.py", "origin", "sklearn.datasets"],
  ["service/app.py", "network", "torch.hub.load"],
])("in %s the %s call %s stops a reader", (path, kind, what) => {
  expect(found(path, kind, what)).toBe(true);
});
