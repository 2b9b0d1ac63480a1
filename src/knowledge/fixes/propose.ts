// The smallest repair of a failure that was not tried yet, as new texts of files; it proposes, others prove.
import type { Failure } from "../../spec/failure.js";
import type { FixClass, Repair } from "../../spec/fix.js";
import { yamlKeys } from "../../spec/yaml-edit.js";
import { classifyFailure, filledWith } from "./classify.js";
import { isBroken, rewritePython, withoutUnusedImport, wordsOf } from "./edit-code.js";
import { editConfig, type Texts } from "./edit-config.js";
import { REQUIREMENTS, requireModule } from "./edit-requirements.js";
import { nearestWord } from "./spelling.js";

/** What a proposal may read: the project's files. */
export interface Sources {
  read(path: string): Promise<string | null>;
  list(globs: readonly string[]): Promise<readonly string[]>;
}

export interface Ask {
  readonly failure: Failure;
  readonly classes: readonly FixClass[];
  readonly sources: Sources;
  /** Names of the config groups that the failed run used: model, data, trainer. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Keys of proposals that did not help. */
  readonly tried: readonly string[];
}

export interface Proposal {
  readonly fix: FixClass;
  readonly repair: Repair;
  /** Class, repair and place: what is never tried twice. */
  readonly key: string;
  /** Path → the whole new text. */
  readonly writes: Texts;
}

/** A way to apply a repair; the text is made only when its turn comes. */
interface Way {
  readonly key: string;
  readonly make: () => Promise<Texts | null>;
}

const CODE: readonly string[] = ["src/**/*.py", "scripts/*.py"];

type Captures = Readonly<Record<string, string>>;

/** Null when no known class fits, or every way was tried or changes nothing. */
export async function proposeFix(ask: Ask): Promise<Proposal | null> {
  for (const { fix, captures } of classifyFailure(ask.failure, ask.classes)) {
    for (const repair of fix.repairs) {
      for (const way of await waysOf(ask, repair, captures)) {
        const key = `${fix.id}/${repair.id}${way.key}`;
        if (ask.tried.includes(key)) continue;
        const writes = await way.make();
        if (writes !== null && writes.size > 0) return { fix, repair, key, writes };
      }
    }
  }
  return null;
}

async function waysOf(ask: Ask, repair: Repair, captures: Captures): Promise<readonly Way[]> {
  switch (repair.kind) {
    case "config":
      return [{ key: "", make: () => configTexts(ask, repair, captures) }];
    case "code":
      return await codeWays(ask, repair, captures);
    case "spelling":
      return await spellingWays(ask, repair, captures);
    case "unused-import":
      return await importWays(ask, filledWith(repair.module, captures) ?? "");
    case "requirement":
      return [{ key: "", make: () => requiredTexts(ask, filledWith(repair.module, captures) ?? "") }];
    case "environment":
      return [];
  }
}

/** All edits or none. */
async function configTexts(
  { sources, chosen }: Ask,
  repair: Extract<Repair, { kind: "config" }>,
  captures: Captures,
): Promise<Texts | null> {
  const place = (text: string) => placed(text, chosen, captures);
  const texts = new Map<string, string>();
  const writes = new Map<string, string>();
  for (const edit of repair.edits) {
    const at = { file: place(edit.file), key: place(edit.key) };
    const other = edit.op === "share" ? { file: place(edit.with.file), key: place(edit.with.key) } : at;
    if ([at.file, at.key, other.file, other.key].includes("")) return null;
    for (const file of [at.file, other.file]) if (!texts.has(file)) texts.set(file, (await sources.read(file)) ?? "");
    const made = editConfig(texts, edit.op === "share" ? { ...edit, ...at, with: other } : { ...edit, ...at });
    if (made === null) return null;
    for (const [file, text] of made) {
      texts.set(file, text);
      writes.set(file, text);
    }
  }
  return writes;
}

/** `{model}` is the chosen model's name; `{name}` the choice of the config group whose folder it stands in. "" = unknown. */
function placed(text: string, chosen: Readonly<Record<string, string>>, captures: Captures): string {
  const filled = filledWith(text, captures);
  if (filled === null) return "";
  const group = /^configs\/(\w+)\//.exec(filled)?.[1] ?? "";
  const missing = /\{(\w+)\}/.exec(filled)?.[1];
  if (missing === undefined) return filled;
  const name = chosen[missing === "name" ? group : missing];
  return name === undefined || name === "" ? "" : filled.replaceAll(`{${missing}}`, name);
}

