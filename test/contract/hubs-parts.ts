// What the contract of hubs shares: a world with the cases in it, and a hub over it whose waits are only written down.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { HubOptions } from "../../src/hubs/hub.js";
import type { FileSet, FileWish, Hub, HubFailure, HubKind, HubQuery, Resolved } from "../../src/ports/hubs.js";
import { fixedClock } from "../../src/workspace/clock.js";
import { type HubDialect, type HubServer, startHub } from "./hub-server.js";
import { aFile, aRepo, safetensors, type WorldRepo } from "./hub-world.js";

export const NEVER = new AbortController().signal;
export const EVERYTHING: FileWish = { splits: [], paths: [] };
export const BIG = 300_000;

export interface HubMaker {
  readonly dialect: HubDialect;
  readonly make: (options: HubOptions) => Hub;
}

export const THE_SET = "someone/reviews";

function theWorld(): readonly WorldRepo[] {
  return [
    aRepo({
      id: THE_SET,
      formerId: "someone/old-reviews",
      downloads: 5000,
      files: [
        aFile("README.md", 0, { text: "# Reviews\n" }),
        aFile("data/train-00000-of-00001.parquet", BIG, { lfs: true }),
        aFile("data/validation-00000-of-00001.parquet", 1000, { lfs: true }),
        aFile("data/odd name #1.csv", 0, { text: "a,b\n" }),
        aFile("empty.txt", 0),
      ],
    }),
    aRepo({ id: "someone/reviews-nc", licence: "cc-by-nc-4.0", downloads: 9_000_000 }),
    aRepo({ id: "someone/reviews-closed", gated: true, files: [aFile("a.csv", 10)] }),
    aRepo({ id: "other/reviews-de", language: "de", task: "translation", licence: "other", downloads: 7 }),
    aRepo({
      kind: "model",
      id: "someone/reviews-tiny",
      licence: "agpl-3.0",
      parameters: 20,
      files: [
        aFile("config.json", 0, { text: "{}" }),
        aFile("model.safetensors", 0, { lfs: true, content: safetensors({ a: [3, 4], b: [8] }) }),
      ],
    }),
  ];
}

export interface Scene {
  readonly server: HubServer;
  readonly hub: Hub;
  /** Milliseconds that the hub would have waited. */
  readonly waits: number[];
  readonly folder: string;
  /** Another hub over the same server and folder. */
  again(change?: Partial<HubOptions>): Hub;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function aScene(
  maker: HubMaker,
  folder: string,
  change: Partial<HubOptions> = {},
  repos: readonly WorldRepo[] = theWorld(),
): Promise<Scene> {
  const server = await startHub(maker.dialect, repos);
  const waits: number[] = [];
  const again = (more: Partial<HubOptions> = {}) =>
    maker.make({
      endpoint: server.url,
      token: "",
      offline: false,
      folder,
      clock: fixedClock(),
      wait: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      ...change,
      ...more,
    });
  return { server, hub: again(), waits, folder, again, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

export function aQuery(change: Partial<HubQuery> = {}): HubQuery {
  return {
    kind: "dataset",
    text: "reviews",
    task: "text-classification",
    languages: ["en"],
    commercial: true,
    maxParameters: null,
    minRows: null,
    limit: 5,
    ...change,
  };
}

export async function resolved(hub: Hub, id = THE_SET, kind: HubKind = "dataset"): Promise<Resolved> {
  const set = await hub.resolve(kind, id, "", NEVER);
  if (!set.ok) throw new Error(`${set.reason}: ${set.message.en}`);
  return set;
}

export async function fetched(result: Promise<FileSet | HubFailure>): Promise<FileSet> {
  const set = await result;
  if (!set.ok) throw new Error(`${set.reason}: ${set.message.en}`);
  return set;
}

/** Files below the folder of fetched sets, parts and locks among them. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, "sets"), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
}
