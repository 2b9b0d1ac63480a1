import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aProposal, aRecipe, aSpec, candidate, shelf, withClause } from "../../../test/makers/spec.js";
import { formatNumber } from "../../base/units.js";
import type { Requirements } from "../../spec/requirements.js";
import type { Technology } from "../../spec/technology.js";
import { proposeTechnology } from "./technology.js";

const EN = "Train a classifier of handwritten digit images, accuracy at least 95%";
const ZH = "训练一个手写数字图像分类模型，准确率不低于95%";

/** Id of the clause with this metric or code. */
function clauseOf(spec: Requirements, what: string): string {
  const found = spec.items.find((clause) => clause.metric === what || clause.code === what);
  if (found === undefined) throw new Error(`the spec has no ${what}: ${JSON.stringify(spec.items)}`);
  return found.id;
}

const chosenLine = (technology: Technology): string => candidate(technology, technology.chosen).why;

describe("another constraint changes the choice or its size, with a reason that cites the clause", () => {
  test.each([
    [EN, ", CPU only", ", on one GPU with 24 GB VRAM"],
    [ZH, "，只用CPU", "，使用一张24GB显存的GPU"],
  ])("%s: CPU only takes the small network, a 24 GB GPU the wide one", async (task, cpu, gpu) => {
    const onCpu = await aSpec(task + cpu);
    const onGpu = await aSpec(task + gpu);

    const small = await aProposal(onCpu);
    const wide = await aProposal(onGpu);

    expect([small.chosen, wide.chosen]).toEqual(["cnn", "cnn-wide"]);
    expect(chosenLine(small)).toContain(clauseOf(onCpu, "hardware:cpu"));
    expect(candidate(small, "cnn-wide").decidedBy).toContain(clauseOf(onCpu, "hardware:cpu"));
    expect(chosenLine(wide)).toContain(clauseOf(onGpu, "hardware:gpu"));
    expect(candidate(wide, "cnn-wide").decidedBy).toContain(clauseOf(onGpu, "gpu_memory"));
  });

  test.each([
    [EN, ", CPU only, p95 latency at most 5 ms", ", CPU only, p95 latency at most 500 ms"],
    [ZH, "，只用CPU，P95延迟不超过5毫秒", "，只用CPU，P95延迟不超过500毫秒"],
  ])("%s: 5 ms takes the tiny network, 500 ms the larger one", async (task, tight, loose) => {
    const fast = await aSpec(task + tight);
    const slow = await aSpec(task + loose);

    const tiny = await aProposal(fast);
    const larger = await aProposal(slow);

    expect([tiny.chosen, larger.chosen]).toEqual(["cnn-tiny", "cnn"]);
    const limit = clauseOf(fast, "latency_p95");
    expect(candidate(tiny, "cnn").decidedBy).toEqual([limit]);
    const estimated = `${formatNumber(candidate(tiny, "cnn").estimate.latencyMs.value, 3)} ms`;
    expect(candidate(tiny, "cnn").why).toContain(limit);
    expect(candidate(tiny, "cnn").why).toMatch(/at most 5 ms”|不超过 5 ms”/);
    expect(candidate(tiny, "cnn").why).toContain(estimated);
    expect(chosenLine(tiny)).toContain(limit);
    expect(candidate(larger, "cnn-tiny").decidedBy).toEqual([]);
  });

  test.each([
    [`${EN}, for commercial use, on one GPU with 24 GB VRAM`],
    [`${ZH}，用于商业用途，使用一张24GB显存的GPU`],
  ])("%s: weights under a non-commercial licence are refused by the clause", async (request) => {
    const spec = await aSpec(request);

    const technology = await aProposal(spec, { weightsReachable: true });

    const licence = clauseOf(spec, "licence:commercial");
    expect(candidate(technology, "convnextv2-atto").decidedBy).toEqual([licence]);
    expect(candidate(technology, "convnextv2-atto").why).toMatch(new RegExp(`${licence}.*CC-BY-NC-4\\.0`));
    expect(candidate(technology, "resnet18").decidedBy).toEqual([]);
    expect(chosenLine(technology)).toContain(licence);
  });

  test.each([
    [`${EN}, without resnet`, "exclude:resnet"],
    [`${ZH}，不要使用resnet`, "exclude:resnet"],
  ])("%s: an excluded model is refused by the clause that excludes it", async (request, code) => {
    const spec = await aSpec(request);

    const technology = await aProposal(spec, { weightsReachable: true });

    expect(candidate(technology, "resnet18").decidedBy).toContain(clauseOf(spec, code));
    expect(candidate(technology, "cnn").decidedBy).not.toEqual([]);
    expect(technology.chosen).toBe("cnn");
  });

  test.each([[`${EN}, CPU only, model size at most 0.2 MB`], [`${ZH}，只用CPU，模型大小不超过200KB`]])(
    "%s: a limit on size takes the network that fits",
    async (request) => {
      const spec = await aSpec(request);

      const technology = await aProposal(spec);

      expect(technology.chosen).toBe("cnn-tiny");
      expect(candidate(technology, "cnn").decidedBy).toEqual([clauseOf(spec, "model_size")]);
    },
  );

  test("a limit on training time refuses what takes longer", async () => {
    const spec = await aSpec(`${ZH}，训练时间不超过1小时，只用CPU`);

    const technology = await aProposal(spec);

    expect(technology.chosen).toBe("cnn-tiny");
    expect(candidate(technology, "cnn").decidedBy).toEqual([clauseOf(spec, "duration")]);
  });
});

