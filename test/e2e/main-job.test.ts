// The main job: a Chinese sentence becomes a trained, proved project, and a second run has nothing left to do.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { STAGE_IDS } from "../../src/spec/codes.js";
import { Status } from "../../src/spec/status.js";
import { plumbline, run } from "./cli.js";
import { entriesOf, ofType, seqOf, stagesOf } from "./ledger.js";
import { DIGITS_ZH } from "./requests.js";
import { aCopyOf, type Finished, finished, MAKING_MS } from "./trained-project.js";

const BUILT = STAGE_IDS.slice(0, 9);
const ARTEFACTS = [
  "README.md requirements.md tech.md venv.md PROJECT_BUILD_LOG.md REVIEW_REPORT.md CLAUDE.md CLAUDE.inherited.md",
  "env_check_report.md env_check_report.json mini_dataset.md bugfix_report.md full_train_guidance.md",
  "training_checklist.md verify_ledger.py .gitignore .gitattributes pyproject.toml",
  "requirements-cpu.txt requirements-gpu.txt requirements-cpu.lock.txt requirements-gpu.lock.txt",
  "specs/CREATE.md specs/ML.md specs/OmegaConf_README.md specs/VENV_CONFIG.md specs/DEBUG_CODE.md",
  "specs/DOCKER_CONFIG.md configs/config.yaml configs/model configs/data configs/trainer",
  "src/handwritten_digits/models src/handwritten_digits/datasets src/handwritten_digits/utils",
  "scripts/train.py scripts/eval.py scripts/infer.py scripts/export.py scripts/download.py",
  "scripts/visualize_mini.ipynb tests data/sample/sample.jsonl data/mini/train.jsonl data/mini/val.jsonl",
  "data/mini/test_inputs.jsonl data/mini/dataset.json data/mini/croissant.json outputs checkpoints/model.safetensors checkpoints/config.json",
  "deploy/docker/Dockerfile.cpu deploy/docker/Dockerfile.gpu deploy/docker/compose.yaml",
  "deploy/docker/compose.gpu.yaml deploy/docker/compose.monitoring.yaml deploy/docker/prometheus deploy/docker/grafana",
  "docs/pictures/data-labels.png docs/pictures/data-sizes.png docs/pictures/data-samples.png",
  "docs/pictures/result-curve.png docs/pictures/result-answers.png docs/pictures/result-slices.png",
  "service/app.py launch .plumbline/ledger.jsonl .plumbline/head",
].flatMap((line) => line.split(" "));

describe("the digits project", () => {
  let made: Finished;
  let status: Status;

  beforeAll(async () => {
    made = await finished("digits");
    status = Status.parse(JSON.parse((await plumbline(["status", "--json", "--dir", made.dir])).out));
  }, MAKING_MS);

  test("is made by one command, which exits 0 and answers one JSON object", () => {
    const answer = JSON.parse(made.out);

    expect(made.exit, made.err).toBe(0);
    expect(answer).toMatchObject({ exit: 0, error: null, request: DIGITS_ZH, project: "handwritten-digits" });
  });

  test("holds every artefact of f1 to t4", () => {
    const absent = ARTEFACTS.filter((path) => !existsSync(join(made.dir, path)));

    expect(absent).toEqual([]);
    expect(readdirSync(join(made.dir, "launch")).length).toBeGreaterThan(2);
    expect(existsSync(join(made.dir, "debug-cpu", "bin", "python"))).toBe(true);
  });

  test("passed nine stages without a finding, and says that four are to come", () => {
    expect(status.stages.map(({ id }) => id)).toEqual(STAGE_IDS);
    expect(status.stages.map(({ state }) => state)).toEqual([
      ...BUILT.map(() => "passed"),
      ...STAGE_IDS.slice(9).map(() => "pending"),
    ]);
    expect(status.stages.flatMap(({ findings }) => findings)).toEqual([]);
    expect(status.stages.slice(0, 9).every(({ attempts, seconds }) => attempts >= 1 && seconds > 0)).toBe(true);
  });

  test("states request, questions and cost in its status", () => {
    expect(status).toMatchObject({
      project: "handwritten-digits",
      request: DIGITS_ZH,
      questions: [],
      cost: { tokens: 0, money: 0 },
      running: null,
    });
  });

  test("carries the metric with interval, named baseline and clause, met on the sealed split", () => {
    const metric = status.metric;

    expect(metric).toMatchObject({
      name: "accuracy",
      baseline: { name: "majority" },
      clause: "REQ-002",
      passed: true,
    });
    expect(metric?.low).toBeLessThan(metric?.value ?? 0);
    expect(metric?.high).toBeGreaterThan(metric?.value ?? 1);
    expect(metric?.value).toBeGreaterThan((metric?.baseline.value ?? 1) + 0.5);
    expect(status.clauses).toContainEqual(expect.objectContaining({ id: "REQ-002", word: "met" }));
    expect(status.clauses).toContainEqual(expect.objectContaining({ id: "SLA-001", word: "not_run" }));
  });

  test("passes the audit, and the verifier that needs nothing but Python", async () => {
    const audit = await plumbline(["audit", "--json", "--dir", made.dir]);
    const verifier = await run("python3", ["verify_ledger.py"], { cwd: made.dir });
    const head = entriesOf(made.dir).at(-1);

    expect(audit.exit, audit.out).toBe(0);
    expect(JSON.parse(audit.out)).toMatchObject({ ok: true, kind: null, head: { seq: head?.seq, hash: head?.hash } });
    expect(verifier).toMatchObject({ exit: 0, out: expect.stringContaining(`head=${head?.hash}`) });
  });

  test("has a commit for every passed stage, anchored in the chain, and one for the end of the run", async () => {
    const log = await run("git", ["log", "--format=%s%x09%(trailers:key=Plumbline-Ledger,valueonly)"], {
      cwd: made.dir,
    });
    const commits = log.out.split("\n").filter((line) => line !== "");
    const entries = new Map(entriesOf(made.dir).map((entry) => [`${entry.seq} ${entry.hash}`, entry]));
    const anchored = commits.map((line) => entries.get(line.split("\t")[1] ?? ""));

    expect(anchored.every((entry) => entry !== undefined)).toBe(true);
    expect(anchored[0]?.type).toBe("run.ended");
    expect(
      BUILT.filter((id) => !anchored.some((entry) => entry?.type === "stage.passed" && entry.stage === id)),
    ).toEqual([]);
  });

  test("leaves nothing in the tree that is neither committed nor ignored", async () => {
    const tree = await run("git", ["status", "--porcelain"], { cwd: made.dir });

    expect(tree.out).toBe("");
  });
});

test(
  "a second run repeats no stage and exits 0",
  async () => {
    const dir = await aCopyOf("digits");
    const before = seqOf(dir);

    const again = await plumbline(["run", "--json"], { cwd: dir });

    expect(again.exit, again.err).toBe(0);
    expect(stagesOf(ofType(dir, "stage.started", before))).toEqual([]);
    expect(
      entriesOf(dir)
        .filter((entry) => entry.seq > before)
        .map((entry) => entry.type),
    ).toEqual(["run.started", "run.ended"]);
  },
  MAKING_MS,
);

test(
  "the same request on the same folder goes on, too",
  async () => {
    const dir = await aCopyOf("digits");
    const before = seqOf(dir);

    const again = await plumbline(["run", "--yes", DIGITS_ZH, "--dir", dir]);

    expect(again.exit, again.err).toBe(0);
    expect(stagesOf(ofType(dir, "stage.started", before))).toEqual([]);
  },
  MAKING_MS,
);
