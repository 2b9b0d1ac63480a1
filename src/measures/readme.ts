// README against the code: each command's script and flags exist, the ones that touch nothing are run.
import type { Probe } from "../ports/workbench.js";
import type { F4Evidence } from "../spec/evidence/framework.js";
import { recordOf, rowsOf } from "./commands.js";

const HARMLESS = /--dry-run|--help/;
const DOCUMENTED = ["train.py", "eval.py", "infer.py", "export.py", "download.py"];

export async function measureReadme(
  probe: Probe,
  inspection: Readonly<Record<string, unknown>>,
): Promise<F4Evidence["readme"]> {
  const commands = rowsOf(inspection.commands).filter((row) => row.document === "README.md");
  const readme = (await probe.read("README.md")) ?? "";
  const failed: string[] = [];
  for (const row of commands) {
    const argv = Array.isArray(row.argv) ? row.argv.map(String) : [];
    if (!HARMLESS.test(argv.join(" ")) || argv[0] === undefined || !argv[0].includes("python")) continue;
    const ran = await probe.run({
      argv: ["python", ...argv.slice(1)],
      purpose: "README command",
      inputs: ["src/**", "scripts/*.py", "configs/**"],
      wallSeconds: 120,
    });
    if (ran.record.exit !== 0) failed.push(argv.join(" "));
  }
  return {
    commands: commands.length,
    unknownScripts: commands.filter((row) => row.exists === false).map(textOf),
    unknownFlags: commands.flatMap((row) =>
      [...listOf(row.unknown_flags), ...listOf(row.unknown_overrides)].map((flag) => `${textOf(row)}: ${flag}`),
    ),
    failedCommands: failed,
    undocumentedScripts: DOCUMENTED.filter((name) => !readme.includes(`scripts/${name}`)),
  };
}

function textOf(row: Readonly<Record<string, unknown>>): string {
  return String(recordOf(row).text ?? "");
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
