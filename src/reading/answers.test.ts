import { describe, expect, test } from "vitest";
import { lexicon, options } from "../../test/fixtures/requests/shipped-lexicon.js";
import { InputError } from "../base/errors.js";
import { Requirements } from "../spec/requirements.js";
import { applyAnswer, applyAssumption } from "./answers.js";
import { checkClauses } from "./check-clauses.js";
import { readRequest } from "./read-request.js";
import { scoreOf } from "./score.js";
import { toRequirements } from "./to-requirements.js";

function requirementsOf(request: string): Requirements {
  return toRequirements(readRequest(request, lexicon, options), request);
}

function idOf(requirements: Requirements, about: string): string {
  return requirements.questions.find((question) => question.about === about)?.id ?? "";
}

describe("a person's answer", () => {
  test.each(["100ms", "100 毫秒以内", "不超过 100 ms", "at most 100 ms"])(
    "'%s' to the missing latency becomes a new clause",
    (text) => {
      const before = requirementsOf("训练一个手写数字识别模型，准确率不低于95%");
      const after = applyAnswer(before, idOf(before, "latency"), text, lexicon);

      expect(after.items.at(-1)).toMatchObject({
        id: "SLA-001",
        metric: "latency",
        op: "<=",
        value: 100,
        unit: "ms",
        source: null,
        assumed: true,
      });
      expect(after.items.at(-1)?.score).toBeGreaterThan(options.threshold);
      expect(after.questions.find((question) => question.about === "latency")).toMatchObject({ answer: text });
      expect(Requirements.parse(after)).toEqual(after);
    },
  );

  test("fills the unsure clause it is about, keeps its id and scores it again", () => {
    const before = requirementsOf("做一个快速的手写数字识别模型，准确率95%");
    const latency = applyAnswer(before, idOf(before, "latency"), "80 ms", lexicon);
    const after = applyAnswer(latency, idOf(latency, "metric"), "不低于 97%", lexicon);

    expect(after.items.map((item) => item.id)).toEqual(before.items.map((item) => item.id));
    expect(after.items.find((item) => item.id === "SLA-001")).toMatchObject({ op: "<=", value: 80, unit: "ms" });
    expect(after.project.metric).toMatchObject({ name: "accuracy", op: ">=", value: 0.97 });
    expect(after.items.every((item) => item.score > options.threshold && item.score === scoreOf(item))).toBe(true);
  });

  test("names a metric with a number where none was given", () => {
    const before = requirementsOf("Train a handwritten-digit recogniser.");
    const after = applyAnswer(before, idOf(before, "metric"), "macro-F1 of at least 0.9", lexicon);

    expect(after.project.metric).toEqual({ name: "macro_f1", direction: "max", op: ">=", value: 0.9, unit: null });
    expect(after.items.at(-1)).toMatchObject({ id: "REQ-002", metric: "macro_f1" });
  });

  test("settles a contradiction and leaves a tombstone whose id is not given away again", () => {
    const before = requirementsOf("手写数字识别，响应延迟不超过50ms，响应延迟不超过100ms");
    const settled = applyAnswer(before, idOf(before, "contradiction"), "SLA-002", lexicon);
    const after = applyAnswer(settled, idOf(settled, "metric"), "准确率至少 95%", lexicon);

    expect(settled.items.filter((item) => item.kind === "sla").map((item) => item.id)).toEqual(["SLA-002"]);
    expect(settled.tombstones.map((stone) => stone.id)).toEqual(["SLA-001"]);
    expect(checkClauses(after.items)).toEqual([]);
  });

  test("'no limit' is an answer and makes no clause", () => {
    const before = requirementsOf("手写数字识别，准确率不低于95%");
    const after = applyAnswer(before, idOf(before, "latency"), "不限", lexicon);

    expect(after.items).toEqual(before.items);
    expect(after.questions.find((question) => question.about === "latency")?.answer).toBe("不限");
  });

  test("tells the task when the request did not", () => {
    const before = readRequest("帮我弄个AI。", lexicon, options);
    const after = applyAnswer(before, "Q-001", "手写数字识别，给图片出数字", lexicon);

    expect(after.task).toEqual({ family: "image-classification", modality: "image", compound: [] });
    expect(after.items[0]?.score).toBeGreaterThan(options.threshold);
  });

  test("about privacy adds the constraints it names", () => {
    const before = requirementsOf("人脸识别，公司打卡用");
    const after = applyAnswer(before, idOf(before, "privacy"), "员工已签了同意书，数据不出内网", lexicon);

    expect(after.items.map((item) => item.code)).toEqual(
      expect.arrayContaining(["privacy:consent", "privacy:on-premise"]),
    );
  });

  test.each([
    ["Q-999", "100 ms"],
    ["Q-001", ""],
    ["Q-001", "天气不错"],
  ])("to %s saying '%s' is refused", (id, text) => {
    const before = requirementsOf("手写数字识别，准确率不低于95%");

    expect(() => applyAnswer(before, id, text, lexicon)).toThrow(InputError);
  });
});

describe("an assumption", () => {
  test("makes a clause that is marked assumed and counts half as sourced", () => {
    const before = requirementsOf("手写数字识别，准确率不低于95%");
    const after = applyAssumption(before, idOf(before, "latency"), lexicon);

    expect(after.items.at(-1)).toMatchObject({
      metric: "latency",
      op: "<=",
      value: 500,
      unit: "ms",
      assumed: true,
      subscores: { sourced: 0.5 },
    });
    expect(after.questions.every((question) => question.answer === undefined)).toBe(true);
  });

  test("every question of the supported recipes that has a safe value can be assumed, in both languages", () => {
    for (const request of [
      "做一个又快又准又鲁棒的手写数字识别模型，轻量，高并发",
      "A fast, accurate, robust and lightweight handwritten digit recogniser, latency 50ms, accuracy 95",
    ]) {
      let requirements = requirementsOf(request);
      for (const question of requirements.questions) requirements = applyAssumption(requirements, question.id, lexicon);

      expect(Requirements.safeParse(requirements).success).toBe(true);
      expect(checkClauses(requirements.items)).toEqual([]);
    }
  });

  test("of the stricter limit ends a contradiction", () => {
    const before = requirementsOf("Digit recogniser: response latency under 50 ms, response latency under 100 ms.");
    const after = applyAssumption(before, idOf(before, "contradiction"), lexicon);

    expect(after.items.filter((item) => item.metric === "latency")).toMatchObject([{ id: "SLA-001", value: 50 }]);
  });
});
