// A toy graph for the engine's tests: tiny stages whose files are measured for TODOs and, when Python, by running them.
import type { Artefact, StageDeclaration } from "../../graph/stage.js";
import { defineStage, fact, file, globsOf, keptTree, tree } from "../../graph/stage.js";
import type { Probe, WorkTools } from "../../ports/workbench.js";
import type { RoleId, StageId } from "../../spec/codes.js";
import type { DocumentForm } from "../../spec/evidence/common.js";

export const IGNORED = "outputs/\n__pycache__/\n";

export interface StageFields {
  readonly id: StageId;
  readonly role?: RoleId;
  readonly reads?: Readonly<Record<string, Artefact>>;
  readonly writes?: Readonly<Record<string, Artefact>>;
  readonly amends?: Readonly<Record<string, Artefact>>;
  /** Globs the mind may write; by default what the stage writes and amends. */
  readonly touch?: readonly string[];
  /** Before the mind is asked. */
  readonly before?: (tools: WorkTools) => Promise<void>;
  /** After the mind answered. */
  readonly after?: (tools: WorkTools) => Promise<void>;
  /** While the stage is measured. */
  readonly measuring?: (probe: Probe) => Promise<void>;
}

/** A stage that asks its role once and is measured file by file. */
export function aStage(fields: StageFields): StageDeclaration {
  const { id, role = "coder", reads = {}, writes = {}, amends } = fields;
  const mine = Object.values({ ...writes, ...amends });
  const touch = fields.touch ?? trackedGlobs(mine);
  return defineStage({
    id,
    seed: "",
    title: { zh: id, en: id },
    roles: [role],
    reads,
    writes,
    ...(amends === undefined ? {} : { amends }),
    does: [],
    gate: { zh: "", en: "" },
    work: async (tools) => {
      await fields.before?.(tools);
      await tools.ask(role, {
        goal: `make ${id}`,
        material: await materialOf(tools, reads, amends),
        answer: "TaskDone",
        touch,
      });
      await fields.after?.(tools);
    },
    evidence: async (probe) => {
      const documents: DocumentForm[] = [];
      for (const path of await probe.list(trackedGlobs(mine))) documents.push(await formOf(probe, path));
      await fields.measuring?.(probe);
      return { documents };
    },
  });
}

/** plan.yaml → src/ and a count under outputs/ → report.md, which may amend src/. */
export function toyStages(): readonly StageDeclaration[] {
  const plan = file("plan.yaml");
  const code = tree("src/", "src/**");
  return [
    aStage({
      id: "p1-docker",
      role: "planner",
      reads: { request: fact("request") },
      writes: { plan, ignore: file(".gitignore") },
      touch: ["plan.yaml"],
      before: (tools) => tools.write(".gitignore", IGNORED),
    }),
    aStage({
      id: "p2-image",
      reads: { plan },
      writes: { code, made: keptTree("outputs", "outputs/**") },
      after: async (tools) => {
        const script = "mkdir -p outputs && cat src/* | wc -l > outputs/lines.txt";
        await tools.run({ argv: ["sh", "-c", script], purpose: "count lines", as: "tool", inputs: ["src/**"] });
      },
    }),
    aStage({
      id: "p3-deploy",
      role: "reviewer",
      reads: { plan, code },
      writes: { report: file("report.md") },
      amends: { code },
    }),
  ];
}

function trackedGlobs(artefacts: readonly Artefact[]): readonly string[] {
  return artefacts.flatMap((artefact) => globsOf(artefact).flatMap(({ glob, kept }) => (kept ? [] : [glob])));
}

/** What the stage reads and does not amend: a task that quoted what its answer changes would be another one on resume. */
async function materialOf(
  tools: WorkTools,
  reads: StageDeclaration["reads"],
  amends: StageDeclaration["amends"] = {},
): Promise<Record<string, unknown>> {
  const material: Record<string, unknown> = { request: tools.facts.request };
  const amended = trackedGlobs(Object.values(amends)).map((glob) => `!${glob}`);
  const paths = await tools.list([...trackedGlobs(Object.values(reads)), ...amended]);
  for (const path of paths) material[path] = await tools.read(path);
  return material;
}

async function formOf(probe: Probe, path: string): Promise<DocumentForm> {
  const lines = ((await probe.read(path)) ?? "").split("\n");
  const placeholders = lines.flatMap((line, at) => (line.includes("TODO") ? [`${path}:${at + 1} ${line}`] : []));
  const damaged: string[] = [];
  if (path.endsWith(".py")) {
    const run = { argv: ["python3", "-I", "-B", path], purpose: `run ${path}`, as: "tool", inputs: [path] } as const;
    const { record } = await probe.run(run);
    if (record.exit !== 0) damaged.push(`${path} exit ${record.exit}`);
  }
  const none: string[] = [];
  const empty = {
    emptySections: none,
    foreignSentences: none,
    uncitedNumbers: none,
    brokenCitations: none,
    overridesUnnamed: none,
  };
  return { path, placeholders, ...empty, damaged };
}
