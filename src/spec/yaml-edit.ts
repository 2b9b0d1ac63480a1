// Changes one value or key of a YAML text and no other byte: comments, order and layout stay.
import { isMap, isScalar, type Pair, parseDocument, type Scalar, stringify } from "yaml";

export type YamlScalar = string | number | boolean;

/** The value at a dotted key; undefined when there is none, or it is no plain value. */
export function yamlScalarAt(text: string, key: string): YamlScalar | null | undefined {
  const value = pairAt(text, key)?.value;
  if (!isScalar(value)) return undefined;
  const plain: unknown = value.value;
  if (plain === null || typeof plain === "string" || typeof plain === "number" || typeof plain === "boolean")
    return plain;
  return undefined;
}

/** Null when the key is not there or holds no plain value. */
export function setYamlScalar(text: string, key: string, value: YamlScalar | null): string | null {
  const node = pairAt(text, key)?.value;
  if (!isScalar(node) || !node.range) return null;
  const [start, end] = node.range;
  // An empty value has no place of its own.
  const gap = start === end && !/\s$/.test(text.slice(0, start)) ? " " : "";
  return `${text.slice(0, start)}${gap}${stringify(value).trimEnd()}${text.slice(end)}`;
}

/** Null when the key is not there. */
export function renameYamlKey(text: string, key: string, to: string): string | null {
  const node = pairAt(text, key)?.key;
  if (!node?.range) return null;
  const [start, end] = node.range;
  return `${text.slice(0, start)}${to}${text.slice(end)}`;
}

/** Dotted keys of all maps, the maps themselves too; empty for text that is no YAML. */
export function yamlKeys(text: string): readonly string[] {
  const document = parseDocument(text, { logLevel: "silent", prettyErrors: false });
  return document.errors.length > 0 ? [] : keysUnder(document.contents, "");
}

function keysUnder(node: unknown, prefix: string): readonly string[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    const name = `${prefix}${isScalar(key) ? String(key.value) : ""}`;
    return [name, ...keysUnder(value, `${name}.`)];
  });
}

function pairAt(text: string, key: string): Pair<Scalar, unknown> | null {
  const document = parseDocument(text, { logLevel: "silent", prettyErrors: false });
  if (document.errors.length > 0) return null;
  let node: unknown = document.contents;
  let found: Pair<Scalar, unknown> | null = null;
  for (const step of key.split(".")) {
    if (!isMap(node)) return null;
    found = null;
    for (const { key: name, value } of node.items)
      if (isScalar(name) && String(name.value) === step) found = { key: name, value } as Pair<Scalar, unknown>;
    if (found === null) return null;
    node = found.value;
  }
  return found;
}
