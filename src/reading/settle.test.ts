// A person answers, answers again, changes a clause, edits the file by hand: what the spec says afterwards.
import { describe, expect, test } from "vitest";
import { lexicon, options } from "../../test/fixtures/requests/shipped-lexicon.js";
import { InputError } from "../base/errors.js";
import { type Clause, Requirements } from "../spec/requirements.js";
import { adoptEdit } from "./adopt-edit.js";
import { checkClauses } from "./check-clauses.js";
import { readRequest } from "./read-request.js";
import { scoreOf } from "./score.js";
import { assume, settle } from "./settle.js";
import { toRequirements } from "./to-requirements.js";

const ZH = "训练一个手写数字识别模型，准确率不低于95%，响应要快";

function specOf(request = ZH): Requirements {
  return toRequirements(readRequest(request, lexicon, options), request);
}

function idOf(spec: Requirements, about: string): string {
  return spec.questions.find((question) => question.about === about)?.id ?? "";
}

const latencies = (spec: Requirements) => spec.items.filter((item) => item.metric?.startsWith("latency"));
const changed = (spec: Requirements, id: string, part: Partial<Clause>): Requirements => ({
  ...spec,
  items: spec.items.map((item) => (item.id === id ? { ...item, ...part } : item)),
});

describe("a person changes their mind", () => {
  test("a second answer replaces what the first one brought, under the same id", () => {
    const before = specOf("训练一个手写数字识别模型，准确率不低于95%");
    const id = idOf(before, "latency");

    const after = settle(settle(before, id, "100 ms", lexicon), id, "150 ms", lexicon);

    expect(latencies(after)).toMatchObject([{ id: "SLA-001", value: 150 }]);
    expect(after.questions.find((question) => question.id === id)?.answer).toBe("150 ms");
    expect(checkClauses(after.items)).toEqual([]);
    expect(Requirements.parse(after)).toEqual(after);
  });

  test("an answer replaces an assumption instead of standing beside it", () => {
    const before = specOf("训练一个手写数字识别模型，准确率不低于95%");
    const id = idOf(before, "latency");

    const after = settle(assume(before, id, lexicon), id, "80 ms", lexicon);

    expect(latencies(after)).toMatchObject([{ id: "SLA-001", value: 80, subscores: { sourced: 1 } }]);
  });

  test("'no limit' after a number takes the clause out and leaves a tombstone", () => {
    const before = specOf("训练一个手写数字识别模型，准确率不低于95%");
    const id = idOf(before, "latency");

    const after = settle(settle(before, id, "100 ms", lexicon), id, "不限", lexicon);

    expect(latencies(after)).toEqual([]);
    expect(after.tombstones.map((stone) => stone.id)).toEqual(["SLA-001"]);
  });

  test("a constraint that is answered again keeps its id, one that is no longer said is taken out", () => {
    const before = specOf("人脸识别，公司打卡用");
    const id = idOf(before, "privacy");
    const first = settle(before, id, "员工已签了同意书，数据不出内网", lexicon);

    const after = settle(first, id, "员工已签了同意书", lexicon);

    const consent = first.items.find((item) => item.code === "privacy:consent");
    expect(after.items.filter((item) => item.code?.startsWith("privacy:"))).toEqual([consent]);
    expect(after.tombstones).toHaveLength(1);
  });

  test("a contradiction settled the other way takes the words of the clause that was out", () => {
    const before = specOf("手写数字识别，响应延迟不超过50ms，响应延迟不超过100ms");
    const id = idOf(before, "contradiction");

    const after = settle(settle(before, id, "SLA-001", lexicon), id, "SLA-002", lexicon);

    expect(latencies(after)).toMatchObject([{ id: "SLA-001", value: 100 }]);
    expect(after.questions.find((question) => question.id === id)?.answer).toBe("SLA-002");
  });
});

