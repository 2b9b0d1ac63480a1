// What raises nothing and is wrong all the same: the first silent fault in the project's code and config, as a failure.
import { findSilent, silentFailure } from "../knowledge/fixes/find-silent.js";
import type { Probe } from "../ports/workbench.js";
import type { Failure } from "../spec/failure.js";
import { FixFile } from "../spec/fix.js";
import { parseYaml } from "../spec/yaml.js";
import { chosenGroups } from "./repairs.js";

const FIXES = "knowledge/fixes";
const TEXTS: readonly string[] = ["src/**/*.py", "scripts/*.py", "configs/**/*.yaml"];

export async function silentlyWrong(probe: Probe): Promise<Failure | null> {
  const files = (await probe.shippedFiles(FIXES)).filter((path) => path.endsWith(".yaml"));
  const contents = await Promise.all(files.map((path) => probe.shipped(path)));
  const classes = contents.flatMap((text) => {
    const read = parseYaml(text ?? "");
    return FixFile.parse(read.ok ? read.data : {}).classes;
  });
  const texts = new Map<string, string>();
  for (const path of await probe.list(TEXTS)) texts.set(path, (await probe.read(path)) ?? "");
  const [fault] = findSilent(texts, classes, await chosenGroups(probe));
  return fault === undefined ? null : silentFailure(fault);
}
