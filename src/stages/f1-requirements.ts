// f1: the request becomes clauses with scores, and every doubt a question with a strategy.
import { WaitingError } from "../base/errors.js";
import { defineStage, fact, file } from "../graph/stage.js";
import { measureRequirements } from "../measures/requirements.js";
import type { WorkTools } from "../ports/workbench.js";
import { applyAnswer, applyAssumption } from "../reading/answers.js";
import { type Lexicon, parseLexicon } from "../reading/lexicon.js";
import { scoreOf } from "../reading/score.js";
import { parseRequirements, renderRequirements } from "../spec/documents/requirements.js";
import type { Question, Requirements } from "../spec/requirements.js";
import { parseYaml } from "../spec/yaml.js";

const FILE = "requirements.md";

export const f1Requirements = defineStage({
  id: "f1-requirements",
  seed: "3.1.1",
  title: { zh: "需求分析与规范理解", en: "Requirements" },
  roles: ["planner", "user"],
  reads: { request: fact("request") },
  writes: { requirements: file(FILE, "Requirements") },
  does: [
    {
      zh: "解析自然语言，抽取目标、SLA、约束与兼容性条目",
      en: "Read the request; take goals, limits, constraints and compatibility from it",
    },
    {
      zh: "按评分细则给每个条目打分，标出原文出处",
      en: "Score every clause by the rubric and mark its words in the request",
    },
    { zh: "对不确定的条目提出问题，附处理策略", en: "Ask about what is unsure, with a strategy for each question" },
    { zh: "收集用户的回答并重新打分", en: "Take the user's answers and score again" },
  ],
  gate: {
    zh: "每个条目与问题得分大于 0.6，或带有澄清问题与处理策略",
    en: "Every item and question scores above 0.6, or carries a question and a handling strategy",
  },
  work: async (tools) => {
    const lexicon = await loadLexicon(tools);
    let requirements = rescored(await startingPoint(tools));
    for (const [id, { text }] of Object.entries(tools.answers())) {
      const open = requirements.questions.find((question) => question.id === id && question.answer === undefined);
      if (open !== undefined) requirements = applyAnswer(requirements, id, text, lexicon);
    }
    await tools.write(FILE, renderRequirements(requirements, requirements.project.language));
    requirements = await settleQuestions(tools, requirements, lexicon);
    await tools.write(FILE, renderRequirements(requirements, requirements.project.language));
  },
  evidence: (probe) => measureRequirements(probe),
});

/** What a person wrote stands; otherwise the planner's reading. */
async function startingPoint(tools: WorkTools): Promise<Requirements> {
  const text = await tools.read(FILE);
  const edited = tools.entries("edit").some((entry) => entry.data.path === FILE);
  if (text !== null && edited) return parseRequirements(text, FILE);
  tools.note({ zh: "解析需求", en: "Reading the request" });
  return await tools.ask<Requirements>("planner", {
    goal: "Split the request into clauses; ask where it leaves a doubt.",
    material: { request: tools.facts.request, project: tools.facts.project },
    answer: "Requirements",
  });
}

/** A mind's score never counts: it is computed from the sub-scores. */
function rescored(requirements: Requirements): Requirements {
  return { ...requirements, items: requirements.items.map((clause) => ({ ...clause, score: scoreOf(clause) })) };
}

/** Asks the person who is there, assumes what is safe, and waits for the rest. */
async function settleQuestions(tools: WorkTools, start: Requirements, lexicon: Lexicon): Promise<Requirements> {
  let requirements = start;
  const waiting: Question[] = [];
  for (const question of start.questions) {
    if (question.answer !== undefined) continue;
    const safe = question.assumed !== undefined && question.assumed !== "";
    if (question.strategy === "assume" || (tools.yes && safe)) {
      await recordAssumption(tools, question);
      requirements = applyAssumption(requirements, question.id, lexicon);
      continue;
    }
    const answer = await tools.person(question);
    if (answer !== null) requirements = applyAnswer(requirements, question.id, answer, lexicon);
    else waiting.push(question);
  }
  if (waiting.length > 0) throw waitingFor(waiting, tools.root);
  return { ...requirements, questions: requirements.questions.map((question) => assumedNow(tools, question)) };
}

function assumedNow(tools: WorkTools, question: Question): Question {
  const safe = question.assumed !== undefined && question.assumed !== "";
  return tools.yes && safe && question.answer === undefined ? { ...question, strategy: "assume" } : question;
}

async function recordAssumption(tools: WorkTools, question: Question): Promise<void> {
  const known = tools
    .entries("decision", "f1-requirements")
    .some((entry) => entry.data.what === `assume ${question.id}`);
  if (known) return;
  await tools.decide({
    what: `assume ${question.id}`,
    options: [question.assumed ?? "", "ask"],
    chosen: question.assumed ?? "",
    why: question.why ?? question.text,
    clause: question.of[0] ?? question.id,
    role: "planner",
  });
}

function waitingFor(questions: readonly Question[], root: string): WaitingError {
  const list = questions.map((question) => `\n  ${question.id} ${question.text}`).join("");
  const commands = questions.map((question) => `plumbline answer ${question.id} "…" --dir ${root}`).join("\n  ");
  return new WaitingError({
    says: {
      zh: `有 ${questions.length} 个问题需要人来回答：${list}`,
      en: `${questions.length} question(s) need a person:${list}`,
    },
    hint: {
      zh: `输入：\n  ${commands}\n然后 plumbline run --dir ${root}`,
      en: `Type:\n  ${commands}\nthen plumbline run --dir ${root}`,
    },
    at: questions[0]?.id ?? "",
  });
}

async function loadLexicon(tools: WorkTools): Promise<Lexicon> {
  const files: Record<string, unknown> = {};
  for (const path of await tools.shippedFiles("knowledge/lexicon")) {
    const parsed = parseYaml((await tools.shipped(path)) ?? "");
    if (parsed.ok) files[path.replace(/^.*\//, "")] = parsed.data;
  }
  return parseLexicon(files);
}
