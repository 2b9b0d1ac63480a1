// What the user told pip, from its files and variables, so that uv and our probes can be told the same.
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Option names as pip writes them (`index-url`), values as text. */
export type PipSettings = Readonly<Record<string, string>>;

/** Only what says where packages come from and how they are reached; never `user`, `target` and the like. */
const CARRIED = new Set([
  ...["index-url", "extra-index-url", "find-links", "no-index", "cert", "client-cert", "proxy", "trusted-host"],
  ...["constraint", "timeout", "retries", "only-binary", "no-binary", "prefer-binary", "keyring-provider"],
]);
const SECTIONS = ["global", "install"];

/** Files first, in pip's own order, then PIP_* variables, which win. */
export async function readPipSettings(env: Readonly<Record<string, string>>, prefix: string): Promise<PipSettings> {
  const settings: Record<string, string> = {};
  for (const path of configFiles(env, prefix)) {
    const text = await readFile(path, "utf8").catch(() => "");
    for (const section of SECTIONS) Object.assign(settings, readSection(text, section));
  }
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith("PIP_") && value !== "") settings[optionName(name.slice(4))] = value.trim();
  }
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => CARRIED.has(name) && value !== ""));
}

function configFiles(env: Readonly<Record<string, string>>, prefix: string): string[] {
  const { PIP_CONFIG_FILE: own, HOME: home = "", XDG_CONFIG_HOME: xdg, XDG_CONFIG_DIRS: dirs = "/etc/xdg" } = env;
  if (own === "/dev/null") return [];
  const site = [...dirs.split(delimiter).map((dir) => join(dir, "pip", "pip.conf")), "/etc/pip.conf"];
  const user = [
    join(home, ".pip", "pip.conf"),
    join(home, "Library", "Application Support", "pip", "pip.conf"),
    join(xdg ?? join(home, ".config"), "pip", "pip.conf"),
  ];
  return [...site, ...(home === "" && xdg === undefined ? [] : user), join(prefix, "pip.conf"), ...(own ? [own] : [])];
}

/** One section of an INI file; a line that begins with a space goes on with the value before. */
export function readSection(text: string, wanted: string): Record<string, string> {
  const values: Record<string, string> = {};
  let inside = false;
  let key = "";
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[(.+)\]\s*$/.exec(line);
    const pair = /^([^\s=:][^=:]*)[=:](.*)$/.exec(line);
    if (header) inside = header[1] === wanted;
    else if (!inside) continue;
    else if (/^\s/.test(line) && key !== "") values[key] = `${values[key] ?? ""} ${line.trim()}`.trim();
    else if (pair) {
      key = optionName(pair[1] ?? "");
      values[key] = (pair[2] ?? "").trim();
    }
  }
  return values;
}

/** `INDEX_URL` and `index_url` are `index-url`; `default-timeout` is an old name of `timeout`. */
function optionName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll("_", "-")
    .replace(/^default-timeout$/, "timeout");
}

export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(1|true|yes|on|y|t)$/i.test(value);
}

/** A list option: pip separates by white space. */
export function listOf(value: string | undefined): string[] {
  return (value ?? "").split(/\s+/).filter((part) => part !== "");
}
