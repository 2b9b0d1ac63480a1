// Builds dist/ with the local TypeScript: into a folder beside it, swapped in when it is whole.
import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const fresh = join(root, `dist.${process.pid}`);
const old = join(root, `dist.old.${process.pid}`);
const dist = join(root, "dist");

if (!existsSync(compiler)) {
  process.stderr.write("build: TypeScript is not installed; run `npm ci` first. 请先运行 npm ci。\n");
  process.exit(1);
}
const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json", "--outDir", fresh], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) {
  rmSync(fresh, { recursive: true, force: true });
  process.stderr.write("build: failed; dist/ is as it was. 构建失败，dist/ 保持原样。\n");
  process.exit(status ?? 1);
}
writeFileSync(join(fresh, ".built"), "");
if (existsSync(dist)) renameSync(dist, old);
renameSync(fresh, dist);
rmSync(old, { recursive: true, force: true });
