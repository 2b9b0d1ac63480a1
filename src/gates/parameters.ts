// Parameters of the engine as the rulebook states them: `params` blocks, later files over earlier ones.
import type { z } from "zod";
import { Parameters, PartialParameters } from "../spec/rulebook.js";
import { blocksNamed, type LoadedRule, problem, type RulebookFile, type RuleProblem, readBlock } from "./rulebook.js";

/** The rule whose params hold the threshold of the scores. */
const SCORE_RULE = "F1-3";

export interface ReadParameters {
  /** Null when a parameter is missing or wrong. */
  readonly parameters: Parameters | null;
  readonly problems: readonly RuleProblem[];
}

export function parametersOf(files: readonly RulebookFile[], rules: readonly LoadedRule[]): ReadParameters {
  const read = files.map(statedIn);
  const problems = read.flatMap((one) => one.problems);
  const stated = overlaid(read.map((one) => one.stated));
  const confident = rules.find(({ rule }) => rule.id === SCORE_RULE)?.rule.params.confident;
  const whole = Parameters.safeParse({ ...stated, confident });
  if (whole.success) return { parameters: whole.data, problems };
  return { parameters: null, problems: problems.length > 0 ? problems : missing(whole.error, files) };
}

/** The parameters one file states; it need not state them all. */
export function statedIn({ path, text }: RulebookFile): {
  readonly stated: PartialParameters;
  readonly problems: readonly RuleProblem[];
} {
  const read = blocksNamed("params", text).map((block) => readBlock(path, block, PartialParameters));
  const stated = overlaid(read.map(({ data }) => data ?? {}));
  return { stated, problems: read.flatMap(({ problems }) => problems) };
}

/** Later ones win; limits one by one. */
export function overlaid(layers: readonly PartialParameters[]): PartialParameters {
  let whole: PartialParameters = {};
  for (const layer of layers) {
    const limits = { ...whole.limits, ...layer.limits };
    whole = { ...whole, ...layer, ...(Object.keys(limits).length === 0 ? {} : { limits }) };
  }
  return whole;
}

function missing(error: z.ZodError, files: readonly RulebookFile[]): RuleProblem[] {
  const file = files.at(-1)?.path ?? "rulebook";
  return error.issues.map(({ path, message }) => {
    const id = path.map(String).join(".");
    return problem({ file, line: 1, id }, { zh: `参数 ${id} 有误：${message}`, en: `parameter ${id}: ${message}` });
  });
}
