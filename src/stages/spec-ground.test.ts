// The spec as it moves: assumptions first, then a person's words, and the machine asked about after each.
import { expect, test } from "vitest";
import { lexicon } from "../../test/fixtures/requests/shipped-lexicon.js";
import { aRecipe, aSpec, shelf } from "../../test/makers/spec.js";
import type { Requirements } from "../spec/requirements.js";
import { f1Requirements } from "./f1-requirements.js";
import { answered, type Ground, opened } from "./spec-ground.js";

const CPU: Ground["machine"] = { memoryBytes: 8e9, gpus: [] };
const GPU: Ground["machine"] = { memoryBytes: 8e9, gpus: [{ name: "NVIDIA L4", memoryBytes: 24e9 }] };

async function aGround(machine = CPU): Promise<Ground> {
  return { lexicon, recipes: [await aRecipe("image-classification")], hardware: await shelf.hardware(), machine };
}

const idOf = (spec: Requirements, about: string): string =>
  spec.questions.find((question) => question.about === about)?.id ?? "";

test("an answer that no candidate can keep gives rise to a question of its own, once", async () => {
  const ground = await aGround();
  const spec = opened(await aSpec("训练一个手写数字图像分类模型，准确率不低于95%"), ground);

  const tight = answered(spec, idOf(spec, "latency"), "1 ms", ground);
  const kept = answered(tight, tight.questions.at(-1)?.id ?? "", "同意", ground);

  expect(tight.questions.length).toBe(spec.questions.length + 1);
  expect(tight.questions.at(-1)).toMatchObject({ about: "latency", of: ["SLA-001"], strategy: "ask" });
  expect(kept.questions.length).toBe(tight.questions.length);
  expect(kept.items.find((item) => item.id === "SLA-001")?.value).toBe(1);
});

test("the limit that the question proposes is one that holds", async () => {
  const ground = await aGround();
  const spec = opened(await aSpec("训练一个手写数字图像分类模型，准确率不低于95%，单次推理延迟不超过 1 ms"), ground);
  const asked = spec.questions.at(-1);

  const after = answered(spec, asked?.id ?? "", asked?.choices?.[1] ?? "", ground);

  expect(after.questions.length).toBe(spec.questions.length);
  expect(after.items.find((item) => item.id === "SLA-001")?.value).toBeGreaterThan(4);
});

test("'CPU only' to a GPU that is not here changes the constraint", async () => {
  const ground = await aGround();
  const spec = opened(await aSpec("训练一个手写数字图像分类模型，准确率不低于95%，用 RTX 4090 训练"), ground);

  const after = answered(spec, idOf(spec, "hardware"), "在 CPU 上运行", ground);

  expect(after.items.find((item) => item.id === "CON-001")).toMatchObject({ code: "hardware:cpu" });
});

test("another machine changes no clause and no score, only what is asked of it; f1 does not read the host", async () => {
  const spec = await aSpec("训练一个手写数字图像分类模型，准确率不低于95%，用 RTX 4090 训练");

  const here = opened(spec, await aGround(CPU));
  const there = opened(spec, await aGround(GPU));

  expect(here.items).toEqual(there.items);
  expect(here.questions.length).toBe(there.questions.length + 1);
  expect(Object.values(f1Requirements.reads)).not.toContainEqual({ kind: "fact", name: "host" });
});

test("without a known recipe nothing is asked of the machine", async () => {
  const ground = { ...(await aGround()), recipes: [] };

  const spec = opened(await aSpec("训练一个手写数字图像分类模型，准确率不低于95%，单次推理延迟不超过 1 ms"), ground);

  expect(spec.questions.some((question) => question.text.includes("[K:"))).toBe(false);
});
