// Says what changed in one artefact since it was proved: clauses field by field, settings key by key, code by its first line.
import { type Bilingual, type Lang, say } from "../base/bilingual.js";
import { KnownError } from "../base/errors.js";
import { type ClauseChange, clauseChanges } from "../spec/clause-changes.js";
import { dataChanges, firstDifferentLine, lineChanges } from "../spec/data-changes.js";
import { parseByHand } from "../spec/documents/requirements-by-hand.js";
import type { DriftCause } from "../spec/drift.js";
import { blocksOf } from "../spec/markdown.js";
import { parseYaml } from "../spec/yaml.js";
import { kindOf } from "./drift-kind.js";
import { pathRecords } from "./history.js";
import type { EngineParts } from "./parts.js";

const SPEC = "requirements.md";

/** What happened to a path or fact after the ledger's line `since`; one cause a clause, one a file. */
export async function causesOf(parts: EngineParts, key: string, since: number): Promise<readonly DriftCause[]> {
  const lang = parts.settings.language;
  const kind = kindOf(key);
  if (key.startsWith("fact:") || key.startsWith("env:"))
    return [{ kind, at: key.replace(/^(fact|env):/, ""), why: say(FACTS[key] ?? CHANGED, lang) }];
  if (key.endsWith("/")) return await treeCauses(parts, key, since);
  const before = await textAt(parts, key, since);
  const after = await parts.workspace.readText(key);
  if (after === null) return [{ kind, at: key, why: say(GONE, lang) }];
  const known = pathRecords(parts.journal.entries(), since).get(key)?.sha256 ?? "absent";
  if (known === "absent")
    return [{ kind, at: key, why: say((await inKeptTree(parts, key, since)) ? CHANGED : NEW, lang) }];
  // A picture has no lines to compare.
  if (before === null || before.includes("\0")) return [{ kind, at: key, why: say(CHANGED, lang) }];
  return key === SPEC
    ? specCauses(before, after, lang)
    : [{ kind, at: key, why: difference(key, before, after, lang) }];
}

const FACTS: Readonly<Record<string, Bilingual>> = {
  "fact:request": { zh: "需求原文变了", en: "the request is another one" },
  "fact:approval": {
    zh: "本地规则的批准不再对得上这份文字",
    en: "the approval of the local rules is not for this text",
  },
  "fact:host": { zh: "本机的 Python、平台、GPU 或所选配置变了", en: "another Python, platform, GPU or profile" },
  "fact:venv": { zh: "项目里的虚拟环境不见了", en: "the project's virtual environment is gone" },
  "env:key": {
    zh: "项目环境变了（锁文件、Python、平台或配置）",
    en: "the project's environment is another one (lock, Python, platform or profile)",
  },
};
const CHANGED: Bilingual = { zh: "内容变了", en: "its content changed" };
const GONE: Bilingual = { zh: "文件不见了", en: "the file is gone" };
const NEW: Bilingual = { zh: "新增的文件", en: "a new file" };

/** The text a path had when the ledger's line `since` was written; null when its bytes were not kept. */
export async function textAt(parts: EngineParts, path: string, since: number): Promise<string | null> {
  const hash = pathRecords(parts.journal.entries(), since).get(path)?.sha256 ?? "absent";
  const bytes = hash === "absent" ? null : await parts.journal.getObject(hash);
  return bytes === null ? null : Buffer.from(bytes).toString("utf8");
}

/** Clauses that differ between two texts of requirements.md; a text that cannot be read is one cause. */
export function specCauses(before: string, after: string, lang: Lang): readonly DriftCause[] {
  try {
    const changes = clauseChanges(parseByHand(before, SPEC), parseByHand(after, SPEC));
    if (changes.length > 0) return changes.map((change) => clauseCause(change, lang));
    return [{ kind: "document", at: SPEC, why: say(CHANGED, lang) }];
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return [{ kind: "clause", at: SPEC, why: say(error.says, lang) }];
  }
}

