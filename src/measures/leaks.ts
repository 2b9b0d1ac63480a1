// The leak gate: ways in which the answers reach what a model learns from, each with the score before and after its repair.
import { join } from "node:path";
import type { Probe } from "../ports/workbench.js";
import type { DataLeak } from "../spec/environment.js";
import { numberOf, recordOf, rowsOf } from "./commands.js";

/** A probe that could not run is a leak of its own, never a clean folder. */
export async function measureLeaks(probe: Probe): Promise<DataLeak[]> {
  const { ok, answer, error } = await probe.python(
    "probe.py",
    { probe: "leaks", folder: join(probe.root, "data/mini"), sealed: probe.sealedDir },
    { purpose: "data leaks", inputs: ["data/mini/**"] },
  );
  if (!ok) return [{ ...NOT_MEASURED, at: error.slice(0, 200) }];
  return rowsOf(recordOf(answer).leaks).map((row) => ({
    kind: kindOf(row.kind),
    at: String(row.at ?? ""),
    count: numberOf(row.count),
    share: numberOf(row.share),
    metric: String(row.metric ?? ""),
    before: numberOf(row.before),
    after: numberOf(row.after),
  }));
}

const KINDS: readonly DataLeak["kind"][] = ["near", "group", "time", "giveaway", "scaled"];
const NOT_MEASURED: DataLeak = { kind: "near", at: "", count: 1, share: 1, metric: "", before: 0, after: 0 };

function kindOf(value: unknown): DataLeak["kind"] {
  return KINDS.find((kind) => kind === value) ?? "near";
}
