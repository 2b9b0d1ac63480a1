import { expect, test } from "vitest";
import { aSpec, KNOWLEDGE, shelf, withClause } from "../../../test/makers/spec.js";
import { globMatcher } from "../../base/glob.js";
import type { ShelvedRecipe } from "../../knowledge/shelf.js";
import { FIXED_GLOBS, requiredFiles } from "../../spec/layout.js";
import type { Requirements } from "../../spec/requirements.js";
import { parseYaml } from "../../spec/yaml.js";
import { type Overlay, openOverlay, rename, settleConfig, settleHub, settleNotebook } from "./overlay.js";

const IDS = (await shelf.recipes()).map(({ recipe }) => recipe.id);

async function anOverlay(id: string, project = "a-project"): Promise<{ shelved: ShelvedRecipe; overlay: Overlay }> {
  const shelved = await shelf.recipe(id);
  if (shelved === null) throw new Error(`no recipe ${id}`);
  return { shelved, overlay: await openOverlay(KNOWLEDGE, shelved, project) };
}

test.each(IDS)(
  "every task of %s has at most five outputs, and every file it lays has exactly one owner",
  async (id) => {
    const { shelved, overlay } = await anOverlay(id, "template-project");
    const fixed = globMatcher(FIXED_GLOBS);
    const owned = shelved.recipe.tasks.flatMap((task) => task.outputs);

    expect(Math.max(...shelved.recipe.tasks.map((task) => task.outputs.length))).toBeLessThanOrEqual(5);
    expect(owned).toHaveLength(new Set(owned).size);
    expect(owned.filter((path) => !overlay.paths.includes(path))).toEqual([]);
    expect(overlay.paths.filter((path) => !fixed(path) && !owned.includes(path))).toEqual([]);
  },
);

test.each(IDS)("%s lays the test that accepts each task and the config of each candidate", async (id) => {
  const { shelved, overlay } = await anOverlay(id);

  for (const task of shelved.recipe.tasks) {
    expect(task.accept).toContain(task.test);
    expect(overlay.paths).toContain(task.test);
  }
  for (const candidate of shelved.recipe.candidates) expect(overlay.paths).toContain(candidate.config);
});

test.each(IDS)("%s lays every file that a project must hold, save those the stages write", async (id) => {
  const { overlay } = await anOverlay(id);
  const written = ["README.md", "requirements.md", "tech.md", "data/sample/sample.jsonl"];

  const missing = requiredFiles("a_project").filter((path) => !written.includes(path) && !overlay.paths.includes(path));

  expect(missing).toEqual([]);
});

test.each(IDS)("no file of %s keeps the template's name, neither in its path nor in its text", async (id) => {
  const { overlay } = await anOverlay(id, "tumour-check");

  expect(overlay.paths.some((path) => path.startsWith("src/tumour_check/"))).toBe(true);
  for (const path of overlay.paths) {
    const content = await overlay.read(path);

    expect(`${path}\n${content?.toString()}`).not.toMatch(/template[-_]project/);
  }
});

test("the template's file wins over the skeleton's, and an unknown path is null", async () => {
  const { overlay } = await anOverlay("tabular-classification");

  expect(await overlay.read("configs/config.yaml")).toContain("metric: roc_auc");
  expect(await overlay.read("src/template_project/trainer.py")).toBeNull();
});

test("a project keeps its hyphens, its package gets underscores", () => {
  expect(rename("from template_project import x  # template-project", "my-digits")).toBe(
    "from my_digits import x  # my-digits",
  );
});

const CONFIG = `# The values every run starts from
project: template-project
lang: en
seed: 42
metric: accuracy  # of the spec
model: cnn
nested:
  model: stays
sla: {}  # limits of the spec
`;
const DIGITS = "Classify images of handwritten digits, accuracy at least 95%, CPU only";

function settled(requirements: Requirements): Record<string, unknown> {
  const text = settleConfig(CONFIG, { requirements, model: "cnn-tiny", metric: "macro_f1" });
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.data as Record<string, unknown>;
}

test("the project's choices stand in the config, and comments, order and other keys stay", async () => {
  const requirements = await aSpec(`${DIGITS}, p95 latency at most 5 ms`);

  const text = settleConfig(CONFIG, { requirements, model: "cnn-tiny", metric: "macro_f1" });

  expect(text).toBe(`# The values every run starts from
project: ${requirements.project.name}
lang: en
seed: 42
metric: macro_f1  # of the spec
model: cnn-tiny
nested:
  model: stays
sla: {latency_p95_ms: 5}  # limits of the spec
`);
});

