// f5: venv.md, the rulebook copied byte for byte, the schemas: the project can be followed without Plumbline.
import { sha256 } from "../base/hash.js";
import { defineStage, file, tree } from "../graph/stage.js";
import { measureHandover } from "../measures/handover.js";
import { RULEBOOK_COPIES } from "../measures/rulebook-copies.js";
import { readTechnology } from "../measures/spec-files.js";
import type { WorkTools } from "../ports/workbench.js";
import { renderVenv } from "../spec/documents/venv.js";
import type { VenvSpec } from "../spec/handover.js";
import { PROJECT_GLOBS } from "../spec/layout.js";
import { ARTEFACT_NAMES, exampleOf, jsonSchemaOf } from "../spec/schemas.js";
import { writeReport } from "./write-report.js";

export const f5Handover = defineStage({
  id: "f5-handover",
  seed: "3.1.5",
  title: { zh: "venv 环境与交接", en: "Hand-over" },
  roles: ["ops"],
  reads: {
    project: tree("project/", ...PROJECT_GLOBS),
    readme: file("README.md"),
    technology: file("tech.md", "Technology"),
  },
  writes: {
    venv: file("venv.md", "VenvSpec"),
    copies: tree("specs/", "specs/**"),
    conduct: file("CLAUDE.md"),
  },
  does: [
    {
      zh: "读取 README 与锁文件，生成 venv.md，写明 mini 数据的抽样规范",
      en: "Read README and locks; write venv.md with the sampling spec of the mini data",
    },
    { zh: "把规范文件与结构定义逐字节复制到项目", en: "Copy rulebook and schemas into the project byte for byte" },
  ],
  gate: {
    zh: "venv.md 与 README、锁文件一致，并写明抽样规范；副本哈希相同",
    en: "venv.md agrees with README and lock and names the sampling spec; copies are identical by hash",
  },
  work: async (tools) => {
    const technology = await readTechnology(tools);
    if (technology === null) return;
    tools.note({ zh: "复制规范文件", en: "Copying the rulebook" });
    const copies = await copyRulebook(tools);
    await writeSchemas(tools);
    const venv = await tools.ask<VenvSpec>("ops", {
      goal: "Write the environment spec of both profiles and the sampling spec of the mini data.",
      material: {
        project: tools.facts.project,
        recipe: technology.recipe,
        pythonVersion: (await tools.environment()).pythonVersion,
        locks: await locksOf(tools),
        copies,
      },
      answer: "VenvSpec",
    });
    const draw = tools.entries("command", "f3-construction").find((entry) => entry.data.purpose === "data draw");
    await writeReport(
      tools,
      "venv.md",
      renderVenv(venv, tools.facts.language, { cites: draw === undefined ? [] : [`L${draw.seq}`] }),
    );
  },
  evidence: (probe) => measureHandover(probe),
});

async function copyRulebook(tools: WorkTools): Promise<VenvSpec["copies"]> {
  const copies: VenvSpec["copies"] = [];
  for (const [name, path] of Object.entries(RULEBOOK_COPIES)) {
    const text = await tools.shipped(`rulebook/${name}`);
    if (text === null) continue;
    await tools.write(path, text);
    copies.push({ path, sha256: sha256(text) });
  }
  return copies;
}

async function writeSchemas(tools: WorkTools): Promise<void> {
  for (const name of ARTEFACT_NAMES) {
    await tools.write(`specs/schemas/${name}.json`, `${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`);
    await tools.write(`specs/examples/${name}.yaml`, exampleOf(name, tools.facts.language));
  }
}

async function locksOf(tools: WorkTools): Promise<Readonly<Record<string, string>>> {
  const locks: Record<string, string> = {};
  for (const profile of ["cpu", "gpu"]) {
    const lock = await tools.read(`requirements-${profile}.lock.txt`);
    if (lock !== null) locks[profile] = lock;
  }
  return locks;
}
