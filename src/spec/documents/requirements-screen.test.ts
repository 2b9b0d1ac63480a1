// The first screen of requirements.md: narrow enough, short enough, and it says who has to do what.
import { describe, expect, test } from "vitest";
import { aSpec } from "../../../test/makers/spec.js";
import { displayWidth } from "../../base/width.js";
import type { Requirements } from "../requirements.js";
import { renderRequirements } from "./requirements.js";

const LONG_ZH =
  "训练一个手写数字图像分类模型，用于邮政编码自动分拣流水线上的实时识别与复核，要求在光照不均、纸张褶皱和笔迹潦草时也稳定可靠，准确率不低于95%，宏平均F1不低于0.93，p95延迟不超过200毫秒，p99延迟不超过400毫秒，吞吐量不低于50次/秒，显存不超过8GB，内存不超过2GB，模型不超过20MB，镜像不超过2GB，可用性99.9%，训练时间不超过2小时，只用CPU，可商用，数据不出内网，离线运行，不要用YOLO";
const LONG_EN =
  "Train an image classification model for handwritten digits that sorts postal codes on a moving belt in uneven light, with accuracy of at least 95%, macro F1 of at least 0.93, p95 latency of at most 200 ms, p99 latency of at most 400 ms, throughput of at least 50 requests per second, at most 2 GB of memory, model size at most 20 MB, image size at most 2 GB, availability of 99.9%, training within 2 hours, CPU only, commercial use, data stays on premise, offline, no YOLO";

/** Down to the end of the legend. */
function firstScreen(spec: Requirements): readonly string[] {
  const text = renderRequirements(spec, spec.project.language);
  return text.slice(0, text.indexOf("\n## ")).split("\n");
}

function tableOf(spec: Requirements): readonly string[] {
  return firstScreen(spec).filter((line) => line.startsWith("|"));
}

describe.each([
  ["zh", LONG_ZH],
  ["en", LONG_EN],
] as const)("a long request in %s", (_, request) => {
  test("opens with a table of at most 100 columns and 20 rows that names every state", async () => {
    const spec = await aSpec(request);

    const rows = tableOf(spec);

    expect(Math.max(...rows.map(displayWidth))).toBeLessThanOrEqual(100);
    expect(rows.length).toBeLessThanOrEqual(20);
    expect(rows.length).toBeGreaterThan(8);
  });

  test("has no bare sign in its sentences, and one line that explains the brackets", async () => {
    const lines = firstScreen(await aSpec(request));

    expect(lines.filter((line) => /(<=|>=)/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes("[K:…]"))).toHaveLength(1);
  });
});

test("the states say who has to do what", async () => {
  const spec = await aSpec("训练一个手写数字图像分类模型，准确率不低于95%，延迟不超过50ms，延迟不超过100ms");
  const waiting = renderRequirements(spec, "zh");
  const answered = renderRequirements(
    { ...spec, questions: spec.questions.map((question) => ({ ...question, answer: "SLA-001", score: 1 })) },
    "zh",
  );

  expect(waiting).toContain("| 等你回答 [Q-001] |");
  expect(waiting).toContain("**有 1 个问题等你回答**：输入 `plumbline answer Q-001");
  expect(answered).toContain("| 已答复 [Q-001] |");
  expect(answered).not.toContain("等你回答");
});
