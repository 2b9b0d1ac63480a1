// `rules check --selftest`: the installed rulebook shown at work, every rule on every one of its must-fail fixtures.
import { say } from "../base/bilingual.js";
import { InputError } from "../base/errors.js";
import { loadRulebook } from "../gates/load-rulebook.js";
import { proveRules } from "../gates/prove-rules.js";
import { goodEvidence } from "../measures/local-rules.js";
import { RuleFixtures } from "../spec/rulebook.js";
import type { SelfTest } from "../spec/status.js";
import { parseYaml } from "../spec/yaml.js";
import type { Tools } from "./open-project.js";
import { installed } from "./rules-in-force.js";

const FIXTURES = "rulebook/fixtures/broken.yaml";

/** @throws InputError when the fixtures of the installation cannot be read. */
export async function rulesSelftestVerb({ product, input }: Tools): Promise<SelfTest> {
  const parsed = parseYaml((await product.read(FIXTURES)) ?? "");
  const fixtures = RuleFixtures.safeParse(parsed.ok ? parsed.data : null);
  if (!fixtures.success) throw unreadable();
  const { rules, problems } = loadRulebook(await installed(product));
  const evidenceOf = await goodEvidence(product.read, fixtures.data);
  const stages = [...new Set(fixtures.data.map(({ stage }) => stage))];
  const good = new Map(stages.map((stage) => [stage, evidenceOf(stage)]));
  const found = [...problems, ...proveRules(rules, good, fixtures.data)];
  return {
    rules: rules.length,
    fixtures: fixtures.data.length,
    good: good.size,
    problems: found.map(({ message, ...problem }) => ({ ...problem, message: say(message, input.config.lang) })),
  };
}

function unreadable(): InputError {
  return new InputError({
    says: { zh: `读不懂 ${FIXTURES}`, en: `${FIXTURES} cannot be read` },
    hint: { zh: "重新安装 Plumbline", en: "Install Plumbline again" },
    at: FIXTURES,
  });
}
