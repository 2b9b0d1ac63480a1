// Reads the `rule` blocks of a rulebook file; what is wrong comes back with file, line and id.
import type { z } from "zod";
import type { Bilingual } from "../base/bilingual.js";
import { InputError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { type Block, blocksOf } from "../spec/markdown.js";
import { Rule } from "../spec/verdict.js";
import { parseYaml, yamlLineOf } from "../spec/yaml.js";

/** A rule and where it stands. `sha256` is the hash of its block's text: the hash a verdict records. */
export interface LoadedRule {
  readonly rule: Rule;
  readonly file: string;
  readonly line: number;
  readonly sha256: string;
  /** Stands in the project's own file: a finding says so and where. */
  readonly local?: boolean;
}

export interface RuleProblem {
  readonly file: string;
  readonly line: number;
  /** Id of the rule or parameter; "" when it cannot be told. */
  readonly id: string;
  readonly level: "error" | "warning";
  readonly message: Bilingual;
}

export interface RulebookFile {
  readonly path: string;
  readonly text: string;
}

export interface ParsedRulebook {
  readonly rules: readonly LoadedRule[];
  readonly problems: readonly RuleProblem[];
}

/** All rules of one file, in order. A block that is not a rule is a problem, never skipped. */
export function parseRulebook(file: string, text: string): ParsedRulebook {
  const rules: LoadedRule[] = [];
  const problems: RuleProblem[] = [];
  for (const block of blocksNamed("rule", text)) {
    const read = readBlock(file, block, Rule);
    problems.push(...read.problems);
    if (read.data) rules.push({ rule: read.data, file, line: block.line, sha256: sha256(block.value) });
  }
  return { rules, problems };
}

/** Parsing Markdown is dear: a text without such a fence is not parsed. */
export function blocksNamed(lang: string, text: string): Block[] {
  if (!new RegExp(`^.*[\`~]{3,}[ \\t]*${lang}\\b`, "m").test(text)) return [];
  return blocksOf(text).filter((block) => block.lang === lang);
}

/** One YAML block by its schema; problems carry the line in the file. */
export function readBlock<T>(
  file: string,
  block: Block,
  schema: z.ZodType<T>,
): { readonly data?: T; readonly problems: readonly RuleProblem[] } {
  const id = /^id:[ \t]*(\S+)/m.exec(block.value)?.[1] ?? "";
  const yaml = parseYaml(block.value);
  if (!yaml.ok) {
    const problems = yaml.faults.map(({ line, message }) =>
      problem({ file, line: block.line + line, id }, { zh: `YAML 有误：${message}`, en: `bad YAML: ${message}` }),
    );
    return { problems };
  }
  const parsed = schema.safeParse(yaml.data);
  if (parsed.success) return { data: parsed.data, problems: [] };
  const problems = parsed.error.issues.map(({ path, message }) => {
    const where = path.map(String).join(".") || "(block)";
    const line = block.line + yamlLineOf(block.value, path);
    return problem({ file, line, id }, { zh: `字段 ${where} 有误：${message}`, en: `field ${where}: ${message}` });
  });
  return { problems };
}

export function problem(
  at: { readonly file: string; readonly line: number; readonly id: string },
  message: Bilingual,
  level: RuleProblem["level"] = "error",
): RuleProblem {
  return { file: at.file, line: at.line, id: at.id, level, message };
}

/** The failure that stops a load: names the first problem and how many there are. Null when only warnings are left. */
export function rulebookError(problems: readonly RuleProblem[]): InputError | null {
  const errors = problems.filter(({ level }) => level === "error");
  const [first] = errors;
  if (first === undefined) return null;
  const at = `${first.file}:${first.line}${first.id === "" ? "" : ` ${first.id}`}`;
  return new InputError({
    at,
    says: {
      zh: `规范文件有 ${errors.length} 处错误，第一处在 ${at}：${first.message.zh}`,
      en: `The rulebook has ${errors.length} error(s), the first at ${at}: ${first.message.en}`,
    },
    hint: {
      zh: "执行 plumbline rules check 查看全部错误并修正",
      en: "Run `plumbline rules check` to see them all, and correct them",
    },
  });
}