test("a spec without limits leaves the map empty", async () => {
  expect(settled(await aSpec(DIGITS)).sla).toEqual({});
});

test.each([
  ["latency_p95", 1, "s", { latency_p95_ms: 1000 }],
  ["latency", 2, "min", { latency_ms: 120_000 }],
  ["model_size", 2, "GB", { model_size_mb: 2000 }],
  ["duration", 1, "h", { duration_h: 1 }],
  ["throughput", 100, "per_s", { throughput_per_s: 100 }],
] as const)(
  "a limit on %s of %d %s reaches the project's tests in one known unit",
  async (metric, value, unit, map) => {
    const op = metric === "throughput" ? ">=" : "<=";

    const spec = withClause(await aSpec(DIGITS), { id: "SLA-009", kind: "sla", metric, op, value, unit });

    expect(settled(spec).sla).toEqual(map);
  },
);

test("of two limits on one metric the stricter stands, once", async () => {
  const one = withClause(await aSpec(DIGITS), {
    id: "SLA-008",
    kind: "sla",
    metric: "latency",
    op: "<=",
    value: 100,
    unit: "ms",
  });
  const two = withClause(one, { id: "SLA-009", kind: "sla", metric: "latency", op: "<=", value: 0.2, unit: "s" });

  expect(settled(two).sla).toEqual({ latency_ms: 100 });
});

test.each([
  [
    "hubs: {hf: {id: a/b, revision: main}}  # card",
    'hubs: {hf: {id: a/b, revision: main, endpoint: "https://h"}}  # card',
  ],
  [
    "hubs: {hf: {id: a/b, revision: main}, ms: {id: c/d}}",
    'hubs: {hf: {id: a/b, revision: main, endpoint: "https://h"}, ms: {id: c/d, endpoint: "https://m"}}',
  ],
  ["hubs: {hf: {id: a/b, endpoint: https://mine}}", "hubs: {hf: {id: a/b, endpoint: https://mine}}"],
  ["name: full\nsource: {provider: package}", "name: full\nsource: {provider: package}"],
])("%s: the hub's address is filled in only where a hub is named without one", (text, settledText) => {
  expect(settleHub(text, { huggingface: "https://h", modelscope: "https://m" })).toBe(settledText);
});

test("a notebook's prose follows the project's language, and its code is left as it is", () => {
  const text = JSON.stringify({
    cells: [
      { cell_type: "markdown", metadata: { zh: ["## 图"] }, source: ["## Pictures"] },
      { cell_type: "code", metadata: {}, source: ["x = 1"], outputs: [] },
    ],
  });

  const zh = JSON.parse(settleNotebook(text, "zh"));
  const en = JSON.parse(settleNotebook(text, "en"));

  expect(zh.cells[0]).toEqual({ cell_type: "markdown", metadata: {}, source: ["## 图"] });
  expect(en.cells[0].source).toEqual(["## Pictures"]);
  expect(zh.cells[1]).toEqual(en.cells[1]);
});

test.each(IDS)(
  "no line of code in %s grows too long for its linter under the longest name a project may have",
  async (id) => {
    const { overlay } = await anOverlay(id, `a${"-long-project-name".repeat(3)}`.slice(0, 40));

    for (const path of overlay.paths.filter((each) => each.endsWith(".py"))) {
      const text = String(await overlay.read(path));
      // Marks for the linter itself do not count.
      const long = text.split("\n").filter((line) => line.replace(/ {2}# noqa.*$/, "").length > 100);

      expect(long, path).toEqual([]);
    }
  },
);

test.each([
  [
    "    from template_project.datasets.messages import contents, is_chinese, pairs_of",
    "    from a_long_project_name_long_project_name_lo.datasets.messages import (\n        contents,\n        is_chinese,\n        pairs_of,\n    )",
  ],
  ["from template_project import a", "from a_long_project_name_long_project_name_lo import a"],
  ["x = template_project.y", "x = a_long_project_name_long_project_name_lo.y"],
])("an import that grows too long is wrapped as the formatter wraps it: %s", (line, expected) => {
  expect(rename(line, "a-long-project-name-long-project-name-lo", "x.py")).toBe(expected);
});
