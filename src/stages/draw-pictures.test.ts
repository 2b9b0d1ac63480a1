import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { RunRequest, WorkTools } from "../ports/workbench.js";
import { drawPictures } from "./draw-pictures.js";

const FIGURES = [
  { name: "data-labels", alt: { zh: "标签", en: "Labels" }, panels: [] },
  { name: "data-sizes", alt: { zh: "长度", en: "Lengths" }, panels: [] },
];
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Tools whose drawing leaves one small file a figure; `fails` = it ends with this error. */
async function aBench(fails = "") {
  const scratchDir = await mkdtemp(join(tmpdir(), "plumbline-draw-"));
  folders.push(scratchDir);
  const written = new Map<string, string | Uint8Array>();
  const removed: string[] = [];
  const ran: RunRequest[] = [];
  const bench: Partial<WorkTools> = {
    scratchDir,
    root: "/project",
    facts: { language: "zh" } as WorkTools["facts"],
    shipped: async () => "print()",
    list: async () => ["docs/pictures/data-labels.png", "docs/pictures/data-old.png"],
    write: async (path, content) => void written.set(path, content),
    remove: async (path) => void removed.push(path),
    run: async (request) => {
      ran.push(request);
      const drawn = FIGURES.map(({ name }) => ({
        name,
        lang: "en",
        numbered: name === "data-labels" ? { 正: "#1" } : {},
      }));
      for (const { name } of FIGURES) await writeFile(join(request.argv[4] ?? "", `${name}.png`), name);
      const record = { exit: fails === "" ? 0 : 1, stdout: JSON.stringify({ drawn }), stderr: fails };
      return { entry: 9, record, cited: false } as unknown as Awaited<ReturnType<WorkTools["run"]>>;
    },
  };
  return { tools: bench as WorkTools, written, removed, ran };
}

test("each figure becomes a file of the project with its hash, the report's words and the line that drew it", async () => {
  const { tools, written } = await aBench();

  const pictures = await drawPictures(tools, "data", FIGURES);

  expect([...written.keys()]).toEqual(["docs/pictures/data-labels.png", "docs/pictures/data-sizes.png"]);
  expect(pictures).toMatchObject([
    { path: "docs/pictures/data-labels.png", alt: "标签", labels: "en", marks: { 正: "#1" }, bytes: 11, entry: 9 },
    { path: "docs/pictures/data-sizes.png", alt: "长度", entry: 9 },
  ]);
});

test("what is drawn sees no code of the project, and a picture of an earlier draw is removed", async () => {
  const { tools, ran, removed } = await aBench();

  await drawPictures(tools, "data", FIGURES);

  expect(ran[0]?.argv.slice(0, 3)).toEqual(["python", "-I", "-"]);
  expect(removed).toEqual(["docs/pictures/data-old.png"]);
});

test("without figures nothing is drawn", async () => {
  const { tools, ran } = await aBench();

  expect(await drawPictures(tools, "result", [])).toEqual([]);
  expect(ran).toEqual([]);
});

test("a drawing that fails names its last line and the way out", async () => {
  const { tools } = await aBench("Traceback\nNo module named 'matplotlib'");

  await expect(drawPictures(tools, "data", FIGURES)).rejects.toMatchObject({
    says: { en: "The pictures of the report could not be drawn: No module named 'matplotlib'" },
  });
});
