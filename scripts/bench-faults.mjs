// `npm run bench:faults`: faults put into generated projects of six recipes; how many are found and mended, and how.
// `-- --ids regression` some recipes, `-- --only R07,C` some classes, `-- --held` only variants no repair was built on. Results are
// kept and taken up again: a second run measures only what changed, `--again` all of it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { faultTable } from "./bench/faults/table.mjs";
import { benchFaults } from "./bench/faults.mjs";
import { root } from "./bench/measure.mjs";

const text = { type: "string" };
const { values } = parseArgs({
  options: { ids: text, only: text, held: { type: "boolean" }, again: { type: "boolean" } },
});
if (!existsSync(join(root, "dist", "cli", "main.js"))) {
  process.stderr.write("bench:faults: dist/ is not built; run `npm run build` first. 请先运行 npm run build。\n");
  process.exitCode = 1;
} else {
  const { results, recorded } = await benchFaults({
    ...(values.ids === undefined ? {} : { ids: values.ids.split(",") }),
    ...(values.only === undefined ? {} : { only: values.only.split(",") }),
    held: values.held === true,
    again: values.again === true,
  });
  process.stdout.write(`${faultTable(results, recorded)}\n`);
}
