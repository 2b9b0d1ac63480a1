// t2: the environment is linked and proved by importing it, the mini data laid and sealed, the notebook executed.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../base/hash.js";
import { defineStage, fact, file, keptTree, tree } from "../graph/stage.js";
import { numberOf, recordOf, rowsOf } from "../measures/commands.js";
import { measureData, measureNotebook, samplingRequest } from "../measures/data.js";
import { measureDocuments } from "../measures/documents.js";
import { environmentFacts, measureEnvironment } from "../measures/environment.js";
import { measureLeaks } from "../measures/leaks.js";
import { measurePictures } from "../measures/pictures.js";
import { readDocument, readVenv } from "../measures/spec-files.js";
import type { Probe, WorkTools } from "../ports/workbench.js";
import { envCheckJson, renderEnvCheck } from "../spec/documents/env-check.js";
import { type MiniDatasetExtra, parseMiniDataset, renderMiniDataset } from "../spec/documents/mini-dataset.js";
import type { EnvCheck, MiniDataset } from "../spec/environment.js";
import type { PicturesEvidence } from "../spec/evidence/common.js";
import type { SourceSpec } from "../spec/handover.js";
import { NOTEBOOK } from "../spec/layout.js";
import type { Picture } from "../spec/picture.js";
import { drawPictures, PICTURES } from "./draw-pictures.js";
import { FULL_DATA_DECISION } from "./hub-checks.js";
import { writeReport } from "./write-report.js";

export const t2Environment = defineStage({
  id: "t2-environment",
  seed: "3.2.2",
  title: { zh: "环境构建与 mini 数据集准备", en: "Environment and mini data" },
  roles: ["ops", "dataset"],
  reads: {
    venv: file("venv.md", "VenvSpec"),
    readme: file("README.md"),
    requirements: tree("requirements-*.txt", "requirements-*.txt"),
    host: { kind: "fact", name: "host" },
  },
  writes: {
    report: file("env_check_report.md", "EnvCheck"),
    json: file("env_check_report.json", "EnvCheck"),
    mini: keptTree("data/mini", "data/mini/**"),
    dataset: file("mini_dataset.md", "MiniDataset"),
    pictures: tree("data pictures", `${PICTURES}/data-*.png`),
    venv: fact("venv"),
  },
  amends: { notebook: file(NOTEBOOK) },
  does: [
    {
      zh: "按锁文件建立 debug-cpu 或 debug-gpu，逐个导入直接依赖",
      en: "Make debug-cpu or debug-gpu from the lock and import every direct dependency",
    },
    {
      zh: "由源数据与种子生成 data/mini，封存测试标签",
      en: "Make data/mini from source and seed; seal the test labels",
    },
    {
      zh: "画出类别、长度与样例，执行可视化笔记本，写数据说明",
      en: "Draw classes, lengths and samples, execute the notebook and write the data sheet",
    },
  ],
  gate: {
    zh: "依赖在环境中可导入；mini 数据有效、划分已封存、无重叠；笔记本无出错单元且含图",
    en: "Imports proved in the environment; mini data valid, split sealed, no overlap; the notebook ran without a cell error and holds pictures",
  },
  work: async (tools) => {
    tools.note({ zh: "证明环境", en: "Proving the environment" });
    await reportEnvironment(tools);
    tools.note({ zh: "生成 mini 数据并封存测试标签", en: "Making the mini data, sealing the test labels" });
    await makeData(tools);
    tools.note({ zh: "执行笔记本", en: "Executing the notebook" });
    await executeNotebook(tools);
  },
  evidence: async (probe) => ({
    environment: await measureEnvironment(probe),
    data: await measureData(probe),
    notebook: await measureNotebook(probe),
    pictures: await measureMiniPictures(probe),
    documents: await measureDocuments(probe, ["env_check_report.md", "mini_dataset.md"]),
  }),
});