async function codeWays(
  ask: Ask,
  repair: Extract<Repair, { kind: "code" }>,
  captures: Captures,
): Promise<readonly Way[]> {
  const sites = await sitesOf(ask, repair.reach, repair.files);
  return sites.flatMap(({ path, line }) =>
    repair.rewrites.map((rewrite, number) => ({
      key: `#${number}@${path}${line === undefined ? "" : `:${line}`}`,
      make: async () => {
        const text = await ask.sources.read(path);
        const made = text === null ? null : rewritePython(text, rewrite, captures, line);
        return made === null ? null : new Map([[path, made]]);
      },
    })),
  );
}

interface Site {
  readonly path: string;
  readonly line?: number;
}

/** The narrowest places first: the lines of the traceback from the innermost, its files, then all that the repair names. */
async function sitesOf({ failure, sources }: Ask, reach: "frame" | "file" | "src", globs: readonly string[]) {
  // A test is never what is mended.
  const inner = [...failure.frames].reverse().filter(({ path }) => !path.startsWith("tests/"));
  const sites: Site[] = inner.map(({ path, line }) => ({ path, line }));
  const files = reach === "frame" ? [] : inner.map(({ path }) => path);
  const rest = reach === "src" ? await sources.list(globs) : [];
  sites.push(...[...new Set([...files, ...rest])].map((path) => ({ path })));
  const known = new Set<string>();
  return sites.filter(({ path, line = 0 }) => !known.has(`${path}:${line}`) && known.add(`${path}:${line}`));
}

async function spellingWays(
  ask: Ask,
  repair: Extract<Repair, { kind: "spelling" }>,
  captures: Captures,
): Promise<readonly Way[]> {
  const word = filledWith(repair.word, captures);
  if (word === null || word === "") return [];
  const sites = await sitesOf(ask, "src", CODE);
  return sites.map(({ path, line }) => ({
    key: `@${path}${line === undefined ? "" : `:${line}`}`,
    make: async () => {
      const text = await ask.sources.read(path);
      if (text === null) return null;
      const spots = wordsOf(text).filter((one) => one.word === word && (line === undefined || one.line === line));
      // Away from the failing lines a word that stands at several places is no slip.
      if (spots.length === 0 || (line === undefined && spots.length > 1)) return null;
      const meant = captures.near ?? (await meantBy(ask.sources, word, repair.among));
      if (meant === null || meant === word) return null;
      const made = spots
        .sort((a, b) => b.start - a.start)
        .reduce((whole, { start }) => whole.slice(0, start) + meant + whole.slice(start + word.length), text);
      return isBroken(made) ? null : new Map([[path, made]]);
    },
  }));
}

async function requiredTexts({ sources }: Ask, module: string): Promise<Texts | null> {
  const texts = new Map<string, string>();
  for (const path of REQUIREMENTS) {
    const text = await sources.read(path);
    if (text !== null) texts.set(path, text);
  }
  return module === "" ? null : requireModule(texts, module);
}

async function importWays(ask: Ask, module: string): Promise<readonly Way[]> {
  const paths = [...new Set((await sitesOf(ask, "file", [])).map(({ path }) => path))];
  return paths.map((path) => ({
    key: `@${path}`,
    make: async () => {
      const made = withoutUnusedImport((await ask.sources.read(path)) ?? "", module);
      return made === null ? null : new Map([[path, made]]);
    },
  }));
}

type Among = Extract<Repair, { kind: "spelling" }>["among"][number];

/** A key of the config that no code uses is itself the slip: then the code is right. */
async function meantBy(sources: Sources, word: string, among: readonly Among[]): Promise<string | null> {
  const code = await knownWords(sources, "code");
  for (const place of among) {
    const near = nearestWord(word, place === "code" ? code : await knownWords(sources, place));
    if (near !== null && (place !== "config" || code.has(near))) return near;
  }
  return null;
}

async function knownWords(sources: Sources, place: Among): Promise<ReadonlySet<string>> {
  if (place === "data") {
    const first = ((await sources.read("data/mini/train.jsonl")) ?? "").split("\n")[0] ?? "";
    return new Set([...first.matchAll(/"(\w+)"\s*:/g)].map(([, field]) => field ?? ""));
  }
  const known = new Set<string>();
  for (const path of await sources.list(place === "code" ? CODE : ["configs/**/*.yaml"])) {
    const text = (await sources.read(path)) ?? "";
    const words =
      place === "code" ? wordsOf(text).map((one) => one.word) : yamlKeys(text).flatMap((key) => key.split("."));
    for (const one of words) known.add(one);
  }
  return known;
}
