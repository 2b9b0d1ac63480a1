import { expect, test } from "vitest";
import { type Outcome, withProbe } from "../../test/makers/folder-probe.js";
import { proposedGuidance } from "../../test/makers/guidance.js";
import { aProposal, aRecipe, aSpec } from "../../test/makers/spec.js";
import { renderChecklist } from "../spec/documents/checklist.js";
import { renderGuidance } from "../spec/documents/guidance.js";
import { renderRequirements } from "../spec/documents/requirements.js";
import { renderTechnology } from "../spec/documents/technology.js";
import { T4Evidence } from "../spec/evidence/target.js";
import type { Guidance } from "../spec/training.js";
import { measureGuidance } from "./guidance.js";

const REQUEST = "Classify images of handwritten digits, accuracy at least 95%, CPU only";

interface Options {
  readonly edit?: (guidance: Guidance) => Guidance;
  readonly commands?: Readonly<Record<string, Outcome>>;
  readonly passed?: readonly ("t2-environment" | "t3-first-epoch")[];
  readonly byHand?: boolean;
}

async function measured(options: Options = {}): Promise<T4Evidence> {
  const spec = await aSpec(REQUEST);
  const technology = await aProposal(spec);
  const proposed = proposedGuidance(technology, await aRecipe(technology.recipe));
  const { checklist, ...plan } = options.edit?.(proposed) ?? proposed;
  const files = {
    "requirements.md": renderRequirements(spec, "en"),
    "tech.md": renderTechnology(technology, "en"),
    "full_train_guidance.md": renderGuidance(plan, "en"),
    "training_checklist.md": renderChecklist({ project: plan.project, checklist }, "en"),
  };
  return await withProbe({ files, commands: options.commands ?? {} }, async (probe) => {
    for (const stage of options.passed ?? ["t2-environment", "t3-first-epoch"]) {
      const data = { attempt: 1, seconds: "1", evidence: 1, verdict: 1, inputs: {}, outputs: {} };
      await probe.append({ type: "stage.passed", stage, data });
    }
    if (options.byHand === true) {
      const data = { path: "training_checklist.md", from: "a", to: "b", who: "ada" };
      await probe.append({ type: "edit", data });
    }
    return await measureGuidance(probe);
  });
}

test("what the expert proposes agrees with tech.md, and every script passes its dry run", async () => {
  const evidence = await measured();

  expect(T4Evidence.parse(evidence)).toEqual(evidence);
  expect(evidence.guidance).toMatchObject({ present: true, missingRanges: [], missingTopics: [], disagreesTech: [] });
  expect(evidence.guidance.ranges.every((range) => range.ordered && range.why !== "")).toBe(true);
  expect(evidence.guidance.estimates.map(({ what, holds }) => [what, holds])).toEqual([
    ["train_seconds", true],
    ["train_memory_bytes", true],
    ["full_memory_bytes", true],
    ["model_bytes", true],
  ]);
  expect(evidence.scripts.map(({ run }) => run.exit)).toEqual(evidence.scripts.map(() => 0));
});

test("a figure that is not tech.md's is named", async () => {
  const { guidance } = await measured({
    edit: (one) => ({
      ...one,
      estimates: one.estimates.map((estimate) =>
        estimate.what === "model_bytes" ? { ...estimate, formula: { ...estimate.formula, value: 1 } } : estimate,
      ),
    }),
  });

  expect(guidance.disagreesTech).toEqual(["model_bytes"]);
});

test("a ratio that does not follow from its two figures does not hold", async () => {
  const { guidance } = await measured({
    edit: (one) => ({ ...one, estimates: one.estimates.map((estimate) => ({ ...estimate, ratio: 1.234 })) }),
  });

  expect(guidance.estimates.map(({ holds }) => holds)).toEqual([false, false, false, false]);
});

