// f1: the request becomes clauses with scores, and every doubt a question with a strategy.
import { defineStage, fact, file } from "../graph/stage.js";
import { Hardware } from "../knowledge/hardware.js";
import { withDataQuestions } from "../knowledge/own-data/questions.js";
import { LOCAL_FILE, paramInForce } from "../measures/overrides.js";
import { measureRequirements } from "../measures/requirements.js";
import type { WorkTools } from "../ports/workbench.js";
import { type Lexicon, parseLexicon } from "../reading/lexicon.js";
import { scoreOf } from "../reading/score.js";
import { parseRequirements, renderRequirements } from "../spec/documents/requirements.js";
import { mergeRequirements } from "../spec/documents/requirements-merge.js";
import type { Requirements } from "../spec/requirements.js";
import { parseYaml } from "../spec/yaml.js";
import { answeredOrNot, settleQuestions, waitingFor } from "./f1-questions.js";
import { type Ground, opened, withMachine } from "./spec-ground.js";

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
    const fromFile = await handMade(tools);
    const read = rescored(fromFile ?? (await planned(tools)));
    const ground = await groundOf(tools);
    const start = fromFile === null ? opened(read, ground) : withMachine(read, ground);
    const known = withAnswers(tools, start, fromFile !== null, ground);
    await save(tools, known);
    const { spec, waiting } = await settleQuestions(tools, known, ground);
    await save(tools, spec);
    if (waiting.length > 0) throw waitingFor(waiting, tools.root);
  },
  evidence: (probe) => measureRequirements(probe),
});

/** What a person wrote stands; null while nobody did. */
async function handMade(tools: WorkTools): Promise<Requirements | null> {
  const text = await tools.read(FILE);
  return text !== null && wasEdited(tools) ? parseRequirements(text, FILE) : null;
}

function wasEdited(tools: WorkTools): boolean {
  return tools.entries("edit").some((entry) => entry.data.path === FILE);
}

async function planned(tools: WorkTools): Promise<Requirements> {
  tools.note({ zh: "解析需求", en: "Reading the request" });
  const own = (await tools.own?.()) ?? null;
  const spec = await tools.ask<Requirements>("planner", {
    goal: "Split the request into clauses; ask where it leaves a doubt.",
    material: {
      request: tools.facts.request,
      project: tools.facts.project,
      // A person's table decides the task with the request, before a project is made.
      ...(own === null ? {} : { family: own.family }),
      // What the project tightened asks more questions; the shipped threshold needs no word.
      ...((await tools.read(LOCAL_FILE)) === null ? {} : { confident: await paramInForce(tools, "F1-3", "confident") }),
    },
    answer: "Requirements",
  });
  return own === null ? spec : withDataQuestions(spec, own.facts);
}

/** A mind's score never counts: it is computed from the sub-scores. */
function rescored(requirements: Requirements): Requirements {
  return { ...requirements, items: requirements.items.map((clause) => ({ ...clause, score: scoreOf(clause) })) };
}

/** People's words in the order they were given; a file they wrote in holds the earlier ones already. */
function withAnswers(tools: WorkTools, start: Requirements, held: boolean, ground: Ground): Requirements {
  const latest = tools.answers();
  let spec = start;
  for (const { data } of tools.entries("answer")) {
    const id = String(data.id);
    const text = String(data.text);
    const question = spec.questions.find((one) => one.id === id);
    const isKnown = question !== undefined || (!held && spec.items.some((item) => item.id === id));
    if (!isKnown || question?.answer === text || (held && latest[id]?.text !== text)) continue;
    spec = answeredOrNot(tools, spec, id, text, ground);
  }
  return spec;
}

/** Into a file that a person wrote in only our own pieces go. */
async function save(tools: WorkTools, spec: Requirements): Promise<void> {
  const lang = spec.project.language;
  const text = await tools.read(FILE);
  const merges = text !== null && wasEdited(tools);
  const next = merges
    ? mergeRequirements(text, parseRequirements(text, FILE), spec, lang)
    : renderRequirements(spec, lang);
  await tools.write(FILE, next);
}

async function groundOf(tools: WorkTools): Promise<Ground> {
  const hardware = parseYaml((await tools.shipped("knowledge/facts/hardware.yaml")) ?? "");
  return {
    lexicon: await loadLexicon(tools),
    recipes: await tools.recipes(),
    hardware: Hardware.parse(hardware.ok ? hardware.data : null),
    machine: tools.facts.host,
  };
}

async function loadLexicon(tools: WorkTools): Promise<Lexicon> {
  const files: Record<string, unknown> = {};
  for (const path of await tools.shippedFiles("knowledge/lexicon")) {
    const parsed = parseYaml((await tools.shipped(path)) ?? "");
    if (parsed.ok) files[path.replace(/^.*\//, "")] = parsed.data;
  }
  return parseLexicon(files);
}
