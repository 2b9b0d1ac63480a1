// Entry of the command line: answers `--version` at once, loads the rest only when it is needed.
import { readFileSync } from "node:fs";
import { leave } from "./exit.js";
import { createPrinter } from "./print.js";

/** Version of the product, from its package.json. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
}

/** Runs the arguments of this process and ends it with the exit code. */
export async function main(): Promise<never> {
  const argv = process.argv.slice(2);
  const printer = createPrinter(process.stdout, process.stderr);
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    printer.out(version());
  } else {
    const { invoke } = await import("./invoke.js");
    const { processWorld } = await import("./world.js");
    const code = await invoke(argv, processWorld(printer));
    await printer.flush();
    leave(code);
  }
  await printer.flush();
  leave(0);
}
