import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { aSpec } from "../../test/makers/spec.js";
import { sha256 } from "../base/hash.js";
import { clauseText } from "../spec/documents/clause-text.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import type { Clause, Requirements } from "../spec/requirements.js";
import { mixedClauses } from "./merged-clauses.js";

const REQUEST = "训练一个手写数字图像分类模型，准确率不低于95%，只用CPU，P95延迟不超过50毫秒";

function edited(spec: Requirements, part: Partial<Clause>): Requirements {
  return { ...spec, items: spec.items.map((item) => (item.id === "SLA-001" ? { ...item, ...part } : item)) };
}

const text = (spec: Requirements): string => renderRequirements(spec, "zh");

async function mixed(now: Partial<Clause>, approve = false): Promise<string[]> {
  const spec = await aSpec(REQUEST);
  const result = edited(spec, { value: 40, measure: "单次请求" });
  const merge = {
    commit: "c",
    base: text(spec),
    ours: text(edited(spec, { value: 40 })),
    theirs: text(edited(spec, { measure: "单次请求" })),
    result: text(result),
  };
  const { items } = edited(result, now);
  const words = text(edited(result, now));
  return await withProbe({ merges: [merge], files: { "requirements.md": words } }, async (probe) => {
    const sha = sha256(clauseText(words, "SLA-001") ?? "");
    const approval = { of: "SLA-001", sha256: sha, who: "ada", tty: true, parent: "" };
    if (approve) await probe.append({ type: "approval", data: approval });
    return await mixedClauses(probe, items);
  });
}

test("a clause whose fields come from two branches is named, and no other", async () => {
  expect(await mixed({})).toEqual(["SLA-001"]);
});

test("a person's approval of the clause as it stands settles it", async () => {
  expect(await mixed({}, true)).toEqual([]);
});

test("a clause that was changed after the merge was looked at", async () => {
  expect(await mixed({ value: 45 })).toEqual([]);
});
