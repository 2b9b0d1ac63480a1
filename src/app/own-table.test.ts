// A person's table as questions, choices, configuration and recipe.
import { expect, test } from "vitest";
import { lexicon } from "../../test/fixtures/requests/shipped-lexicon.js";
import { anOwnTable } from "../../test/makers/own-data.js";
import { aSpec } from "../../test/makers/spec.js";
import { tableOf, widthsOf } from "../knowledge/own-data/choices.js";
import { ownFiles } from "../knowledge/own-data/files.js";
import { withDataQuestions } from "../knowledge/own-data/questions.js";
import { settle } from "../reading/settle.js";
import type { OwnData } from "../spec/own-data.js";
import type { Requirements } from "../spec/requirements.js";
import { parseYaml } from "../spec/yaml.js";

const base = await aSpec("Predict paid from my table");

test("what is sure is not asked about", () => {
  expect(asked(anOwnTable())).toEqual([]);
});

test("an unsure label is asked about with the columns to choose from, and its guess is the safe value", () => {
  const [question] = asked(anOwnTable({ confidence: 0.5 }));

  expect(question).toMatchObject({ code: "data:label", strategy: "ask", assumed: "paid", choices: ["paid", "age"] });
});

test("a column that gives the answer away is assumed to be left out, and a person may keep it", () => {
  const own = anOwnTable({ leaks: ["town"] });
  const spec = specOf(own);
  const [question] = asked(own);

  expect(question).toMatchObject({ code: "data:leak", strategy: "assume", assumed: "yes" });
  expect(inputsOf(own, spec)).toEqual(["age"]);
  expect(inputsOf(own, settle(spec, question?.id ?? "", "no", lexicon))).toEqual(["age", "town"]);
});

test("rows of one subject stay together unless a person says no", () => {
  const own = anOwnTable({ roles: { town: "group" } });
  const spec = specOf(own);
  const [question] = asked(own);

  expect(tableOf(own.facts, spec, 10).group).toBe("town");
  expect(tableOf(own.facts, settle(spec, question?.id ?? "", "不是", lexicon), 10).group).toBe("");
});

test("an answer that is no column is refused with the choices", () => {
  const own = anOwnTable({ confidence: 0.5 });
  const spec = specOf(own);

  expect(() => settle(spec, asked(own)[0]?.id ?? "", "weight", lexicon)).toThrow(/none of the choices/);
  expect(tableOf(own.facts, settle(spec, asked(own)[0]?.id ?? "", "AGE", lexicon), 10).label).toBe("age");
});

test("the question about packaged data falls away before the person's own", () => {
  const before = { ...base, questions: [{ ...PACKAGED }] };

  expect(withDataQuestions(before, anOwnTable().facts).questions).toEqual([]);
});

test("a number with gaps takes two places, a category one more than its values", () => {
  const { facts } = anOwnTable();

  expect([...widthsOf(facts, tableOf(facts, null, 10)).values()]).toEqual([2, 4]);
});

test("the configuration of a project names no folder of this machine", () => {
  const own = anOwnTable();
  const text = ownFiles(own, null).get("configs/data/mini.yaml") ?? "";
  const parsed = parseYaml(text);

  expect(text).not.toContain(own.path);
  expect(parsed).toMatchObject({ ok: true, data: { columns: ["age", "town"], kinds: ["number", "category"] } });
});

const PACKAGED: Requirements["questions"][number] = {
  id: "Q-001",
  of: ["REQ-001"],
  about: "data",
  text: "Which data?",
  score: 0.8,
  strategy: "ask",
};

function specOf(own: OwnData): Requirements {
  return withDataQuestions(base, own.facts);
}

function asked(own: OwnData): Requirements["questions"] {
  return specOf(own).questions.filter((one) => one.code !== undefined);
}

function inputsOf(own: OwnData, spec: Requirements): readonly string[] {
  return tableOf(own.facts, spec, 10).inputs.map(({ name }) => name);
}
