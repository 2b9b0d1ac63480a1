import { describe, expect, test } from "vitest";
import { lexicon, options } from "../../test/fixtures/requests/shipped-lexicon.js";
import { InputError } from "../base/errors.js";
import { Requirements } from "../spec/requirements.js";
import { applyAnswer } from "./answers.js";
import { readRequest } from "./read-request.js";
import { toRequirements } from "./to-requirements.js";

/** A spec whose task is in question. */
function doubted(request: string): Requirements {
  const spec = toRequirements(readRequest(request, lexicon, { ...options, family: "image-classification" }), request);
  const question = {
    id: "Q-090",
    of: ["REQ-001"],
    about: "task" as const,
    text: "?",
    score: 0.9,
    strategy: "ask" as const,
  };
  return { ...spec, questions: [...spec.questions, question] };
}

const topics = (spec: Requirements): string[] =>
  spec.questions.filter((question) => question.answer === undefined).map((question) => question.about);

describe("an answer about the task", () => {
  test("settles family, modality and recipe, and the new family's questions replace the old one's", () => {
    const before = doubted("从病历数据里看出结果");

    const after = applyAnswer(before, "Q-090", "根据化验单上的数值判断良性还是恶性", lexicon, options);

    expect(after.project).toMatchObject({
      family: "tabular-classification",
      modality: "tabular",
      compound: [],
      recipe: "breast-cancer",
    });
    expect(topics(after)).toEqual(expect.arrayContaining(["metric", "latency"]));
    expect(after.questions.find((question) => question.about === "metric")?.assumed).toContain("AUC");
    expect(Requirements.parse(after)).toEqual(after);
  });

  test("of a family that runs in batches asks for no latency any more", () => {
    const before = doubted("A model for our shops");

    const after = applyAnswer(before, "Q-090", "forecast the daily sales of the coming four weeks", lexicon, options);

    expect(after.project.family).toBe("time-series-forecasting");
    expect(topics(before)).toContain("latency");
    expect(topics(after)).not.toContain("latency");
  });

  test("that no recipe covers leaves the recipe open", () => {
    const after = applyAnswer(doubted("帮公司做个模型"), "Q-090", "机器翻译", lexicon, options);

    expect(after.project).toMatchObject({ family: "translation", recipe: "" });
  });

  test.each([
    ["ocr", "ocr"],
    ["目标检测", "detection"],
    ["named-entity recognition", "ner"],
    ["把英文合同翻译成中文", "translation"],
  ])("'%s' names %s", (reply, family) => {
    expect(applyAnswer(doubted("帮公司做个模型"), "Q-090", reply, lexicon, options).project.family).toBe(family);
  });

  test.each(["天气不错", "asdf", "随便", "the usual"])(
    "'%s' names none and is refused; the question stays",
    (reply) => {
      expect(() => applyAnswer(doubted("帮公司做个模型"), "Q-090", reply, lexicon, options)).toThrow(InputError);
    },
  );

  test("keeps what was answered before", () => {
    const before = doubted("A model for our shops");
    const latency = before.questions.find((question) => question.about === "latency")?.id ?? "";
    const answered = applyAnswer(before, latency, "100 ms", lexicon, options);

    const after = applyAnswer(answered, "Q-090", "tell spam from normal mail", lexicon, options);

    expect(after.items.find((item) => item.metric === "latency")).toMatchObject({ value: 100, unit: "ms" });
    expect(after.questions.find((question) => question.id === latency)?.answer).toBe("100 ms");
    expect(topics(after)).not.toContain("latency");
  });
});

describe("an answer about hardware", () => {
  test("that names a constraint adds it", () => {
    const spec = toRequirements(readRequest("手写数字识别", lexicon, options), "手写数字识别");
    const question = {
      id: "Q-090",
      of: [],
      about: "hardware" as const,
      text: "?",
      score: 0.9,
      strategy: "ask" as const,
    };
    const asked = { ...spec, questions: [...spec.questions, { ...question, of: ["REQ-001"] }] };

    const after = applyAnswer(asked, "Q-090", "只用 CPU", lexicon);

    expect(after.items.at(-1)).toMatchObject({ id: "CON-001", code: "hardware:cpu", assumed: true });
  });
});
