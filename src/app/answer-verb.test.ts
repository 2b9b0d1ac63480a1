// A person's replies: what is refused whole, what settles a question, what the ledger says of it.
import { describe, expect, test } from "vitest";
import { type AppProject, withAppProject } from "../../test/makers/app-project.js";
import { aSpec } from "../../test/makers/spec.js";
import { InputError } from "../base/errors.js";
import { parseRequirements } from "../spec/documents/requirements.js";
import type { Requirements } from "../spec/requirements.js";

const REQUEST = "训练一个手写数字图像分类模型，准确率不低于95%，响应要快";

async function specWithQuestion(): Promise<{ spec: Requirements; id: string; of: readonly string[] }> {
  const spec = await aSpec(REQUEST);
  const question = spec.questions.find((one) => one.about === "latency");
  if (question === undefined) throw new Error(`no question: ${JSON.stringify(spec.questions)}`);
  return { spec, id: question.id, of: question.of };
}

async function refused(work: Promise<unknown>): Promise<InputError> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (!(error instanceof InputError)) throw new Error(`no InputError: ${String(error)}`);
  return error;
}

async function state({ journal, workspace }: AppProject): Promise<unknown> {
  return [(await journal()).head().seq, await workspace.readText("requirements.md")];
}

describe("an id that nobody asked", () => {
  test.each(["Q-099", "REQ-099", "", "__proto__"])("'%s' is refused, named, and nothing is applied", async (id) => {
    const { spec, id: known } = await specWithQuestion();

    await withAppProject(spec, async (project) => {
      const before = await state(project);

      const error = await refused(project.app.answer(id, "50 ms"));

      expect(error.exit).toBe(3);
      expect(error.says.en).toContain(`There is no question or clause ${id}`);
      expect(error.hint.en).toContain(known);
      expect(await state(project)).toEqual(before);
    });
  });
});

test("an answer stands in the ledger with who gave it, and settles the question in requirements.md", async () => {
  const { spec, id } = await specWithQuestion();

  await withAppProject(spec, async ({ app, journal, workspace }) => {
    const status = await app.answer(id, "P95 不超过 50 毫秒");

    const written = parseRequirements((await workspace.readText("requirements.md")) ?? "", "requirements.md");
    expect(status.questions.map((question) => question.id)).not.toContain(id);
    expect(written.questions.find((question) => question.id === id)?.answer).toBe("P95 不超过 50 毫秒");
    expect(written.items.some((item) => item.metric?.startsWith("latency") && item.value === 50)).toBe(true);
    const entries = (await journal()).entries();
    expect(entries.find((entry) => entry.type === "answer")?.data).toEqual({
      id,
      text: "P95 不超过 50 毫秒",
      who: "alice",
      how: "command",
    });
  });
});

test("the file that an answer wrote is the file the ledger knows: audit stays clean", async () => {
  const { spec, id } = await specWithQuestion();

  await withAppProject(spec, async ({ app }) => {
    await app.answer(id, "P95 不超过 50 毫秒");

    expect(await app.audit(null)).toMatchObject({ ok: true, exit: 0 });
  });
});

test("a question asked before requirements.md stands may be answered all the same", async () => {
  const { id, spec } = await specWithQuestion();
  const question = spec.questions.find((one) => one.id === id);
  if (question === undefined) throw new Error(id);

  await withAppProject(
    null,
    async ({ app, journal }) => {
      await app.answer(id, "50 ms");

      expect((await journal()).entries().map((entry) => entry.type)).toContain("answer");
    },
    async (journal) => {
      await journal.append({ type: "question", data: { question: { ...question, score: String(question.score) } } });
    },
  );
});

test("a clause is answered by its own id, and the old and the new word are on the ledger", async () => {
  const { spec, id } = await specWithQuestion();

  await withAppProject(spec, async ({ app, journal, workspace }) => {
    await app.answer(id, "P95 不超过 50 毫秒");
    await app.answer("REQ-002", "不低于 97%");

    const written = parseRequirements((await workspace.readText("requirements.md")) ?? "", "requirements.md");
    expect(written.items.find((item) => item.id === "REQ-002")).toMatchObject({ value: 0.97, source: null });
    const answers = (await journal()).entries().filter((entry) => entry.type === "answer");
    expect(answers.map((entry) => entry.data.id)).toEqual([id, "REQ-002"]);
  });
});

test("a word that cannot be read is refused, and nothing of it is on the ledger", async () => {
  const { spec, id } = await specWithQuestion();

  await withAppProject(spec, async (project) => {
    const before = await state(project);

    const error = await refused(project.app.answer(id, "天气不错"));

    expect([error.exit, error.at]).toEqual([3, id]);
    expect(await state(project)).toEqual(before);
  });
});

describe("requirements.md edited by hand", () => {
  test("puts its answers on the ledger before another one is taken, and keeps a person's words", async () => {
    const { spec, id } = await specWithQuestion();

    await withAppProject(spec, async ({ app, journal, workspace }) => {
      const text = (await workspace.readText("requirements.md")) ?? "";
      const edited = text.replace("about: latency\n", "about: latency\nanswer: 60 ms\n").concat("\n我的备注。\n");
      await workspace.write("requirements.md", edited);
      await app.answer("REQ-002", "不低于 97%");

      const now = (await workspace.readText("requirements.md")) ?? "";
      const entries = (await journal()).entries();
      expect(entries.filter((entry) => entry.type === "edit")).toHaveLength(1);
      expect(entries.filter((entry) => entry.type === "answer").map(({ data }) => [data.id, data.how])).toEqual([
        [id, "requirements.md"],
        ["REQ-002", "command"],
      ]);
      expect(now).toContain("我的备注。");
      expect(parseRequirements(now, "requirements.md").items.some((item) => item.value === 60)).toBe(true);
    });
  });

  test("with an answer nobody can read is refused with its question, and left as the person wrote it", async () => {
    const { spec, id } = await specWithQuestion();

    await withAppProject(spec, async ({ app, journal, workspace }) => {
      const text = (await workspace.readText("requirements.md")) ?? "";
      const edited = text.replace("about: latency\n", "about: latency\nanswer: 天气不错\n");
      await workspace.write("requirements.md", edited);

      const error = await refused(app.check(null));

      expect([error.exit, error.at]).toEqual([3, `requirements.md ${id}`]);
      expect(await workspace.readText("requirements.md")).toBe(edited);
      expect((await journal()).entries().some((entry) => entry.type === "answer")).toBe(false);
    });
  });

  test("may hold a clause with neither score nor source: both are filled in", async () => {
    const { spec } = await specWithQuestion();

    await withAppProject(spec, async ({ app, workspace }) => {
      const text = (await workspace.readText("requirements.md")) ?? "";
      const own = [
        "```yaml clause",
        "id: SLA-009",
        "kind: sla",
        "text: 模型不超过 10 MB",
        "metric: model_size",
        "op: ≤",
        "value: 10",
        "unit: MB",
        "```",
      ];
      await workspace.write("requirements.md", `${text}\n${own.join("\n")}\n`);

      await app.answer("REQ-002", "不低于 97%");

      const written = parseRequirements((await workspace.readText("requirements.md")) ?? "", "requirements.md");
      expect(written.items.find((item) => item.id === "SLA-009")).toMatchObject({
        op: "<=",
        score: 0.95,
        source: null,
      });
    });
  });
});