test.each([
  [`${EN}, CPU only, p95 latency at most 1 ms`, "No candidate meets every clause; this one breaks least"],
  [`${ZH}，只用CPU，P95延迟不超过1毫秒`, "没有候选满足全部条目；它违反最少"],
])(
  "%s: where every candidate is refused, the one that breaks least is taken and that is said",
  async (request, words) => {
    const spec = await aSpec(request);

    const technology = await aProposal(spec);

    expect(technology.chosen).toBe("cnn-tiny");
    expect(technology.candidates.filter((one) => one.chosen)).toHaveLength(1);
    expect(chosenLine(technology)).toContain(words);
    expect(chosenLine(technology)).toContain(clauseOf(spec, "latency_p95"));
  },
);

test("weights that cannot be had are a reason of their own, without a clause", async () => {
  const technology = await aProposal(await aSpec(`${EN}, on one GPU with 24 GB VRAM`));

  expect(candidate(technology, "resnet18")).toMatchObject({ chosen: false, decidedBy: [] });
  expect(candidate(technology, "resnet18").why).toContain("cannot be had in this run");
});

test("a figure published for other data is not held against one measured on this task", async () => {
  const technology = await aProposal(await aSpec(`${EN}, on one GPU with 24 GB VRAM`), { weightsReachable: true });

  expect(technology.chosen).toBe("cnn-wide");
  expect(candidate(technology, "resnet18").why).toContain("never measured on this task");
  expect(chosenLine(technology)).toContain("3 comparable candidates");
});

test("without a clause that speaks of hardware the machine's own GPU breaks the tie", async () => {
  const spec = await aSpec(EN);

  const plain = await aProposal(spec, { host: { cores: 2, gpus: 0 } });
  const withGpu = await aProposal(spec, { host: { cores: 64, gpus: 1 } });

  expect([plain.chosen, withGpu.chosen]).toEqual(["cnn", "cnn-wide"]);
  expect(candidate(plain, "resnet18").why).toContain("neither the spec nor this machine has one");
});

test.each([
  ["Classify patients in a table as malignant or benign, roc_auc at least 0.9, CPU only", "linear"],
  ["根据表格数据判断肿瘤良性或恶性，AUC不低于0.9，只用CPU", "linear"],
])("%s: the table recipe chooses among its own candidates", async (request, chosen) => {
  const technology = await aProposal(await aSpec(request));

  expect(technology.recipe).toBe("tabular-classification");
  expect(technology.metric).toEqual({ name: "roc_auc", direction: "max" });
  expect(technology.chosen).toBe(chosen);
});

