import { expect, test } from "vitest";
import { withAppProject } from "../../test/makers/app-project.js";

const HEAD = "# Ours\n\n```yaml local\nmode: local\nconfirmedBy: alice\n```\n\n";
const change = (rule: string, kind: string) =>
  `\`\`\`yaml change\nrule: ${rule}\nkind: ${kind}\nwho: alice\nwhen: 2026-11-22\nwhy: ours\n\`\`\`\n\n`;
const NEW = `\`\`\`rule
id: LOC-1
stage: t3-first-epoch
must: training.run.seconds <= 300.0
says: { zh: 太慢, en: too slow }
fix: { zh: 加快, en: be quicker }
\`\`\`
`;
const fixture = (value: number, path = "training.run.seconds") =>
  `\n\`\`\`fixture\nrule: LOC-1\nstage: t3-first-epoch\nedit: { path: ${path}, value: ${value} }\n\`\`\`\n`;

async function problemsOf(text: string): Promise<readonly (string | undefined)[][]> {
  return await withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", text);
    const found = await app.rulesCheck(null);
    return found.map(({ file, line, id, level, message }) => [`${file}:${line}`, id, level, message]);
  });
}

test("a new rule with its record and a fixture that it finds is well", async () => {
  expect(await problemsOf(HEAD + change("LOC-1", "new") + NEW + fixture(900))).toEqual([]);
});

test("a new rule without a fixture is a warning with file, line and id", async () => {
  const problems = await problemsOf(HEAD + change("LOC-1", "new") + NEW);

  expect(problems).toMatchObject([["CLAUDE.local.md:16", "LOC-1", "warning", expect.stringContaining("fixture")]]);
});

test.each([
  ["that the rule does not find", fixture(10), /does not find its own fixture/],
  ["whose path is in no evidence", fixture(10, "nowhere.at.all"), /leads nowhere/],
])("a fixture %s is an error", async (_, block, message) => {
  const problems = await problemsOf(HEAD + change("LOC-1", "new") + NEW + block);

  expect(problems).toMatchObject([["CLAUDE.local.md:16", "LOC-1", "error", expect.stringMatching(message)]]);
});

test("a rule that no record explains, and a record without a rule, are named with their lines", async () => {
  const problems = await problemsOf(HEAD + change("T3-5", "override") + NEW + fixture(900));

  expect(problems.map(([at, id, level]) => [at, id, level])).toEqual([
    ["CLAUDE.local.md:9", "T3-5", "error"],
    ["CLAUDE.local.md:17", "LOC-1", "error"],
  ]);
});

test("a parameter needs its record too", async () => {
  const block = "```params\nlimits: { training: 7200 }\n```\n";

  expect(await problemsOf(HEAD + block)).toMatchObject([
    ["CLAUDE.local.md:9", "limits.training", "error", expect.stringContaining("yaml change")],
  ]);
  expect(await problemsOf(HEAD + change("limits.training", "override") + block)).toEqual([]);
});

test("a change without a reason is named with its line", async () => {
  const problems = await problemsOf(HEAD + change("LOC-1", "new").replace("why: ours\n", "") + NEW + fixture(900));

  expect(problems[0]).toMatchObject(["CLAUDE.local.md:9", "", "error", expect.stringContaining("why")]);
});

test("the template is valid as it stands and changes nothing", async () => {
  const [template, problems, listing] = await withAppProject(null, async ({ app, workspace }) => {
    const text = await app.localTemplate();
    await workspace.write("CLAUDE.local.md", text);
    return [text, await app.rulesCheck(null), await app.rules()] as const;
  });

  expect(problems).toEqual([]);
  expect(listing.rules.filter((rule) => rule.local || rule.held)).toEqual([]);
  expect(template).toContain("```fixture");
});

test("the examples of the template hold once they are copied out of their box", async () => {
  const text = await withAppProject(null, async ({ app }) => await app.localTemplate());

  expect(await problemsOf(text.replaceAll("````markdown\n", "").replaceAll("````\n", ""))).toEqual([]);
});
