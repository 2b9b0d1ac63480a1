// Reads `--answers FILE`: a YAML or JSON map from the id of a question or a clause to text.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ClauseId } from "../spec/codes.js";
import { parseYaml, yamlLineOf } from "../spec/yaml.js";
import { usage } from "./usage.js";

const SHAPE = {
  zh: "写成 YAML 或 JSON 映射，例如：Q-001: 不超过 100 ms",
  en: "Write a YAML or JSON map, e.g. Q-001: at most 100 ms",
};

/** @throws UsageError with file and line; whether an id is asked in this project is for the app to say. */
export function readAnswers(file: string, cwd: string): Readonly<Record<string, string>> {
  const text = readText(resolve(cwd, file), file);
  const parsed = parseYaml(text);
  if (!parsed.ok) {
    const fault = parsed.faults[0];
    const message = fault?.message ?? "";
    throw usage(
      `答案文件无法解析：${message}`,
      `The answers file does not parse: ${message}`,
      SHAPE,
      `${file}:${fault?.line ?? 1}`,
    );
  }
  const { data } = parsed;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw usage("答案文件不是映射", "The answers file is no map", SHAPE, file);
  }
  return Object.fromEntries(Object.entries(data).map(([id, value]) => [id, readAnswer(id, value)]));

  function readAnswer(id: string, value: unknown): string {
    const at = `${file}:${yamlLineOf(text, [id])} ${id}`;
    if (!ClauseId.safeParse(id).success)
      throw usage(`“${id}”不是问题或条目的编号`, `"${id}" is no id of a question or clause`, SHAPE, at);
    if (value === null || value === "") throw usage("答案是空的", "The answer is empty", SHAPE, at);
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
      throw usage("答案不是文字", "The answer is no text", SHAPE, at);
    }
    return String(value);
  }
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    const hint = { zh: "检查路径和权限", en: "Check the path and its permissions" };
    throw usage("无法读取答案文件", "The answers file cannot be read", hint, file);
  }
}