async function reportEnvironment(tools: WorkTools): Promise<void> {
  const env = await tools.environment();
  const profile = tools.facts.profile;
  await tools.expose(`debug-${profile}`, env);
  const { facts, entry } = await environmentFacts(tools, false);
  const lock = (await tools.read(`requirements-${profile}.lock.txt`)) ?? "";
  const { host } = tools.facts;
  const check: EnvCheck = {
    python_version: facts?.python_version ?? env.pythonVersion,
    python_path_kind: "cache",
    profile,
    venv: `debug-${profile}`,
    installer: { name: env.installer.name, version: env.installer.version },
    lock_sha256: sha256(lock),
    packages_installed: facts?.packages ?? [],
    imports: facts?.imports ?? [],
    hardware: {
      cpu: host.cpu,
      cores: host.cores,
      memory_bytes: host.memoryBytes,
      disk_free_bytes: host.diskFreeBytes,
      gpu: host.gpus.map((gpu) => ({ name: gpu.name, memory_bytes: gpu.memoryBytes, driver: gpu.driver })),
      cuda_available: facts?.cuda_available ?? false,
    },
    probed: [...host.probed, ...env.probed].map(({ what, answer }) => ({ what, answer })),
    indexes_left_out: [...env.indexesLeftOut],
    install: {
      seconds: Number(env.seconds.toFixed(2)),
      download_seconds: Number(env.downloadSeconds.toFixed(2)),
      download_bytes: Math.round(env.downloadBytes),
      from_cache: env.fromCache,
      entry,
    },
    sandbox: await tools.containment(),
  };
  await tools.write("env_check_report.json", envCheckJson(check));
  await writeReport(tools, "env_check_report.md", renderEnvCheck(check, tools.facts.language));
}

async function makeData(tools: WorkTools): Promise<void> {
  const venv = await readVenv(tools);
  if (venv === null) return;
  const made = await tools.fetch({ do: "materialise", sampling: samplingRequest(venv.sampling), out: "data/mini" });
  const answer = recordOf(made.answer);
  const splits = recordOf(answer.splits);
  const overlap = await tools.python(
    "probe.py",
    { probe: "overlap", folder: join(tools.root, "data/mini") },
    { purpose: "data overlap", inputs: ["data/mini/**"] },
  );
  const leaks = await measureLeaks(tools);
  const files: Readonly<Record<string, string>> = { train: "train.jsonl", val: "val.jsonl", test: "test_inputs.jsonl" };
  const hashes = recordOf(answer.files);
  const { pictures, samples } = await portrayData(tools);
  const { kind } = await tools.containment();
  const description = recordOf(JSON.parse((await tools.read("data/mini/dataset.json")) ?? "{}"));
  const dataset: MiniDataset = {
    name: String(answer.name ?? ""),
    source: sourceOf(venv.sampling.source),
    licence: String(answer.licence ?? ""),
    kind: "real",
    rows: numberOf(answer.rows),
    duplicates_removed: numberOf(answer.duplicates_removed),
    ...droppedFacts(recordOf(answer.dropped)),
    classes: Object.fromEntries(Object.entries(recordOf(answer.classes)).map(([name, rows]) => [name, numberOf(rows)])),
    ...targetFacts(recordOf(answer.target)),
    ...seriesFacts(recordOf(description.series)),
    ...fullFacts(tools),
    splits: Object.fromEntries(
      Object.entries(files).map(([part, name]) => [
        part,
        { rows: numberOf(recordOf(splits[part]).rows), sha256: String(hashes[name] ?? "") },
      ]),
    ),
    sealed: kind === "bubblewrap",
    croissant: String(answer.croissant ?? ""),
    overlap: numberOf(recordOf(overlap.answer).total),
    ...(leaks.length === 0 ? {} : { leaks }),
    pictures: [...pictures],
    entry: made.entry,
  };
  await writeReport(tools, "mini_dataset.md", renderMiniDataset(dataset, tools.facts.language, { samples }));
}

