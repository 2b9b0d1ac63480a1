// What an installation weighs: the product's own files and the packages it needs to run.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root, row } from "./measure.mjs";

export function benchSize() {
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const needed = Object.entries(packages).filter(
    ([path, one]) => path !== "" && !one.dev && !one.optional && !one.peer,
  );
  const own = files.reduce((sum, name) => sum + bytesOf(join(root, name)), 0);
  const libraries = needed.reduce((sum, [path]) => sum + bytesOf(join(root, path), "node_modules"), 0);
  const note = `own files ${(own / 1e6).toFixed(1)} MB, ${needed.length} packages ${(libraries / 1e6).toFixed(1)} MB`;
  return [row("installed size", (own + libraries) / 1e6, "MB", 40, { note })];
}

function bytesOf(path, without = "") {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path)
    .filter((name) => name !== without && name !== "__pycache__")
    .reduce((sum, name) => sum + bytesOf(join(path, name), without), 0);
}