describe("a clause is answered by its own id", () => {
  const before = specOf("训练一个手写数字识别模型，准确率不低于95%，p95 延迟不超过 200 毫秒，只用CPU");

  test("its number changes, its id stays, the request is no longer its source", () => {
    const after = settle(before, "SLA-001", "150 ms", lexicon);

    expect(latencies(after)).toMatchObject([
      { id: "SLA-001", metric: "latency_p95", op: "<=", value: 150, unit: "ms", source: null, assumed: true },
    ]);
    expect(after.questions).toEqual(before.questions);
    expect(Requirements.parse(after)).toEqual(after);
  });

  test("the metric of the project follows its clause", () => {
    const after = settle(before, "REQ-002", "不低于 97%", lexicon);

    expect(after.project.metric).toMatchObject({ name: "accuracy", value: 0.97 });
    expect(after.items.find((item) => item.id === "REQ-002")).toMatchObject({ value: 0.97 });
  });

  test("'no limit' takes it out", () => {
    expect(settle(before, "SLA-001", "不限", lexicon).tombstones).toMatchObject([{ id: "SLA-001" }]);
  });

  test("a constraint becomes the one that is named", () => {
    const after = settle(before, "CON-001", "在 GPU 上运行", lexicon);

    expect(after.items.find((item) => item.id === "CON-001")).toMatchObject({ code: "hardware:gpu" });
    expect(after.items).toHaveLength(before.items.length);
  });

  test.each([
    ["SLA-001", "准确率 90%"],
    ["SLA-001", "天气不错"],
    ["REQ-001", "识别英文字母"],
    ["SLA-007", "100 ms"],
  ])("%s answered with '%s' is refused and nothing changes", (id, text) => {
    expect(() => settle(before, id, text, lexicon)).toThrow(InputError);
  });
});

describe("a file edited by hand", () => {
  const before = specOf();
  const question = idOf(before, "latency");

  test("an answer written into its block is the same as one that was typed", () => {
    const edited = {
      ...before,
      questions: before.questions.map((one) => (one.id === question ? { ...one, answer: "100 ms" } : one)),
    };

    const adopted = adoptEdit(before, edited, lexicon);

    expect(adopted.spec).toEqual(settle(before, question, "100 ms", lexicon));
    expect(adopted.answers).toEqual([{ id: question, text: "100 ms" }]);
  });

  test("a number changed in a clause is the same as answering the clause", () => {
    const start = settle(before, question, "100 ms", lexicon);

    const adopted = adoptEdit(start, changed(start, "SLA-001", { value: 80 }), lexicon);

    expect(adopted.changed).toEqual(["SLA-001"]);
    expect(adopted.spec).toEqual(settle(start, "SLA-001", "80 ms", lexicon));
  });

  test("a score made by hand is computed again", () => {
    const edited = changed(before, "SLA-001", { score: 1, subscores: { clear: 1, testable: 1 } });

    const adopted = adoptEdit(before, edited, lexicon);

    expect(adopted.spec).toEqual(before);
    expect(adopted.changed).toEqual([]);
  });

  test("a clause taken out leaves a tombstone; a new one is scored by us", () => {
    const added: Clause = {
      id: "SLA-002",
      kind: "sla",
      text: "model size at most 10 MB",
      source: null,
      assumed: true,
      score: 1,
      subscores: { clear: 0 },
      metric: "model_size",
      op: "<=",
      value: 10,
      unit: "MB",
    };
    const edited = { ...before, items: [...before.items.filter((item) => item.id !== "SLA-001"), added] };

    const { spec } = adoptEdit(before, edited, lexicon);

    const now = spec.items.find((item) => item.id === "SLA-002");
    expect(spec.tombstones.map((stone) => stone.id)).toEqual(["SLA-001"]);
    expect(now?.score).toBe(0.95);
    expect(spec.items.every((item) => item.score === scoreOf(item))).toBe(true);
  });

  test("a tombstone that was deleted stands again: its id stays taken", () => {
    const taken = { ...before, items: before.items.filter((item) => item.id !== "SLA-001") };
    const { spec: buried } = adoptEdit(before, taken, lexicon);

    const { spec } = adoptEdit(buried, { ...buried, tombstones: [] }, lexicon);

    expect(spec.tombstones).toEqual(buried.tombstones);
    expect(spec.tombstones.map((stone) => stone.id)).toEqual(["SLA-001"]);
  });

  test("taking one of two contradicting clauses out answers which one holds", () => {
    const two = specOf("手写数字识别，响应延迟不超过50ms，响应延迟不超过100ms");
    const edited = { ...two, items: two.items.filter((item) => item.id !== "SLA-001") };

    const adopted = adoptEdit(two, edited, lexicon);

    expect(adopted.answers).toEqual([{ id: idOf(two, "contradiction"), text: "SLA-002" }]);
    expect(checkClauses(adopted.spec.items)).toEqual([]);
  });

  test("taking out the only clause of an open question settles it", () => {
    const two = specOf("手写数字识别，准确率不低于 120%");
    const asked = two.questions.find((one) => one.of.includes("REQ-002"));
    const edited = { ...two, items: two.items.filter((item) => item.id !== "REQ-002") };

    const adopted = adoptEdit(two, edited, lexicon);

    expect(asked).toBeDefined();
    expect(adopted.answers).toEqual([{ id: asked?.id, text: "条目已撤销" }]);
    expect(adopted.spec.tombstones.map((stone) => stone.id)).toEqual(["REQ-002"]);
  });
});
