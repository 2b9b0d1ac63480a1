// t4: are the ranges ordered and complete, do the estimates follow from tech.md and the mini run, do the scripts dry-run.
import type { Probe } from "../ports/workbench.js";
import { parseBugfixReport } from "../spec/documents/bugfix.js";
import { parseChecklist } from "../spec/documents/checklist.js";
import { parseGuidance } from "../spec/documents/guidance.js";
import type { T4Evidence } from "../spec/evidence/target.js";
import type { Guidance } from "../spec/training.js";
import { measureDocuments } from "./documents.js";
import { launchEvidence, TWO_PROCESSES, tryTwoProcesses } from "./launches.js";
import { readDocument, readTechnology } from "./spec-files.js";
import { inPairs, ranOf } from "./tasks.js";

const WANTED_RANGES = ["batch", "lr", "epochs", "weight_decay"];
/** Key of the model's configuration without which a range means nothing. */
const OF_MODEL: Readonly<Record<string, string>> = {
  lr: "learning_rate",
  epochs: "learning_rate",
  weight_decay: "weight_decay",
};
const INPUTS: readonly string[] = ["launch/**", "src/**", "scripts/*.py", "configs/**"];

/** `bash launch/x.sh --dry-run`, on one process and the CPU, whatever the target. */
export function dryRunScript(probe: Probe, path: string, cite: boolean): ReturnType<Probe["run"]> {
  return probe.run({
    argv: ["bash", path, "--dry-run"],
    purpose: `dry run ${path}`,
    inputs: INPUTS,
    env: { DATA: "mini", GPUS: "1", NODES: "1" },
    wallSeconds: 180,
    cite,
  });
}

type Plan = Omit<Guidance, "checklist">;

export async function measureGuidance(probe: Probe): Promise<T4Evidence> {
  const guidance = await readDocument(probe, "full_train_guidance.md", parseGuidance);
  const checklist = await readDocument(probe, "training_checklist.md", parseChecklist);
  const scripts = await inPairs(guidance?.scripts ?? [], 2, async (script) => ({
    path: script.path,
    run: ranOf(await dryRunScript(probe, script.path, true)),
    target: script.target,
    result: script.result,
  }));
  const allDry = scripts.length > 0 && scripts.every((script) => script.run.exit === 0);
  const launches = await launchesOf(probe, guidance);
  const proofs: Readonly<Record<string, boolean>> = {
    ...stageProofs(probe),
    [DRY_RUNS]: allDry,
    [SAME_LOSS]: launches.some(({ id, result }) => id === TWO_PROCESSES && result === "met"),
  };
  const ticker = handOf(probe);
  return {
    guidance: guidance === null ? NO_GUIDANCE : await guidanceOf(probe, guidance),
    scripts,
    launches,
    checklist: (checklist?.checklist ?? []).map((item) => ({
      id: item.id,
      proof: item.proof,
      done: item.done,
      proved: item.proof === "engine" ? proofs[item.id] === true : item.done && ticker,
    })),
    documents: await measureDocuments(probe, ["full_train_guidance.md", "training_checklist.md"]),
  };
}

/** The checklist's lines about the launch scripts: ticked by their dry runs, and by two processes, alone. */
export const DRY_RUNS = "C04";
export const SAME_LOSS = "C08";

/** Lines that rest on a stage that passed, or on weights that were recorded. */
export function stageProofs(probe: Probe): Readonly<Record<string, boolean>> {
  const passed = new Set(probe.entries("stage.passed").map((entry) => entry.stage));
  return {
    C01: passed.has("t3-first-epoch"),
    C02: passed.has("t3-first-epoch"),
    C03: passed.has("t2-environment"),
    C09: passed.has("f4-review"),
    C10: probe.entries("artefact", "t3-first-epoch").some((entry) => entry.data.path === "checkpoints/"),
  };
}

/** What the guidance says was tried is tried again, or cited while nothing it rests on changed. */
async function launchesOf(probe: Probe, guidance: Plan | null): Promise<T4Evidence["launches"]> {
  const said = guidance?.proofs.find(({ id, result }) => id === TWO_PROCESSES && result !== "not_run");
  if (guidance === null || said === undefined) return [];
  const report = await readDocument(probe, "bugfix_report.md", parseBugfixReport);
  return [launchEvidence(said.result, await tryTwoProcesses(probe, guidance.candidate, report?.training ?? null))];
}

/** A person changed the checklist by hand: its ticks that no engine proves are theirs. */
export function handOf(probe: Probe): boolean {
  return probe.entries("edit").some(({ data }) => data.path === "training_checklist.md");
}

const NO_GUIDANCE: T4Evidence["guidance"] = {
  present: false,
  ranges: [],
  missingRanges: WANTED_RANGES,
  missingTopics: [],
  disagreesTech: [],
  estimates: [],
  monitoring: 0,
  steps: 0,
};

async function guidanceOf(probe: Probe, guidance: Plan): Promise<T4Evidence["guidance"]> {
  const technology = await readTechnology(probe);
  const chosen = technology?.candidates.find((candidate) => candidate.chosen);
  /** The memory of the full step is the guidance's own figure. */
  const stated: Readonly<Record<string, number | undefined>> = {
    train_seconds: chosen?.estimate.trainFullSeconds.value,
    train_memory_bytes: chosen?.estimate.trainMemoryBytes.value,
    model_bytes: chosen?.estimate.modelBytes.value,
  };
  const names = new Set(guidance.ranges.map((range) => range.name));
  return {
    present: true,
    ranges: guidance.ranges.map((range) => ({
      name: range.name,
      ordered: range.low <= range.recommended && range.recommended <= range.high,
      why: range.why,
    })),
    missingRanges: (await wantedRanges(probe, technology?.chosen ?? "")).filter((name) => !names.has(name)),
    missingTopics: (["schedule", "checkpoints", "augmentation", "precision", "distributed"] as const).filter(
      (topic) => guidance[topic].trim() === "",
    ),
    disagreesTech: guidance.estimates
      .filter(({ what, formula }) => what in stated && !near(formula.value, stated[what]))
      .map((estimate) => estimate.what),
    estimates: guidance.estimates.map((estimate) => ({
      what: estimate.what,
      formula: estimate.formula.value,
      extrapolated: estimate.extrapolated.value,
      ratio: estimate.ratio,
      trust: estimate.trust,
      holds: near(estimate.ratio, estimate.extrapolated.value / estimate.formula.value, 0.01),
    })),
    monitoring: guidance.monitoring.length,
    steps: guidance.steps.length,
  };
}

/** Without epochs there is no rate and no number of epochs: only what the model has must have a range. */
async function wantedRanges(probe: Probe, model: string): Promise<readonly string[]> {
  const config = await probe.read(`configs/model/${model}.yaml`);
  if (config === null) return WANTED_RANGES;
  return WANTED_RANGES.filter((name) => {
    const key = OF_MODEL[name];
    return key === undefined || new RegExp(`^${key}:`, "m").test(config);
  });
}

function near(value: number, other: number | undefined, tolerance = 1e-6): boolean {
  return other !== undefined && Math.abs(value - other) <= tolerance * Math.max(1, Math.abs(other));
}
