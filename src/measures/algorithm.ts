// Does the model learn: every parameter gets a gradient, one batch can be fitted, the size is the one tech.md names.
import type { Probe } from "../ports/workbench.js";
import type { F4Evidence } from "../spec/evidence/framework.js";
import { lastJson, numberOf } from "./commands.js";
import { readTechnology } from "./spec-files.js";
import { ranOf } from "./tasks.js";

export async function measureAlgorithm(probe: Probe): Promise<F4Evidence["algorithm"]> {
  const script = (await probe.shipped("python/in_project/algorithm.py")) ?? "";
  const recorded = await probe.run({
    argv: ["python", "-", probe.facts.package],
    stdin: script,
    purpose: "model behaviour",
    inputs: ["src/**", "configs/**"],
    wallSeconds: 120,
  });
  const answer = lastJson(recorded.record.stdout);
  const technology = await readTechnology(probe);
  const without = answer.without_gradient;
  return {
    parametersWithoutGradient: Array.isArray(without) ? without.length : 0,
    lossFell: answer.fell === true,
    parametersStated: technology?.candidates.find((candidate) => candidate.chosen)?.estimate.parameters.value ?? 0,
    parametersMeasured: numberOf(answer.parameters, -1),
    run: ranOf(recorded),
  };
}
