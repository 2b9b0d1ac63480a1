// Applies one config edit to YAML text; numbers stay exact, comments stay; pure.
import type { ConfigEdit } from "../../spec/fix.js";
import { renameYamlKey, setYamlScalar, yamlKeys, yamlScalarAt } from "../../spec/yaml-edit.js";
import { nearestWord } from "./spelling.js";

/** Path → text, as far as the files are there. */
export type Texts = ReadonlyMap<string, string>;

/** The files that change; null when the edit does not fit or would change nothing. */
export function editConfig(texts: Texts, edit: ConfigEdit): Texts | null {
  const text = texts.get(edit.file);
  if (text === undefined) return null;
  switch (edit.op) {
    case "set":
      return changed(edit.file, text, setYamlScalar(text, edit.key, edit.to));
    case "scale": {
      const value = yamlScalarAt(text, edit.key);
      if (typeof value !== "number") return null;
      return changed(edit.file, text, setYamlScalar(text, edit.key, Number((value * edit.by).toPrecision(12))));
    }
    case "share":
      return share(texts, edit);
    case "rename":
      return rename(edit.file, text, edit.key);
  }
}

function changed(file: string, before: string, after: string | null): Texts | null {
  return after === null || after === before ? null : new Map([[file, after]]);
}

function share(texts: Texts, edit: Extract<ConfigEdit, { op: "share" }>): Texts | null {
  const [text, other] = [texts.get(edit.file) ?? "", texts.get(edit.with.file)];
  const value = yamlScalarAt(text, edit.key);
  const factor = typeof value === "number" ? smallestFactor(value) : null;
  if (other === undefined || factor === null || typeof value !== "number") return null;
  const first = setYamlScalar(text, edit.key, value / factor);
  const base = edit.with.file === edit.file ? first : other;
  const held = base === null ? undefined : yamlScalarAt(base, edit.with.key);
  const second = base === null || typeof held !== "number" ? null : setYamlScalar(base, edit.with.key, held * factor);
  if (first === null || second === null) return null;
  return new Map([
    [edit.file, first],
    [edit.with.file, second],
  ]);
}

function smallestFactor(value: number): number | null {
  if (!Number.isInteger(value) || value < 2) return null;
  for (let factor = 2; factor * factor <= value; factor += 1) if (value % factor === 0) return factor;
  return value;
}

function rename(file: string, text: string, key: string): Texts | null {
  const keys = yamlKeys(text);
  if (keys.includes(key)) return null;
  const folder = key.includes(".") ? key.slice(0, key.lastIndexOf(".") + 1) : "";
  const beside = keys.filter((one) => one.startsWith(folder) && !one.slice(folder.length).includes("."));
  const word = key.slice(folder.length);
  const near = nearestWord(
    word,
    beside.map((one) => one.slice(folder.length)),
  );
  return near === null ? null : changed(file, text, renameYamlKey(text, folder + near, word));
}
