// t1: the shipped rules are inherited, or the organisation's own stand beside them; in force for every judgement after.
import { WaitingError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { shellWord } from "../base/text.js";
import { loadRulebook, withLocal } from "../gates/load-rulebook.js";
import { conductLines, ruleTitles } from "../gates/rule-titles.js";
import { tunablesOf } from "../gates/tunable.js";
import { defineStage, fact, file, oneOf, tree } from "../graph/stage.js";
import { readLocalRules } from "../measures/handover.js";
import { measureLocalRules } from "../measures/local-rules.js";
import { LOCAL_FILE, LOCAL_STAGE, overridesOf, shippedFiles } from "../measures/overrides.js";
import { RULEBOOK_COPIES } from "../measures/rulebook-copies.js";
import type { WorkTools } from "../ports/workbench.js";
import { renderLocalRules } from "../spec/documents/local-rules.js";
import type { LocalRules } from "../spec/handover.js";
import { type Answered, type Asked, decideRules, type Talk } from "./local-rules-dialogue.js";
import { draftText } from "./local-rules-draft.js";
import { keyRules } from "./local-rules-screen.js";

/** Questions of this dialogue; those of requirements.md count from one. */
const FIRST_QUESTION = 900;
const INHERITED_FILE = "CLAUDE.inherited.md";
const DEFAULT = "default, not a person";

export const t1LocalRules = defineStage({
  id: LOCAL_STAGE,
  seed: "3.2.1",
  title: { zh: "CLAUDE 校验与本地规范定制", en: "Local rules" },
  roles: ["user", "planner"],
  reads: { conduct: file("CLAUDE.md"), specs: tree("specs/", "specs/**"), approval: fact("approval") },
  writes: { local: oneOf(file(LOCAL_FILE, "LocalRules"), file(INHERITED_FILE, "LocalRules")) },
  does: [
    { zh: "显示 CLAUDE.md 的关键条目与可调参数", en: "Show the key rules of CLAUDE.md and the parameters" },
    {
      zh: "询问是否沿用、改动或新增；改动必须写明理由",
      en: "Ask whether to inherit, change or add; a change needs its reason",
    },
    {
      zh: "把改动连同人、时间与理由写入 CLAUDE.local.md；完全沿用则写 CLAUDE.inherited.md",
      en: "Record changes with who, when and why in CLAUDE.local.md; a full inheritance in CLAUDE.inherited.md",
    },
    {
      zh: "覆盖必须规则要由人批准；批准前不生效",
      en: "An override of a must rule waits for a person's approval and is not in force before it",
    },
  ],
  gate: {
    zh: "两个文件之一存在；每处改动都有人、时间与理由；此后的判定按它执行",
    en: "One of the two files exists; every change has who, when and why; in force for every judgement after",
  },
  work: async (tools) => {
    if ((await tools.read(LOCAL_FILE)) === null) await decide(tools);
    const local = await tools.read(LOCAL_FILE);
    if (local === null) return;
    // Damage is told with file, line and field before anybody is asked.
    await readLocalRules(tools);
    if ((await tools.read(INHERITED_FILE)) !== null) await tools.remove(INHERITED_FILE);
    await approved(tools, local);
  },
  evidence: (probe) => measureLocalRules(probe),
});

/** The dialogue at a terminal; nobody there, or `--yes`, inherits, and the file says so. */
async function decide(tools: WorkTools): Promise<void> {
  const decision = tools.yes ? null : await decideRules(await talkOf(tools));
  const confirmedBy = decision?.who ?? DEFAULT;
  const base = await baseOf(tools);
  const lang = tools.facts.language;
  if (decision !== null && decision.draft.changes.length > 0) {
    await tools.write(LOCAL_FILE, draftText(decision.draft, { confirmedBy, base }, lang));
    return;
  }
  const rules = await tools.ask<LocalRules>("planner", {
    goal: "State which rules this project inherits.",
    material: { base, confirmedBy },
    answer: "LocalRules",
  });
  await tools.write(INHERITED_FILE, renderLocalRules({ ...rules, mode: "inherited", confirmedBy }, lang));
}

async function talkOf(tools: WorkTools): Promise<Talk> {
  const lang = tools.facts.language;
  const files = await shippedFiles(tools);
  const book = loadRulebook(files);
  if (book.parameters === null) throw new Error("the shipped rulebook states no parameters");
  const tunables = tunablesOf(book.rules, book.parameters);
  const conduct = conductLines(files.find(({ path }) => path === "CLAUDE.md")?.text ?? "", lang);
  let next = firstQuestion(tools);
  return {
    lang,
    screen: keyRules({ conduct, tunables, titles: ruleTitles(files, lang), rules: book.rules.length }, lang),
    rules: book.rules.map(({ rule }) => rule),
    tunables,
    problems: (draft) =>
      withLocal(book.rules, { path: LOCAL_FILE, text: draftText(draft, { confirmedBy: "-", base: [] }, lang) })
        .problems,
    ask: async (asked) => {
      const id = `Q-${next}`;
      next += 1;
      return await askPerson(tools, id, asked);
    },
  };
}

async function askPerson(tools: WorkTools, id: string, { text, choices, assumed }: Asked): Promise<Answered | null> {
  const lang = tools.facts.language;
  const answer = await tools.person({
    ...{ id, of: [], about: "task", text: text[lang], score: 1, strategy: "ask" },
    ...(assumed === undefined ? {} : { assumed: assumed[lang] }),
    ...(choices === undefined ? {} : { choices: choices.map((choice) => choice[lang]) }),
  });
  if (answer === null) return null;
  const given = tools.entries("answer").findLast((entry) => entry.data.id === id);
  return { text: answer, who: String(given?.data.who ?? ""), when: given?.at ?? "" };
}

/** A dialogue that was interrupted goes on by its own ids; one that had ended leaves them behind. */
function firstQuestion(tools: WorkTools): number {
  const ended = Math.max(
    ...(["stage.passed", "stage.failed"] as const).flatMap((type) =>
      tools.entries(type, LOCAL_STAGE).map(({ seq }) => seq),
    ),
    -1,
  );
  const used = tools
    .entries("answer")
    .filter(({ seq }) => seq < ended)
    .map(({ data }) => Number(/^Q-(9\d\d)$/.exec(String(data.id))?.[1] ?? 0));
  return Math.max(FIRST_QUESTION - 1, ...used) + 1;
}

/** @throws WaitingError with the exact command while no person approved this very text. */
async function approved(tools: WorkTools, text: string): Promise<void> {
  const { ids, changes, approval } = await overridesOf(tools);
  if (ids.length === 0 || approval >= 0) return;
  const list = ids.map((id) => `${id} ${(changes.get(id) ?? []).join(", ")}`.trim());
  const granted = await tools.approve(LOCAL_STAGE, sha256(text), {
    zh: `覆盖随附的必须规则：${list.join("；")}。批准 ${LOCAL_FILE} 的这份文字吗？`,
    en: `This overrides shipped must rules: ${list.join("; ")}. Do you approve this text of ${LOCAL_FILE}?`,
  });
  if (granted === true) return;
  const dir = `--dir ${shellWord(tools.root)}`;
  throw new WaitingError({
    says: {
      zh: `${LOCAL_FILE} 覆盖了随附的必须规则，须由人批准，批准前不生效：${list.join("；")}`,
      en: `${LOCAL_FILE} overrides shipped must rules; a person must approve, and until then they are not in force: ${list.join("; ")}`,
    },
    hint: {
      zh: `由人在自己的终端输入：\n  plumbline approve ${LOCAL_STAGE} ${dir}\n然后 plumbline run ${dir}（撤回：改回 ${LOCAL_FILE}）`,
      en: `A person types in a terminal of their own:\n  plumbline approve ${LOCAL_STAGE} ${dir}\nthen plumbline run ${dir} (to withdraw: change ${LOCAL_FILE} back)`,
    },
    at: LOCAL_FILE,
  });
}

async function baseOf(tools: WorkTools): Promise<LocalRules["base"]> {
  const base: LocalRules["base"] = [];
  for (const path of Object.values(RULEBOOK_COPIES)) {
    const text = await tools.read(path);
    if (text !== null) base.push({ path, sha256: sha256(text) });
  }
  return base;
}
