// The splits of a data set: as its card declares them, else as its file names tell.
import { globMatcher } from "../base/glob.js";
import type { FileWish, HubFailure, HubFile, HubName, HubSplit, Resolved } from "../ports/hubs.js";
import { unknownSplit } from "./failure.js";
import { nearestNames } from "./nearest.js";

/** Declared in the card: configuration, split, globs. */
export interface DeclaredSplit {
  readonly config: string;
  readonly name: string;
  readonly globs: readonly string[];
}

const DATA_FILE = /\.(parquet|jsonl?|csv|tsv|txt|arrow|zip|tar|tar\.gz|gz|zst)$/i;
const SHARD = /^(?<name>[A-Za-z0-9_.]+?)-\d{5}-of-\d{5}/;
const WORDS: readonly (readonly [string, RegExp])[] = [
  ["train", /(^|[^a-z])(train|training)([^a-z]|$)/i],
  ["validation", /(^|[^a-z])(validation|valid|val|dev)([^a-z]|$)/i],
  ["test", /(^|[^a-z])(test|testing|eval|evaluation)([^a-z]|$)/i],
];

export function readSplits(files: readonly HubFile[], declared: readonly DeclaredSplit[]): readonly HubSplit[] {
  const stated = declared
    .map(({ config, name, globs }) => {
      const matches = globMatcher(globs);
      return { config, name, files: files.map((file) => file.path).filter(matches) };
    })
    .filter((split) => split.files.length > 0);
  return stated.length > 0 ? stated : fromNames(files.map((file) => file.path));
}

function fromNames(paths: readonly string[]): readonly HubSplit[] {
  const found = new Map<string, { config: string; name: string; files: string[] }>();
  for (const path of paths.filter((one) => DATA_FILE.test(one))) {
    const name = splitOf(path);
    if (name === "") continue;
    const config = configOf(path);
    const key = `${config}:${name}`;
    const split = found.get(key) ?? { config, name, files: [] };
    split.files.push(path);
    found.set(key, split);
  }
  return [...found.values()];
}

function splitOf(path: string): string {
  const file = path.split("/").at(-1) ?? "";
  const shard = SHARD.exec(file)?.groups?.name;
  if (shard !== undefined) return shard;
  const inFile = WORDS.find(([, pattern]) => pattern.test(file))?.[0];
  return inFile ?? WORDS.find(([, pattern]) => pattern.test(path))?.[0] ?? "";
}

/** `en-zh/train-00000-of-00001.parquet` belongs to the configuration `en-zh`. */
function configOf(path: string): string {
  const [folder = "", ...rest] = path.split("/");
  const plain = rest.length === 0 || folder === "data" || WORDS.some(([, pattern]) => pattern.test(folder));
  return plain ? "default" : folder;
}

/** The files of a wish. A split that does not exist (renamed, mistyped) fails with those that do, nearest first. */
export function wishedFiles(hub: HubName, set: Resolved, wish: FileWish): readonly HubFile[] | HubFailure {
  if (wish.splits.length === 0 && wish.paths.length === 0) return set.files;
  const wanted = new Set<string>();
  for (const asked of wish.splits) {
    const splits = set.splits.filter((split) => split.name === asked || `${split.config}:${split.name}` === asked);
    if (splits.length === 0) return unknownSplit(hub, asked, namesNear(asked, set.splits));
    for (const path of splits.flatMap((split) => split.files)) wanted.add(path);
  }
  const matches = globMatcher(wish.paths);
  return set.files.filter((file) => wanted.has(file.path) || matches(file.path));
}

function namesNear(asked: string, splits: readonly HubSplit[]): readonly string[] {
  const several = new Set(splits.map((split) => split.config)).size > 1;
  const names = [...new Set(splits.map((split) => (several ? `${split.config}:${split.name}` : split.name)))];
  const near = nearestNames(asked, names);
  return [...near, ...names.filter((name) => !near.includes(name))].slice(0, 8);
}
