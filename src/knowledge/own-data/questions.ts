// What is unsure about a person's table becomes questions of the spec, answered like any other. Pure.
import type { Bilingual } from "../../base/bilingual.js";
import {
  GROUP_QUESTION,
  LABEL_QUESTION,
  LEAK_QUESTION,
  NO,
  type OwnFacts,
  type OwnLabel,
  TEXT_QUESTION,
  TIME_QUESTION,
  YES,
} from "../../spec/own-data.js";
import type { Question, Requirements } from "../../spec/requirements.js";

/** Over it a label is taken without a word, as an item of the spec is. */
const SURE = 0.6;
/** Over it what a split goes by needs no question. */
const SURE_OF_ROLE = 0.8;

interface Doubt {
  readonly code: string;
  readonly strategy: Question["strategy"];
  readonly text: Bilingual;
  readonly assumed: Bilingual;
  readonly why: Bilingual;
  readonly choices: readonly Bilingual[];
}

const BOTH = [YES, NO];

/** The spec with the questions about the data; one about packaged data falls away: there is the person's own. */
export function withDataQuestions(spec: Requirements, facts: OwnFacts): Requirements {
  const lang = spec.project.language;
  const kept = spec.questions.filter(
    (one) => one.about !== "data" || one.code !== undefined || one.answer !== undefined,
  );
  if (kept.some((one) => one.code?.startsWith("data:"))) return { ...spec, questions: kept };
  const last = Math.max(0, ...spec.questions.map((one) => Number(one.id.slice(2))));
  const asked = doubtsOf(facts).map(
    (doubt, at): Question => ({
      id: `Q-${String(last + at + 1).padStart(3, "0")}`,
      of: spec.items[0] === undefined ? [] : [spec.items[0].id],
      about: "data",
      text: doubt.text[lang],
      score: doubt.strategy === "ask" ? 0.85 : 0.8,
      strategy: doubt.strategy,
      assumed: doubt.assumed[lang],
      why: doubt.why[lang],
      choices: doubt.choices.map((choice) => choice[lang]),
      code: doubt.code,
    }),
  );
  return { ...spec, questions: [...kept, ...asked] };
}

function doubtsOf(facts: OwnFacts): readonly Doubt[] {
  const [label] = facts.labels;
  if (label === undefined) return [];
  const known = new Map(facts.columns.map((column) => [column.name, column]));
  const roles = Object.entries(label.roles);
  const times = roles.filter(([, told]) => told.role === "time");
  const groups = times.length > 0 ? [] : roles.filter(([, told]) => told.role === "group");
  return [
    ...labelDoubt(facts, label),
    ...textDoubt(facts, label),
    ...times.flatMap(([name, told]) => timeDoubt(name, told.confidence, known.get(name)?.ambiguous === true)),
    ...groups.flatMap(([name, told]) => groupDoubt(name, told.confidence)),
    ...leakDoubt(label),
  ];
}

function labelDoubt(facts: OwnFacts, label: OwnLabel): Doubt[] {
  if (label.confidence > SURE) return [];
  const names = facts.labels.map(({ name }) => ({ zh: name, en: name }));
  return [
    {
      code: LABEL_QUESTION,
      strategy: "ask",
      text: facts.kind === "series" ? WHICH_SERIES : WHICH_LABEL,
      assumed: { zh: label.name, en: label.name },
      why: {
        zh: `${label.reason.zh}；列名可用 plumbline answer 改`,
        en: `${label.reason.en}; another column can be named with plumbline answer`,
      },
      choices: names,
    },
  ];
}

const WHICH_LABEL = {
  zh: "数据的哪一列是要预测的标签？",
  en: "Which column of the data is the label to predict?",
};
const WHICH_SERIES = {
  zh: "要预测数据的哪一列？写 * 则每个数值列各作一条序列",
  en: "Which column of the data is to be forecast? * takes every column of numbers as a series of its own",
};

/** Of several columns of texts one is read. */
function textDoubt(facts: OwnFacts, label: OwnLabel): Doubt[] {
  const [name, told] = Object.entries(label.roles).find(([, { role }]) => role === "text") ?? [];
  if (name === undefined || told === undefined || told.confidence > SURE) return [];
  const able = facts.columns.filter((column) => column.name !== label.name && TEXTUAL.has(column.kind));
  return [
    {
      code: TEXT_QUESTION,
      strategy: "ask",
      text: { zh: "数据的哪一列是要读的文本？", en: "Which column of the data holds the texts to read?" },
      assumed: { zh: name, en: name },
      why: {
        zh: `${told.reason.zh}；列名可用 plumbline answer 改`,
        en: `${told.reason.en}; another column can be named with plumbline answer`,
      },
      choices: able.map((column) => ({ zh: column.name, en: column.name })),
    },
  ];
}

const TEXTUAL: ReadonlySet<string> = new Set(["text", "category"]);

function timeDoubt(name: string, confidence: number, ambiguous: boolean): Doubt[] {
  if (confidence > SURE_OF_ROLE && !ambiguous) return [];
  return [
    {
      code: TIME_QUESTION,
      strategy: "assume",
      text: {
        zh: `是否按日期列 \`${name}\` 划分，最晚的行作测试？${ambiguous ? "日与月的次序看不出来，按“日在前”读。" : ""}`,
        en: `Shall the split go by the dates in \`${name}\`, the latest rows being the test part?${ambiguous ? " Day and month could be exchanged; the day is read first." : ""}`,
      },
      assumed: YES,
      why: {
        zh: "模型要用于以后的行；按时间划分不会高估",
        en: "The model will meet later rows; a split by time does not flatter it",
      },
      choices: BOTH,
    },
  ];
}

function groupDoubt(name: string, confidence: number): Doubt[] {
  if (confidence > SURE_OF_ROLE) return [];
  return [
    {
      code: GROUP_QUESTION,
      strategy: "assume",
      text: {
        zh: `\`${name}\` 相同的行是否属于同一个对象，应当整组划分？`,
        en: `Are rows with the same \`${name}\` about the same one, so that they must stay together in the split?`,
      },
      assumed: YES,
      why: {
        zh: "同一对象的行分在两边会高估效果；该列不作输入",
        en: "Rows of one in two parts would flatter the model; the column is no input",
      },
      choices: BOTH,
    },
  ];
}

function leakDoubt(label: OwnLabel): Doubt[] {
  if (label.leaks.length === 0) return [];
  const names = label.leaks.map((name) => `\`${name}\``);
  return [
    {
      code: LEAK_QUESTION,
      strategy: "assume",
      text: {
        zh: `${names.join("、")} 单独一列就能说出标签，多半在预测时并不可得。是否去掉？`,
        en: `${names.join(", ")} alone tells the label, and is most likely not known when predicting. Shall it be left out?`,
      },
      assumed: YES,
      why: {
        zh: "带着它得到的指标不能说明模型学到了什么",
        en: "A figure that rests on it says nothing of what was learnt",
      },
      choices: BOTH,
    },
  ];
}