const PAIRS = [
  [`${EN}, CPU only`, `${ZH}，只用CPU`],
  [`${EN}, CPU only, p95 latency at most 5 ms`, `${ZH}，只用CPU，P95延迟不超过5毫秒`],
  [`${EN}, CPU only, p95 latency at most 1 ms`, `${ZH}，只用CPU，P95延迟不超过1毫秒`],
  [`${EN}, on one GPU with 24 GB VRAM`, `${ZH}，使用一张24GB显存的GPU`],
  [`${EN}, CPU only, model size at most 0.2 MB`, `${ZH}，只用CPU，模型大小不超过0.2MB`],
] as const;

test.each(PAIRS)("'%s' and '%s' lead to one decision", async (english, chinese) => {
  const decision = async (request: string): Promise<unknown> => {
    const spec = await aSpec(request);
    const kinds = new Map(spec.items.map((clause) => [clause.id, clause.metric ?? clause.code ?? clause.kind]));
    const technology = await aProposal(spec);
    return technology.candidates.map(({ id, chosen, estimate, decidedBy }) => ({
      id,
      chosen,
      parameters: estimate.parameters.value,
      decidedBy: decidedBy.map((clause) => kinds.get(clause)).sort(),
    }));
  };

  expect(await decision(chinese)).toEqual(await decision(english));
});

test("the same spec gives the same bytes, and exactly one choice whatever its limits", async () => {
  const spec = await aSpec(`${EN}, CPU only`);
  const limit = fc.record({
    metric: fc.constantFrom("latency", "latency_p95", "model_size", "memory", "gpu_memory", "duration"),
    value: fc.double({ min: 0.0001, max: 10_000, noNaN: true }),
    op: fc.constantFrom("<", "<=") as fc.Arbitrary<"<" | "<=">,
  });

  await fc.assert(
    fc.asyncProperty(limit, fc.boolean(), async ({ metric, value, op }, weightsReachable) => {
      const limited = withClause(spec, { id: "SLA-009", kind: "sla", metric, value, op, unit: "ms" });

      const first = await aProposal(limited, { weightsReachable });

      expect(first.candidates.filter((one) => one.chosen).map((one) => one.id)).toEqual([first.chosen]);
      expect(JSON.stringify(await aProposal(limited, { weightsReachable }))).toBe(JSON.stringify(first));
    }),
    { numRuns: 50 },
  );
});

describe("where less is better", () => {
  const EQUAL = "errors within a hundredth of each other count as equal, and full training pays capacity";

  test.each<[string, string, Readonly<Record<string, number>>, string]>([
    ["the smaller error wins", "mae", { "cnn-tiny": 44, cnn: 47, "cnn-wide": 47 }, "cnn-tiny"],
    ["the smaller error wins wherever it stands", "mae", { "cnn-tiny": 47, cnn: 44, "cnn-wide": 60 }, "cnn"],
    [EQUAL, "mae", { "cnn-tiny": 44, cnn: 44.3, "cnn-wide": 44.3 }, "cnn-wide"],
    ["a twentieth of a small error counts", "mase", { "cnn-tiny": 0.41, cnn: 0.43, "cnn-wide": 0.43 }, "cnn-tiny"],
  ])("%s", async (what, metric, values, chosen) => {
    const recipe = await aRecipe("image-classification");
    const candidates = recipe.candidates
      .filter(({ id }) => id in values)
      .map((one) => ({ ...one, expected: { ...one.expected, metric, value: values[one.id] ?? 0 } }));
    const { mini } = recipe.datasets;
    const datasets = { mini: { ...mini, rows: 10 }, full: { name: "full", rows: 1000, licence: "MIT" } };

    const technology = proposeTechnology({
      requirements: await aSpec(`${EN}, CPU only`),
      recipe: { ...recipe, candidates, datasets },
      hardware: await shelf.hardware(),
      host: { cores: 2, gpus: 0 },
      weightsReachable: false,
    });

    expect(technology.chosen).toBe(chosen);
    expect(chosenLine(technology).includes("count as equal")).toBe(what === EQUAL);
  });
});
