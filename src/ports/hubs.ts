// One hub of public data sets and models. Plain data in, plain data out; a failure is data and is never thrown.
import type { Bilingual } from "../base/bilingual.js";

export type HubName = "huggingface" | "modelscope";
export type HubKind = "dataset" | "model";

/** What a licence lets its taker do, as far as its name tells. */
export interface Licence {
  /** Lower-case name as the hub writes it, e.g. `cc-by-4.0`; "" = the hub states none. */
  readonly id: string;
  /** `unknown`: terms of its own, or none stated; a person must read them. */
  readonly commercial: "yes" | "no" | "unknown";
  /** What people overlook: no derivatives, network copyleft, own terms. */
  readonly trap: Bilingual | null;
}

export interface HubQuery {
  readonly kind: HubKind;
  /** Words of the name; "" = any. */
  readonly text: string;
  /** The hubs' word for the task, e.g. `text-classification`; "" = any. */
  readonly task: string;
  /** ISO 639 codes that count as a match; [] = any. */
  readonly languages: readonly string[];
  /** True: what forbids commercial use is refused. */
  readonly commercial: boolean;
  /** Most parameters of a model; null = no limit. */
  readonly maxParameters: number | null;
  /** Fewest rows of a data set; null = no limit. */
  readonly minRows: number | null;
  readonly limit: number;
}

export interface HubEntry {
  readonly hub: HubName;
  readonly kind: HubKind;
  readonly id: string;
  /** Its page for people. */
  readonly page: string;
  readonly licence: Licence;
  /** Terms must be accepted on the page first. */
  readonly gated: boolean;
  readonly downloads: number | null;
  readonly likes: number | null;
  readonly tasks: readonly string[];
  readonly languages: readonly string[];
  /** From the safetensors metadata; null = not stated. */
  readonly parameters: number | null;
  /** The band that the hub states; `high` null = no upper end. */
  readonly rows: { readonly low: number; readonly high: number | null } | null;
  /** ISO 8601, "" = not stated. */
  readonly updated: string;
}

/** An entry with its place: reasons say what spoke for and against it. */
export interface Ranked {
  readonly entry: HubEntry;
  /** 0 to 1. */
  readonly score: number;
  readonly reasons: readonly Bilingual[];
}

export interface Refused {
  readonly hub: HubName;
  readonly id: string;
  readonly why: Bilingual;
}

/** When the hub said it, and whether it came from the disk. */
export interface Dated {
  /** ISO 8601; of several answers the oldest. */
  readonly at: string;
  readonly fromCache: boolean;
}

export interface Searched extends Dated {
  readonly ok: true;
  readonly ranked: readonly Ranked[];
  readonly refused: readonly Refused[];
}

export interface HubFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** What the hub promises of the content; `git-sha1` is the hash of a git blob. */
  readonly hash: { readonly algorithm: "sha256" | "git-sha1"; readonly value: string } | null;
}

/** One split of one configuration, with the files that hold it. */
export interface HubSplit {
  /** `default` where the hub names none. */
  readonly config: string;
  readonly name: string;
  readonly files: readonly string[];
}

export interface Resolved extends Dated {
  readonly ok: true;
  readonly hub: HubName;
  readonly kind: HubKind;
  /** As the hub writes it now: a renamed repository answers under its new name. */
  readonly id: string;
  /** Commit where the hub tells it, else the branch. */
  readonly revision: string;
  readonly page: string;
  readonly licence: Licence;
  readonly gated: boolean;
  readonly parameters: number | null;
  readonly files: readonly HubFile[];
  readonly splits: readonly HubSplit[];
  readonly bytes: number;
}

/** What of a set is wanted; both empty = everything. */
export interface FileWish {
  /** `train`, or `config:train` where a set has several configurations. */
  readonly splits: readonly string[];
  /** Globs over the paths. */
  readonly paths: readonly string[];
}

export interface FetchedFile {
  readonly path: string;
  readonly bytes: number;
  /** Of what lies on the disk. */
  readonly sha256: string;
  /** What it was held against; `size` = the hub gives no hash for it. */
  readonly checked: "sha256" | "git-sha1" | "size";
}

export interface FileSet {
  readonly ok: true;
  readonly hub: HubName;
  readonly id: string;
  readonly revision: string;
  readonly licence: Licence;
  /** Absolute. Each file in it is whole: a file has its name only once it is checked. */
  readonly folder: string;
  readonly files: readonly FetchedFile[];
  readonly bytes: number;
  /** What came over the line now; 0 = all lay there. */
  readonly fetchedBytes: number;
}

export type HubFailureReason =
  | "offline"
  | "unreachable"
  | "rate-limited"
  | "server"
  | "bad-answer"
  | "endpoint"
  | "token"
  | "gated"
  | "unknown"
  | "revision"
  | "split"
  | "unsafe-path"
  | "checksum"
  | "cut"
  | "disk"
  | "aborted";

export interface HubFailure {
  readonly ok: false;
  readonly hub: HubName;
  readonly reason: HubFailureReason;
  readonly message: Bilingual;
  readonly hint: Bilingual;
  /** Names that exist and are close to what was asked for. */
  readonly near: readonly string[];
}

/** Bytes that lie on the disk now, of all that were asked for. */
export type HubProgress = (done: { readonly path: string; readonly bytes: number; readonly total: number }) => void;

export interface Hub {
  readonly name: HubName;
  search(query: HubQuery, signal: AbortSignal): Promise<Searched | HubFailure>;
  /** `revision` "" = the main branch. An unknown id fails with the nearest names. */
  resolve(kind: HubKind, id: string, revision: string, signal: AbortSignal): Promise<Resolved | HubFailure>;
  /** Into the cache; goes on where an earlier one stopped. */
  download(set: Resolved, wish: FileWish, signal: AbortSignal, onProgress?: HubProgress): Promise<FileSet | HubFailure>;
}
