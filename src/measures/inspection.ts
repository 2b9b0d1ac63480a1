// What the project's text shows, by the trusted reader of Python (python/inspect_code.py).
import type { Probe } from "../ports/workbench.js";
import { recordOf } from "./commands.js";

export async function inspectCode(probe: Probe): Promise<Readonly<Record<string, unknown>>> {
  const result = await probe.python(
    "inspect_code.py",
    { root: probe.root, package: probe.facts.package, documents: ["README.md"] },
    {
      purpose: "inspect code",
      inputs: ["src/**", "scripts/*.py", "configs/**", "tests/**", "service/**", "README.md", "requirements-*.txt"],
    },
  );
  return recordOf(result.answer);
}
