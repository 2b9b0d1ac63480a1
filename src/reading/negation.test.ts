import { expect, test } from "vitest";
import { aSpec } from "../../test/makers/spec.js";

/** Codes of what the request binds, languages among them. */
async function constraints(request: string): Promise<readonly string[]> {
  const { items } = await aSpec(request);
  return items.filter(({ kind }) => kind === "constraint").map(({ text }) => text);
}

test.each(["识别英文垃圾邮件", "鉴别英文垃圾邮件，判别结果给出概率", "这个类别英文垃圾邮件要单独分出来"])(
  "%s: the last character of a word such as 识别 forbids nothing",
  async (request) => {
    expect(await constraints(request)).toContain("处理的语言：en");
  },
);

test.each(["识别垃圾邮件，别英文", "识别垃圾邮件，不要英文"])("%s: 别 alone does", async (request) => {
  expect(await constraints(request)).not.toContain("处理的语言：en");
});
