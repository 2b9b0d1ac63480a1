import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { sha256 } from "../base/hash.js";
import { type LocalRulesExtra, renderLocalRules } from "../spec/documents/local-rules.js";
import { T1Evidence } from "../spec/evidence/target.js";
import type { LocalRules } from "../spec/handover.js";
import { measureLocalRules } from "./local-rules.js";

const SPEC = "# ML\n";
const BASE = [{ path: "specs/ML.md", sha256: sha256(SPEC) }];
const OVERRIDE = "id: F1-3\nparams: { confident: 0.7 }";
const NEW = `id: LOC-1
stage: t3-first-epoch
must: training.run.seconds <= 300.0
says: { zh: 太慢, en: too slow }
fix: { zh: 加快, en: be quicker }`;

const aChange = (rule: string, kind: "override" | "new") => ({
  rule,
  kind,
  who: "alice",
  when: "2026-11-02",
  why: "ours",
});

function text(part: Partial<LocalRules>, extra: LocalRulesExtra = {}): string {
  return renderLocalRules({ mode: "local", confirmedBy: "alice", base: BASE, changes: [], ...part }, "en", extra);
}

async function measured(files: Readonly<Record<string, string>>, approvedText?: string): Promise<T1Evidence> {
  return await withProbe({ stage: "t1-local-rules", files: { "specs/ML.md": SPEC, ...files } }, async (probe) => {
    if (approvedText !== undefined) {
      const data = { of: "CLAUDE.local.md", sha256: sha256(approvedText), who: "alice", tty: true, parent: "bash" };
      await probe.append({ type: "approval", data });
    }
    return await measureLocalRules(probe);
  });
}

test("inherited rules: one file, nothing changed, nothing to explain", async () => {
  const evidence = await measured({ "CLAUDE.inherited.md": text({ mode: "inherited" }) });

  expect(T1Evidence.parse(evidence)).toEqual(evidence);
  expect(evidence.local).toEqual({
    files: 1,
    mode: "inherited",
    confirmedBy: "alice",
    baseChanged: [],
    changes: [],
    unexplained: [],
    ruleErrors: [],
    unproved: [],
  });
});

test("neither file, or both of them, are counted", async () => {
  const both = { "CLAUDE.inherited.md": text({ mode: "inherited" }), "CLAUDE.local.md": text({}) };

  expect((await measured({})).local.files).toBe(0);
  expect((await measured(both)).local.files).toBe(2);
});

test("an override of a shipped must rule is named as such and is not approved by itself", async () => {
  const local = text({ changes: [aChange("F1-3", "override")] }, { rules: [OVERRIDE] });

  const { changes } = (await measured({ "CLAUDE.local.md": local })).local;

  expect(changes).toMatchObject([{ rule: "F1-3", who: "alice", overridesMust: true, approved: false }]);
});

test("a person's approval holds for exactly the bytes that were approved", async () => {
  const local = text({ changes: [aChange("F1-3", "override")] }, { rules: [OVERRIDE] });
  const later = local.replace("0.7", "0.1");

  const same = await measured({ "CLAUDE.local.md": local }, local);
  const changed = await measured({ "CLAUDE.local.md": later }, local);

  expect(same.local.changes[0]?.approved).toBe(true);
  expect(changed.local.changes[0]?.approved).toBe(false);
});

test("a new rule overrides nothing", async () => {
  const local = text({ changes: [aChange("LOC-1", "new")] }, { rules: [NEW] });

  const evidence = await measured({ "CLAUDE.local.md": local });

  expect(evidence.local).toMatchObject({ changes: [{ rule: "LOC-1", overridesMust: false }], unexplained: [] });
});

test("a rule block that no line of the table explains is named", async () => {
  const evidence = await measured({ "CLAUDE.local.md": text({}, { rules: [NEW, OVERRIDE] }) });

  expect(evidence.local.unexplained.sort()).toEqual(["F1-3", "LOC-1"]);
});

test("a rule that does not hold is an error with file, line and id", async () => {
  const broken = NEW.replace("training.run.seconds", "training.run.minutes");

  const evidence = await measured({
    "CLAUDE.local.md": text({ changes: [aChange("LOC-1", "new")] }, { rules: [broken] }),
  });

  expect(evidence.local.ruleErrors).toHaveLength(1);
  expect(evidence.local.ruleErrors[0]).toMatch(/^CLAUDE\.local\.md:\d+ LOC-1 .*minutes/);
});

test("a rulebook copy that changed since, or is gone, is named", async () => {
  const inherited = text({ mode: "inherited", base: [...BASE, { path: "specs/CREATE.md", sha256: sha256("x") }] });

  const evidence = await measured({ "CLAUDE.inherited.md": inherited, "specs/ML.md": "# ML, edited\n" });

  expect(evidence.local.baseChanged).toEqual(["specs/ML.md", "specs/CREATE.md"]);
});

test("a change that no rule or parameter states is unexplained as well", async () => {
  const evidence = await measured({ "CLAUDE.local.md": text({ changes: [aChange("T3-5", "override")] }) });

  expect(evidence.local.unexplained).toEqual(["T3-5"]);
});

test("a changed parameter of the engine needs its line too", async () => {
  const params = "limits:\n  training: 7200\n";

  const silent = await measured({ "CLAUDE.local.md": text({}, { params }) });
  const told = await measured({
    "CLAUDE.local.md": text({ changes: [aChange("limits.training", "override")] }, { params }),
  });

  expect([silent.local.unexplained, told.local.unexplained]).toEqual([["limits.training"], []]);
});

test("a new rule without a fixture is named, and one whose fixture it does not find is an error", async () => {
  const fixture = (value: number) =>
    `rule: LOC-1\nstage: t3-first-epoch\nedit: { path: training.run.seconds, value: ${value} }`;
  const local = async (fixtures: readonly string[]) =>
    (await measured({ "CLAUDE.local.md": text({ changes: [aChange("LOC-1", "new")] }, { rules: [NEW], fixtures }) }))
      .local;

  expect((await local([])).unproved).toEqual(["LOC-1"]);
  expect(await local([fixture(900)])).toMatchObject({ unproved: [], ruleErrors: [] });
  expect((await local([fixture(1)])).ruleErrors).toEqual([expect.stringMatching(/LOC-1 .*fixture/)]);
});

test("a person's own words, language and numbers are not held against them", async () => {
  const local = `${text({ changes: [aChange("LOC-1", "new")] }, { rules: [NEW] })}\n## 说明\n\n审计要求 99.5% 的样本。\n\n## Later\n`;

  const [form] = (await measured({ "CLAUDE.local.md": local })).documents;

  expect(form).toMatchObject({ foreignSentences: [], uncitedNumbers: [], emptySections: [], damaged: [] });
});