test("a range out of order and a range that is missing are seen", async () => {
  const { guidance } = await measured({
    edit: (one) => ({
      ...one,
      ranges: one.ranges
        .filter(({ name }) => name !== "epochs")
        .map((range) => (range.name === "lr" ? { ...range, recommended: range.high * 10 } : range)),
    }),
  });

  expect(guidance.missingRanges).toEqual(["epochs"]);
  expect(guidance.ranges.filter(({ ordered }) => !ordered).map(({ name }) => name)).toEqual(["lr"]);
});

test("a topic without a word is named", async () => {
  const { guidance } = await measured({ edit: (one) => ({ ...one, precision: " " }) });

  expect(guidance.missingTopics).toEqual(["precision"]);
});

test("the engine's lines of the checklist are proved by stages and dry runs, a person's by nobody here", async () => {
  const proofs = async (options: Options): Promise<string[]> =>
    (await measured(options)).checklist.filter(({ proved }) => proved).map(({ id }) => id);

  expect(await proofs({})).toEqual(["C01", "C02", "C03", "C04"]);
  expect(await proofs({ passed: ["t2-environment"] })).toEqual(["C03", "C04"]);
  expect(await proofs({ commands: { "dry run launch/slurm.sh": { exit: 2 } } })).toEqual(["C01", "C02", "C03"]);
});

const TRIED: Guidance["proofs"][number] = {
  id: "two-processes",
  title: "Two processes",
  result: "met",
  cites: [],
  loss: 0.5,
  reference: 0.5,
  note: "",
};
const withTrial = (guidance: Guidance): Guidance => ({
  ...guidance,
  proofs: [TRIED],
  checklist: guidance.checklist.map((item) => (item.id === "C08" ? { ...item, done: true } : item)),
});
const losing = (loss: number): Outcome => ({ stdout: `epoch 1\n{"loss": ${loss}}\n` });

test("two processes that were tried are tried again, and their loss is held against that of one", async () => {
  const { launches, checklist } = await measured({
    edit: withTrial,
    commands: { "launch one-process": losing(0.5), "launch two-processes": losing(0.52) },
  });

  expect(launches).toMatchObject([{ id: "two-processes", result: "met", ran: true, exit: 0, loss: 0.52 }]);
  expect(launches[0]?.apart).toBeCloseTo(0.04, 9);
  expect(checklist.find(({ id }) => id === "C08")).toMatchObject({ done: true, proved: true });
});

test.each([
  ["a process that fails", { exit: 1 }, 1],
  ["a run that prints no loss", { stdout: "done\n" }, 0],
])("%s is as far apart as can be", async (_what, outcome, exit) => {
  const { launches } = await measured({
    edit: withTrial,
    commands: { "launch one-process": losing(0.5), "launch two-processes": outcome },
  });

  expect(launches).toMatchObject([{ exit, apart: 1 }]);
});

test("a launch that was not tried is not tried by a check either", async () => {
  const { launches } = await measured({
    edit: (one) => ({ ...one, proofs: [{ ...TRIED, result: "not_run" }] }),
  });

  expect(launches).toEqual([]);
});

test.each([
  ["that stands in the ledger as an edit is theirs", true],
  ["that nobody made is nobody's", false],
])("a person's tick %s", async (_what, byHand) => {
  const { checklist } = await measured({
    byHand,
    edit: (one) => ({
      ...one,
      checklist: one.checklist.map((item) => (item.id === "C06" ? { ...item, done: true } : item)),
    }),
  });

  expect(checklist.find(({ id }) => id === "C06")).toMatchObject({ proof: "person", done: true, proved: byHand });
});

test("a script whose dry run fails is measured as failed, whatever the guidance says of it", async () => {
  const { scripts } = await measured({
    edit: (one) => ({ ...one, scripts: one.scripts.map((script) => ({ ...script, result: "met" as const })) }),
    commands: { "dry run launch/cpu.sh": { exit: 1 } },
  });

  expect(scripts.find(({ path }) => path === "launch/cpu.sh")).toMatchObject({ result: "met", run: { exit: 1 } });
});

test("no guidance is absence, not an error", async () => {
  const evidence = await withProbe({}, measureGuidance);

  expect(T4Evidence.parse(evidence)).toMatchObject({ guidance: { present: false }, scripts: [], checklist: [] });
});