function clauseCause({ id, what, how, fields }: ClauseChange, lang: Lang): DriftCause {
  const words: Readonly<Record<ClauseChange["how"], Bilingual>> = {
    added: { zh: "新增，尚未证明", en: "new, not proved yet" },
    removed: { zh: "已删除", en: "removed" },
    changed: { zh: fields.join("；"), en: fields.join("; ") },
  };
  return what === "clause"
    ? { kind: "clause", at: id, why: say(words[how], lang) }
    : { kind: "document", at: `${SPEC}#${id}`, why: say(words[how], lang) };
}

function difference(path: string, before: string, after: string, lang: Lang): string {
  const said = settingChanges(path, before, after);
  if (said.length > 0) return said.join(lang === "zh" ? "；" : "; ");
  const line = firstDifferentLine(before, after);
  return line === 0
    ? say(CHANGED, lang)
    : say({ zh: `从第 ${line} 行起不同`, en: `differs from line ${line} on` }, lang);
}

function settingChanges(path: string, before: string, after: string): readonly string[] {
  if (/\.(ya?ml|json)$/.test(path)) {
    const [was, is] = [parseYaml(before), parseYaml(after)];
    return was.ok && is.ok ? dataChanges(was.data, is.data) : [];
  }
  if (/(^|\/)requirements[^/]*\.txt$/.test(path)) return lineChanges(pins(before), pins(after));
  if (!path.endsWith(".md")) return [];
  const blocks = (text: string) => blocksOf(text).filter((block) => /^(ya?ml|rule|params)$/.test(block.lang));
  const [was, is] = [blocks(before), blocks(after)];
  if (was.length !== is.length) return [];
  return is.flatMap((block, at) => {
    const [old, now] = [parseYaml(was[at]?.value ?? ""), parseYaml(block.value)];
    if (!old.ok || !now.ok) return [];
    return dataChanges(old.data, now.data).map((change) => `${idOf(now.data)}${change}`);
  });
}

/** Of a record with an id, so that one can tell which of many. */
function idOf(data: unknown): string {
  const id = typeof data === "object" && data !== null && "id" in data ? data.id : undefined;
  return typeof id === "string" ? `${id} ` : "";
}

function pins(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

const MOST = 5;

/** Files of a kept tree that differ from the manifest the ledger held. */
async function treeCauses(parts: EngineParts, key: string, since: number): Promise<readonly DriftCause[]> {
  const lang = parts.settings.language;
  const kind = kindOf(key);
  const paths = await parts.workspace.list([`${key}**`], { kept: true });
  if (paths.length === 0)
    return [{ kind, at: key, why: say({ zh: "整个目录不见了", en: "the folder is gone" }, lang) }];
  const states = await parts.workspace.states(paths);
  const then = manifestOf(await textAt(parts, key, since));
  const now = new Map([...states].map(([path, state]) => [path, state.sha256]));
  const all = [...new Set([...then.keys(), ...now.keys()])].sort();
  const changed = then.size === 0 ? [] : all.filter((path) => then.get(path) !== now.get(path));
  if (changed.length === 0) return [{ kind, at: key, why: say(CHANGED, lang) }];
  const named = changed.slice(0, MOST).map((path) => {
    const words = !now.has(path) ? GONE : !then.has(path) ? NEW : CHANGED;
    return { kind, at: path, why: say(words, lang) };
  });
  const left = changed.length - named.length;
  if (left <= 0) return named;
  return [...named, { kind, at: key, why: say({ zh: `另有 ${left} 个文件`, en: `and ${left} more files` }, lang) }];
}

/** Files of kept trees have no lines of their own: the tree's manifest names them. */
async function inKeptTree(parts: EngineParts, path: string, since: number): Promise<boolean> {
  for (const [key] of pathRecords(parts.journal.entries(), since)) {
    if (!key.endsWith("/") || !path.startsWith(key)) continue;
    if (manifestOf(await textAt(parts, key, since)).has(path)) return true;
  }
  return false;
}

/** path → sha256 of a kept tree. */
export function manifestOf(text: string | null): ReadonlyMap<string, string> {
  if (text === null) return new Map();
  const value: unknown = JSON.parse(text);
  return new Map(Object.entries(value as Readonly<Record<string, string>>));
}
