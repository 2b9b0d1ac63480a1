// Drawing: from progress to lines that fit the screen.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Lang } from "../base/bilingual.js";
import { clip, displayWidth } from "../base/width.js";
import { STAGE_IDS } from "../spec/codes.js";
import type { Progress } from "../spec/progress.js";
import { lossIn, sparkline } from "./loss.js";
import { createPaint } from "./paint.js";
import { progressLines } from "./progress-lines.js";
import { lastingLines, plainLines } from "./progress-note.js";
import { advance, type ProgressState, startState } from "./progress-state.js";

const paint = createPaint(false);
const canvas = (part: object = {}) => ({ columns: 80, rows: 40, lang: "en" as Lang, paint, ...part });
const aStage = (part: object = {}): Progress =>
  ({
    kind: "stage",
    stage: "t3-first-epoch",
    state: "running",
    attempt: 1,
    findings: [],
    seconds: 0,
    ...part,
  }) as Progress;
const aLine = (text: string): Progress => ({ kind: "line", stage: "t3-first-epoch", stream: "stdout", text });
const fold = (steps: readonly Progress[]): ProgressState =>
  steps.reduce((state, step, index) => advance(state, step, index), startState(0));

describe("live drawing", () => {
  test("all thirteen stages stand in order, production as later", () => {
    const lines = progressLines(startState(0), canvas(), 0);

    expect(lines).toHaveLength(14);
    for (const [index, id] of STAGE_IDS.entries()) expect(lines[index + 1]).toContain(id);
    expect(lines.filter((line) => line.includes("later"))).toHaveLength(4);
  });

  test("the running stage shows action, loss as it falls, and the last line of output", () => {
    const state = fold([
      aStage({ stage: "f1-requirements", state: "passed", seconds: 1.5 }),
      aStage(),
      { kind: "action", stage: "t3-first-epoch", text: { zh: "训练", en: "training" } },
      aLine("epoch 1 loss 2.3"),
      aLine("epoch 1 loss 0.53 val_loss 0.7"),
      aLine("saving \u001b[31mcheckpoint"),
    ]);

    const text = progressLines(state, canvas(), 10).join("\n");

    expect(text).toMatch(/✓ f1-requirements .*1\.5 s/);
    expect(text).toMatch(/▶ t3-first-epoch .*9\.0 s/);
    expect(text).toMatch(/training\n +loss 0\.53 █▁\n +│ saving checkpoint/);
  });

  test("a new attempt forgets the loss of the last one", () => {
    const state = fold([aStage(), aLine("loss 1"), aStage({ attempt: 2 })]);

    expect(state.losses).toEqual([]);
    expect(progressLines(state, canvas(), 3).join("\n")).toContain("attempt 2");
  });

  test("no line is wider and no picture higher than the screen", () => {
    const steps = fc.array(
      fc.oneof(
        fc
          .record({
            stage: fc.constantFrom(...STAGE_IDS),
            state: fc.constantFrom("running", "passed", "failed", "waiting"),
          })
          .map(aStage),
        fc.string({ unit: "grapheme" }).map(aLine),
        fc.double({ min: 0, max: 9, noNaN: true }).map((loss) => aLine(`loss=${loss.toFixed(3)}`)),
        fc.constant(aLine("正在下载数据集，请稍候……这一行很长很长很长很长很长很长很长很长很长很长")),
      ),
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 12, max: 140 }), fc.integer({ min: 6, max: 50 }), (all, columns, rows) => {
        const lines = progressLines(fold(all), canvas({ columns, rows, lang: "zh" }), 99);

        expect(lines.length).toBeLessThan(rows);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test("on a low screen the running stage stays in sight", () => {
    const lines = progressLines(fold([aStage()]), canvas({ rows: 8 }), 1);

    expect(lines.join("\n")).toContain("t3-first-epoch");
  });
});

describe("lasting and plain lines", () => {
  test("the first screen shouts when nothing is sealed", () => {
    const started: Progress = { kind: "run.started", project: "p", dir: "d", request: "r", sealed: false };

    expect(lastingLines(started, "en", paint).join("\n")).toContain("NOT SEALED (sealed: false)");
    expect(lastingLines({ ...started, sealed: true }, "en", paint).join("\n")).not.toContain("sealed");
  });

  test("a failed stage names its findings, five at most", () => {
    const finding = {
      rule: "T3-1",
      at: "REQ-001",
      severity: "must" as const,
      message: { zh: "未达基线", en: "below baseline" },
      fix: { zh: "再训练", en: "train again" },
    };
    const step = aStage({ state: "failed", findings: Array.from({ length: 7 }, () => finding) });

    const text = plainLines(step, "zh", paint).join("\n");

    expect(text).toContain("✗ t3-first-epoch 首轮训练: 未通过");
    expect(text.match(/T3-1 REQ-001: 未达基线 → 再训练/g)).toHaveLength(5);
    expect(text).toContain("另有 2 条");
  });
});

describe("loss", () => {
  test.each([
    ["epoch 1/3 loss 0.53", 0.53],
    ["train_loss=1.25e-2 val_loss=0.9", 0.0125],
    ["{'loss': 0.5, 'lr': 0.1}", 0.5],
    ['{"val_loss": 0.9, "loss": 0.4}', 0.4],
    ["Training loss: 2", 2],
    ["val_loss 0.9", null],
    ["lossless 5", null],
    ["loss nan", null],
    ["no number here", null],
  ])("%j holds %s", (line, loss) => {
    expect(lossIn(line)).toBe(loss);
  });

  test("there is no sparkline where no cell is left", () => {
    expect(sparkline([0.5, 0.1], 0)).toBe("");
  });

  test("the sparkline falls with the values and shows the latest", () => {
    expect(sparkline([8, 4, 1], 10)).toBe("█▄▁");
    expect(sparkline([9, 9, 2, 1], 2)).toBe("█▁");
    expect(sparkline([3, 3], 5)).toBe("▁▁");
  });
});

describe("width", () => {
  test("CJK takes two cells, marks and colours none", () => {
    expect(displayWidth("准绳 ok")).toBe(7);
    expect(displayWidth("e\u0301")).toBe(1);
    expect(displayWidth("\u001b[31mred\u001b[39m")).toBe(3);
  });

  test("clipping never exceeds the room", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, columns) => {
        expect(displayWidth(clip(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
