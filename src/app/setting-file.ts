// Reads one configuration file: its settings with the line each stands on.
import { readFileSync } from "node:fs";
import { ConfigError } from "../base/errors.js";
import { parseYaml, yamlLineOf } from "../spec/yaml.js";

export interface WrittenSetting {
  /** What stands under `roles:` is flattened to `roles.coder`. */
  readonly key: string;
  readonly raw: unknown;
  readonly line: number;
}

/** Empty when the file is absent. @throws ConfigError when it cannot be read or is no map. */
export function settingsIn(file: string): readonly WrittenSetting[] {
  const source = readText(file);
  if (source === null) return [];
  const parsed = parseYaml(source);
  if (!parsed.ok) {
    const fault = parsed.faults[0];
    throw notSettings(`${file}:${fault?.line ?? 1}`, fault?.message ?? "");
  }
  if (parsed.data === null || parsed.data === undefined) return [];
  if (!isMap(parsed.data)) throw notSettings(file, "not a map");
  return Object.entries(parsed.data).flatMap(([key, raw]) =>
    key === "roles" && isMap(raw)
      ? Object.entries(raw).map(([role, mind]) => written(`roles.${role}`, mind, ["roles", role]))
      : [written(key, raw, [key])],
  );

  function written(key: string, raw: unknown, path: readonly string[]): WrittenSetting {
    return { key, raw, line: yamlLineOf(source ?? "", path) };
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new ConfigError({
      says: { zh: "无法读取配置文件", en: "The configuration file cannot be read" },
      hint: { zh: "检查该文件的权限", en: "Check the permissions of that file" },
      at: file,
      cause,
    });
  }
}

function notSettings(at: string, message: string): ConfigError {
  return new ConfigError({
    says: { zh: `配置文件不是有效的 YAML 映射：${message}`, en: `The configuration is no valid YAML map: ${message}` },
    hint: { zh: "每行写成“名称: 值”", en: "Write `name: value` on each line" },
    at,
  });
}