/** Pictures of the data as trusted Python measures it, and a few training rows as text. */
async function portrayData(
  tools: WorkTools,
): Promise<{ readonly pictures: readonly Picture[]; readonly samples: NonNullable<MiniDatasetExtra["samples"]> }> {
  const { answer } = await tools.python(
    "probe.py",
    { probe: "portrait", folder: join(tools.root, "data/mini") },
    { purpose: "data portrait", inputs: ["data/mini/**"] },
  );
  const { figures, samples } = recordOf(answer);
  return {
    pictures: await drawPictures(tools, "data", rowsOf(figures)),
    samples: rowsOf(samples).map(({ input, label }) => ({ input: String(input), label: String(label) })),
  };
}

async function measureMiniPictures(probe: Probe): Promise<PicturesEvidence> {
  const report = await readDocument(probe, "mini_dataset.md", parseMiniDataset);
  return await measurePictures(probe, await probe.read("mini_dataset.md"), report?.pictures ?? []);
}

function targetFacts({ low, high, mean }: Readonly<Record<string, unknown>>): Pick<MiniDataset, "target"> {
  if (typeof low !== "number") return {};
  return { target: { low, high: numberOf(high), mean: numberOf(mean) } };
}

function droppedFacts(dropped: Readonly<Record<string, unknown>>): Pick<MiniDataset, "dropped"> {
  const counts = Object.entries(dropped).map(([why, rows]): [string, number] => [why, numberOf(rows)]);
  const some = counts.filter(([, rows]) => rows > 0);
  return some.length === 0 ? {} : { dropped: Object.fromEntries(some) };
}

function seriesFacts(series: Readonly<Record<string, unknown>>): Pick<MiniDataset, "series"> {
  if (typeof series.step !== "string") return {};
  const { step, season, history, horizon, missing } = series;
  const points = Object.values(recordOf(series.points)).map((count) => numberOf(count));
  const total = points.reduce((sum, count) => sum + count, 0);
  const lengths = { season: numberOf(season), history: numberOf(history), horizon: numberOf(horizon) };
  return { series: { step, ...lengths, series: points.length, points: total, missing: numberOf(missing) } };
}

/** A package that was fetched stands with its registry and version; one of the environment has the lock's. */
function sourceOf({ provider, package: name, version, loader }: SourceSpec): string {
  return version === undefined ? `${name}: ${loader}` : `${provider} ${name} ${version}: ${loader}`;
}

/** The decision that f2 took on the full set. */
function fullFacts(tools: WorkTools): Pick<MiniDataset, "full"> {
  const decided = tools.entries("decision", "f2-technology").filter(({ data }) => data.what === FULL_DATA_DECISION);
  const last = decided.at(-1);
  if (last === undefined) return {};
  const { options, chosen, why, offered, refused } = last.data;
  return {
    full: {
      asked: wordsOf(options),
      confirmed: String(chosen ?? ""),
      why: String(why ?? ""),
      ...(wordsOf(offered).length === 0 ? {} : { offered: wordsOf(offered) }),
      ...(wordsOf(refused).length === 0 ? {} : { refused: wordsOf(refused) }),
      entry: last.seq,
    },
  };
}

function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Executes the notebook inside the sandbox; the executed copy comes back through the scratch folder. */
async function executeNotebook(tools: WorkTools): Promise<void> {
  const copy = join(tools.scratchDir, "visualize_mini.ipynb");
  const ran = await tools.run({
    argv: ["python", "-", NOTEBOOK, copy],
    stdin: (await tools.shipped("python/in_project/notebook.py")) ?? "",
    purpose: "execute notebook",
    write: [tools.scratchDir],
    env: { MPLBACKEND: "module://matplotlib_inline.backend_inline" },
    wallSeconds: 240,
  });
  const executed = await readFileText(copy);
  if (executed !== null && ran.record.exit !== null) await tools.write(NOTEBOOK, executed);
}

async function readFileText(path: string): Promise<string | null> {
  return await readFile(path, "utf8").catch(() => null);
}
