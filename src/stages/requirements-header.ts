// The head of requirements-cpu.txt and -gpu.txt: where the right torch wheel lies, left out where it does not answer.
import type { EnvironmentReady } from "../ports/environments.js";
import type { WorkTools } from "../ports/workbench.js";
import { parseYaml } from "../spec/yaml.js";

const MARK = "# torch index:";

export async function writeRequirementsHeader(tools: WorkTools, env: EnvironmentReady): Promise<void> {
  const addresses = parseYaml((await tools.shipped("knowledge/facts/addresses.yaml")) ?? "");
  for (const profile of ["cpu", "gpu"] as const) {
    const path = `requirements-${profile}.txt`;
    const text = await tools.read(path);
    const url = addresses.ok ? torchIndex(addresses.data, profile) : "";
    if (text === null || url === "" || text.includes(MARK)) continue;
    await tools.write(path, `${headFor(url, profile, env.indexesLeftOut)}${text}`);
  }
}

/** Commented out when it was probed and did not answer: pip would wait for it at every package. */
function headFor(url: string, profile: string, leftOut: readonly string[]): string {
  const silent = leftOut.some((left) => left.includes(url) || url.includes(left));
  const line = `--extra-index-url ${url}`;
  const why = profile === "cpu" ? "the CPU build; without it Linux gets the CUDA build, several GB" : "the CUDA build";
  return silent
    ? `${MARK} ${why}\n# It did not answer when this file was made; put it back where it does.\n# ${line}\n`
    : `${MARK} ${why}\n${line}\n`;
}

function torchIndex(data: unknown, profile: "cpu" | "gpu"): string {
  const found = JSON.stringify(data).match(/https:\/\/[^"]*\/whl\/[a-z0-9]+/g) ?? [];
  const wanted =
    profile === "cpu" ? found.find((url) => url.endsWith("/cpu")) : found.find((url) => !url.endsWith("/cpu"));
  return wanted ?? "";
}
