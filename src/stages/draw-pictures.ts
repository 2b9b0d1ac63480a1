// Pictures of a report: numbers that trusted Python measured, drawn in one style by the project's matplotlib, which sees no project code.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MachineError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { lastJson, recordOf, rowsOf } from "../measures/commands.js";
import type { WorkTools } from "../ports/workbench.js";
import type { Picture } from "../spec/picture.js";

export const PICTURES = "docs/pictures";

/** A figure as trusted Python gives it; what is in its panels only the drawing script reads. */
export type Figure = Readonly<Record<string, unknown>>;

/** Draws the figures into docs/pictures. Those of an earlier draw whose names begin with `prefix` and that are gone now are removed. */
export async function drawPictures(
  tools: WorkTools,
  prefix: "data" | "result",
  figures: readonly Figure[],
): Promise<readonly Picture[]> {
  const folder = join(tools.scratchDir, `pictures-${prefix}`);
  await mkdir(folder, { recursive: true });
  const drawn = figures.length === 0 ? { rows: [], entry: -1 } : await draw(tools, folder, figures);
  const pictures: Picture[] = [];
  for (const row of drawn.rows) {
    const name = String(row.name);
    const content = await readFile(join(folder, `${name}.png`));
    const path = `${PICTURES}/${name}.png`;
    await tools.write(path, content);
    const marks = Object.entries(recordOf(row.numbered)).map(([word, mark]): [string, string] => [word, String(mark)]);
    pictures.push({
      path,
      sha256: sha256(content),
      bytes: content.length,
      alt: String(recordOf(figures.find((figure) => figure.name === name)?.alt)[tools.facts.language] ?? ""),
      labels: row.lang === "zh" ? "zh" : "en",
      ...(marks.length === 0 ? {} : { marks: Object.fromEntries(marks) }),
      entry: drawn.entry,
    });
  }
  await removeOthers(tools, prefix, pictures);
  return pictures;
}

async function draw(
  tools: WorkTools,
  folder: string,
  figures: readonly Figure[],
): Promise<{ readonly rows: readonly Figure[]; readonly entry: number }> {
  const request = join(folder, "request.json");
  const root = join(tools.root, "data/mini");
  await writeFile(request, JSON.stringify({ lang: tools.facts.language, root, figures }));
  const { record, entry } = await tools.run({
    argv: ["python", "-I", "-", request, folder],
    stdin: (await tools.shipped("python/in_project/draw.py")) ?? "",
    purpose: "draw pictures",
    write: [tools.scratchDir],
    // The list of fonts is made once a project, not at every start.
    env: { MPLCONFIGDIR: join(tools.scratchDir, "matplotlib") },
    wallSeconds: 180,
  });
  if (record.exit !== 0) throw cannotDraw(record.stderr);
  return { rows: rowsOf(lastJson(record.stdout).drawn), entry };
}

async function removeOthers(tools: WorkTools, prefix: string, pictures: readonly Picture[]): Promise<void> {
  const wanted = new Set(pictures.map(({ path }) => path));
  for (const path of await tools.list([`${PICTURES}/${prefix}-*.png`])) {
    if (!wanted.has(path)) await tools.remove(path);
  }
}

function cannotDraw(stderr: string): MachineError {
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return new MachineError({
    says: { zh: `报告的图没有画成：${last}`, en: `The pictures of the report could not be drawn: ${last}` },
    hint: {
      zh: "确认项目环境里有 matplotlib（它在 requirements-*.txt 中），再执行 plumbline run",
      en: "See that the project's environment has matplotlib (requirements-*.txt names it), then type `plumbline run` again",
    },
    at: PICTURES,
  });
}
