import { expect, test } from "vitest";
import { claimsIn } from "./claims.js";

const NUMBERS = { metric: "mae", direction: "min" as const, all: { mae: 41.37, rmse: 52.1, r2: 0.43 } };
const SERIES = { metric: "mase", direction: "min" as const, all: { mase: 0.412, smape: 0.0021 } };
const TEXT = { metric: "bleu", direction: "max" as const, all: { bleu: 31.07, chrf: 55.4, exact_match: 0.12 } };

test.each<[string, string, Parameters<typeof claimsIn>[2], [string, number, boolean][]]>([
  ["an error above one, rounded", "epoch 1/1 val loss 0.51 mae 41.4", NUMBERS, [["mae", 41.4, true]]],
  ["an error above one that is too small", "val_mae=39.9", NUMBERS, [["mae", 39.9, false]]],
  ["an error that is larger than measured", "mae: 50", NUMBERS, [["mae", 50, true]]],
  ["a whole number", "mae 41", NUMBERS, [["mae", 41, true]]],
  ["a negative figure", '"r2": -0.1', NUMBERS, [["r2", -0.1, true]]],
  ["a small error as a power of ten", "smape=2.1e-3", SERIES, [["smape", 0.0021, true]]],
  ["a small error claimed smaller", "smape=1.1e-3", SERIES, [["smape", 0.0011, false]]],
  ["the scaled error", "test MASE 0.30", SERIES, [["mase", 0.3, false]]],
  ["BLEU out of a hundred", "BLEU = 31.1", TEXT, [["bleu", 31.1, true]]],
  ["BLEU that is too good", "BLEU = 35.2", TEXT, [["bleu", 35.2, false]]],
  ["BLEU written as a share is no better claim", "bleu 0.31", TEXT, [["bleu", 0.31, true]]],
  ["a share written in per cent counts something else", "exact match 97", TEXT, []],
  ["a share in words", "exact match: 0.5", TEXT, [["exact_match", 0.5, false]]],
  ["a summary line", '{"metric": "mae", "value": 30.5, "rows": 45}', NUMBERS, [["mae", 30.5, false]]],
])("%s", (_what, text, found, claims) => {
  const rows = claimsIn("train.py", text, found, {});

  expect(rows.map(({ metric, claimed, agrees }) => [metric, claimed, agrees])).toEqual(claims);
});
