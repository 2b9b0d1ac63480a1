// t1: the shipped rules are inherited, or the organisation's own stand beside them; in force for every judgement after.
import { sha256 } from "../base/hash.js";
import { defineStage, file, oneOf, tree } from "../graph/stage.js";
import { RULEBOOK_COPIES } from "../measures/handover.js";
import { measureLocalRules } from "../measures/local-rules.js";
import type { WorkTools } from "../ports/workbench.js";
import { localRulesFile, renderLocalRules } from "../spec/documents/local-rules.js";
import type { LocalRules } from "../spec/handover.js";

/** The only id a question outside requirements.md may have: it stands for the decision of this stage. */
const QUESTION_ID = "Q-900";
const DEFAULT = "default, not a person";

export const t1LocalRules = defineStage({
  id: "t1-local-rules",
  seed: "3.2.1",
  title: { zh: "CLAUDE 校验与本地规范定制", en: "Local rules" },
  roles: ["user", "planner"],
  reads: { conduct: file("CLAUDE.md"), specs: tree("specs/", "specs/**") },
  writes: { local: oneOf(file("CLAUDE.local.md", "LocalRules"), file("CLAUDE.inherited.md", "LocalRules")) },
  does: [
    { zh: "显示 CLAUDE.md 的关键条目", en: "Show the key rules of CLAUDE.md" },
    { zh: "询问是否增加或改动组织自己的规则", en: "Ask whether the organisation adds or changes rules" },
    {
      zh: "把改动连同人、时间与理由写入 CLAUDE.local.md；完全沿用则写 CLAUDE.inherited.md",
      en: "Record changes with who, when and why in CLAUDE.local.md; a full inheritance in CLAUDE.inherited.md",
    },
  ],
  gate: {
    zh: "两个文件之一存在；每处改动都有人、时间与理由；此后的判定按它执行",
    en: "One of the two files exists; every change has who, when and why; in force for every judgement after",
  },
  work: async (tools) => {
    if ((await tools.read("CLAUDE.local.md")) !== null) return;
    const confirmedBy = await confirm(tools);
    const rules = await tools.ask<LocalRules>("planner", {
      goal: "State which rules this project inherits.",
      material: { base: await baseOf(tools), confirmedBy },
      answer: "LocalRules",
    });
    await tools.write(localRulesFile(rules), renderLocalRules({ ...rules, confirmedBy }, tools.facts.language));
  },
  evidence: (probe) => measureLocalRules(probe),
});

/** A person at the terminal confirms; nobody there, or `--yes`, means the default, and the file says so. */
async function confirm(tools: WorkTools): Promise<string> {
  if (tools.yes) return DEFAULT;
  const zh = tools.facts.language === "zh";
  const answer = await tools.person({
    id: QUESTION_ID,
    of: [],
    about: "task",
    text: zh
      ? "沿用随附的规则吗？（要改动，请先写 CLAUDE.local.md，再运行一次）"
      : "Inherit the shipped rules? (To change them, write CLAUDE.local.md first and run again.)",
    score: 1,
    strategy: "ask",
    assumed: zh ? "沿用" : "inherit",
    choices: [zh ? "沿用" : "inherit"],
  });
  return answer === null ? DEFAULT : (tools.answers()[QUESTION_ID]?.who ?? DEFAULT);
}

async function baseOf(tools: WorkTools): Promise<LocalRules["base"]> {
  const base: LocalRules["base"] = [];
  for (const path of Object.values(RULEBOOK_COPIES)) {
    const text = await tools.read(path);
    if (text !== null) base.push({ path, sha256: sha256(text) });
  }
  return base;
}
