// What a machine or every candidate's estimate speaks against becomes a question with its figure; nothing is invented.
import { describe, expect, test } from "vitest";
import { aRecipe, aSpec, shelf } from "../../test/makers/spec.js";
import type { Question, Requirements } from "../spec/requirements.js";
import { isKept, type Machine, withFeasibility } from "./feasibility.js";

const HERE: Machine = { memoryBytes: 8e9, gpus: [] };
const CARD: Machine = { memoryBytes: 8e9, gpus: [{ name: "NVIDIA L4", memoryBytes: 24e9 }] };

async function asked(request: string, machine = HERE): Promise<{ spec: Requirements; added: readonly Question[] }> {
  const before = await aSpec(request);
  const spec = withFeasibility(before, await aRecipe(before.project.recipe), await shelf.hardware(), machine);
  return { spec, added: spec.questions.slice(before.questions.length) };
}

describe("a limit that every candidate's estimate breaks", () => {
  test("is asked about with the computed figure, where it comes from, and a limit that would hold", async () => {
    const { added } = await asked(
      "Classify handwritten digits, accuracy at least 95%, latency of one request at most 1 ms",
    );

    expect(added).toMatchObject([{ of: ["SLA-001"], about: "latency", strategy: "ask" }]);
    expect(added[0]?.text).toMatch(
      /\[SLA-001\] asks for at most 1 ms.*`cnn-tiny`, is 4\.\d+ ms \(source \[K:facts\/hardware\.yaml\]\[K:recipes\/image-classification\/recipe\.yaml#cnn-tiny\]\)/,
    );
    expect(added[0]?.choices?.[1]).toMatch(/^at most (4\.\d|5) ms$/);
  });

  test("reads as Chinese in a Chinese project", async () => {
    const { added } = await asked("训练一个手写数字图像分类模型，准确率不低于95%，模型不超过 0.01 MB");

    expect(added).toMatchObject([{ about: "hardware" }]);
    expect(added[0]?.text).toMatch(/要求不超过 0\.01 MB，而估算最低的候选 `cnn-tiny` 也要约 0\.09\d* MB/);
  });

  test("a training time that is too short is asked about too", async () => {
    const { added } = await asked("训练一个手写数字图像分类模型，准确率不低于95%，训练时间不超过 1 秒");

    expect(added.map((question) => question.of)).toEqual([["SLA-001"]]);
  });

  test("is asked once, also after an answer", async () => {
    const { spec } = await asked(
      "Classify handwritten digits, accuracy at least 95%, latency at most 1 ms per request",
    );
    const answered = { ...spec, questions: spec.questions.map((one) => ({ ...one, answer: "agree" })) };

    expect(withFeasibility(answered, await aRecipe("image-classification"), await shelf.hardware(), HERE)).toBe(
      answered,
    );
  });
});

test("a limit is kept once its question is answered or assumed, and no other is", async () => {
  const { spec, added } = await asked(
    "训练一个手写数字图像分类模型，准确率不低于95%，模型不超过 0.01 MB，内存不超过 2 GB",
  );
  const settled = (part: Partial<Question>): Requirements => ({
    ...spec,
    questions: spec.questions.map((one) => (one.id === added[0]?.id ? { ...one, ...part } : one)),
  });

  expect(isKept(spec, "SLA-001")).toBe(false);
  expect(isKept(settled({ answer: "同意" }), "SLA-001")).toBe(true);
  expect(isKept(settled({ strategy: "assume" }), "SLA-001")).toBe(true);
  expect(isKept(settled({ answer: "同意" }), "SLA-002")).toBe(false);
});

test.each([
  "训练一个手写数字图像分类模型，准确率不低于95%，单次推理不超过 200 毫秒",
  "训练一个手写数字图像分类模型，准确率不低于95%，每秒至少 100000 个请求，可用性 99.999%",
  "训练一个手写数字图像分类模型，准确率不低于95%，镜像不超过 1 MB",
])("what can be kept, or what no figure speaks to, is not asked about: %s", async (request) => {
  expect((await asked(request)).added).toEqual([]);
});

describe("hardware that is named", () => {
  const request = "训练一个手写数字图像分类模型，准确率不低于95%，用 RTX 4090 训练";

  test("and not here goes on with the CPU as an assumption", async () => {
    const { added } = await asked(request);

    expect(added).toMatchObject([{ of: ["CON-001"], about: "hardware", strategy: "assume" }]);
    expect(added[0]?.assumed).toContain("not_run");
  });

  test("and here is not asked about", async () => {
    expect((await asked(request, CARD)).added).toEqual([]);
  });

  test("memory that even the smallest candidate outgrows is asked about with both figures", async () => {
    const { added } = await asked("训练一个手写数字图像分类模型，准确率不低于95%", { memoryBytes: 1e5, gpus: [] });

    expect(added).toMatchObject([{ of: ["REQ-001"], about: "hardware", strategy: "ask" }]);
    expect(added[0]?.text).toMatch(/GB 内存.*这台机器只有 0\.0001 GB/);
  });
});
