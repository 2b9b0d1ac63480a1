// A CLAUDE.local.md to start from: valid as it is, with examples to copy out of a block that is not read.
import type { Lang } from "../base/bilingual.js";
import { renderLocalRules } from "../spec/documents/local-rules.js";

const EXAMPLE = (zh: boolean, who: string, day: string): string => `\`\`\`yaml change
rule: T3-5
kind: override
who: ${who}
when: ${day}
why: ${zh ? "审计要求更多测试样本" : "our audit asks for more test rows"}
\`\`\`

\`\`\`rule
id: T3-5
params: { rows: 100 }
\`\`\`

\`\`\`yaml change
rule: LOC-1
kind: new
who: ${who}
when: ${day}
why: ${zh ? "持续集成的时限" : "the time limit of our CI"}
\`\`\`

\`\`\`rule
id: LOC-1
stage: t3-first-epoch
must: training.run.seconds <= params.seconds
params: { seconds: 300 }
says: { zh: "一轮用了 {training.run.seconds} 秒", en: "one epoch took {training.run.seconds} s" }
fix: { zh: "减少数据或加快读取", en: "use less data or load faster" }
\`\`\`

\`\`\`fixture
rule: LOC-1
stage: t3-first-epoch
edit: { path: training.run.seconds, value: 900 }
\`\`\`

\`\`\`yaml change
rule: limits.training
kind: override
who: ${who}
when: ${day}
why: ${zh ? "我们的机器较慢" : "our machines are slow"}
\`\`\`

\`\`\`params
limits: { training: 7200 }
\`\`\``;

export function localTemplate(lang: Lang, who: string, day: string): string {
  const zh = lang === "zh";
  const text = renderLocalRules({ mode: "local", confirmedBy: who, base: [], changes: [] }, lang);
  const [head = ""] = text.split(/^## /m);
  return `${head.trimEnd()}

${zh ? HELP.zh : HELP.en}

\`\`\`\`markdown
${EXAMPLE(zh, who, day)}
\`\`\`\`
`;
}

const HELP = {
  zh: `## 怎样写

每处改动写两块：一块 \`yaml change\`（谁、何时、为何，缺一不可），一块 \`rule\` 或 \`params\`。

- 同一个编号覆盖随附的规则，没写的字段沿用原来的；新的编号是新规则，请配一个 \`fixture\`。
- 覆盖必须规则或它的参数，要由人批准（\`plumbline approve t1-local-rules\`）；批准前随附的规则照旧，批准后改动一个字节就要重新批准。
- 写好后执行 \`plumbline rules check\`，再执行 \`plumbline run\`。规则与现值见 \`plumbline rules\`。

下面是例子，框里的内容不生效；把需要的块抄到框外再改：`,
  en: `## How to write it

Each change is two blocks: a \`yaml change\` (who, when and why, none may be missing) and a \`rule\` or \`params\`.

- The same id overrides the shipped rule and keeps the fields it leaves out; a new id is a new rule: give it a \`fixture\`.
- Overriding a must rule or its params needs a person (\`plumbline approve t1-local-rules\`). Until then the shipped rule judges; one changed byte asks for a new approval.
- Then \`plumbline rules check\` and \`plumbline run\`. Rules and present values: \`plumbline rules\`.

What stands in the box below is an example and is not read; copy the blocks you need out of it and change them:`,
};
