// env_check_report (.md and .json from this one object) and mini_dataset.md as data.
import { z } from "zod";
import { Profile, Sha256 } from "./codes.js";
import { Picture } from "./picture.js";

export const EnvCheck = z.strictObject({
  python_version: z.string(),
  python_path_kind: z.enum(["cache", "project"]),
  profile: Profile,
  venv: z.string(),
  installer: z.strictObject({ name: z.enum(["uv", "pip"]), version: z.string() }),
  lock_sha256: Sha256,
  packages_installed: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  imports: z.array(z.strictObject({ module: z.string(), ok: z.boolean(), version: z.string(), error: z.string() })),
  hardware: z.strictObject({
    cpu: z.string(),
    cores: z.int(),
    memory_bytes: z.int(),
    disk_free_bytes: z.int(),
    gpu: z.array(z.strictObject({ name: z.string(), memory_bytes: z.int(), driver: z.string() })),
    cuda_available: z.boolean(),
  }),
  /** What was tried: indexes, nvidia-smi, uv; with the answer. */
  probed: z.array(z.strictObject({ what: z.string(), answer: z.string() })),
  indexes_left_out: z.array(z.string()),
  install: z.strictObject({
    seconds: z.number(),
    download_seconds: z.number(),
    download_bytes: z.int(),
    from_cache: z.boolean(),
    entry: z.int(),
  }),
  sandbox: z.strictObject({ kind: z.enum(["bubblewrap", "none"]), reason: z.string() }),
});
export type EnvCheck = z.infer<typeof EnvCheck>;

/** One way the answers reach what a model learns from; scores are those of a plain trusted model, `metric` empty without. */
export const DataLeak = z.strictObject({
  kind: z.enum(["near", "group", "time", "giveaway", "scaled"]),
  /** The column, word, pixel or form of input it is about. */
  at: z.string(),
  /** Test rows that it flatters, and their share of all. */
  count: z.int(),
  share: z.number(),
  metric: z.string(),
  before: z.number(),
  after: z.number(),
});
export type DataLeak = z.infer<typeof DataLeak>;

export const MiniDataset = z.strictObject({
  name: z.string(),
  source: z.string(),
  licence: z.string(),
  kind: z.enum(["real", "pseudo-label", "synthetic"]),
  rows: z.int(),
  duplicates_removed: z.int(),
  /** Rows left out for another reason, by reason; absent where none was. */
  dropped: z.record(z.string(), z.int()).optional(),
  classes: z.record(z.string(), z.int()),
  /** Range and mean where the label is a number. */
  target: z.strictObject({ low: z.number(), high: z.number(), mean: z.number() }).optional(),
  /** Where rows are windows of series: their lengths in steps, and the points they are cut from. */
  series: z
    .strictObject({
      step: z.string(),
      season: z.int(),
      history: z.int(),
      horizon: z.int(),
      series: z.int(),
      points: z.int(),
      missing: z.int(),
    })
    .optional(),
  /** What f2 learnt from the hubs about the full set: absent where none was asked. */
  full: z
    .strictObject({
      asked: z.array(z.string()),
      /** `hub:id@revision`; empty = no hub confirmed what the recipe names, which then stands unverified. */
      confirmed: z.string(),
      why: z.string(),
      /** `hub:id (reasons)` of what else the search found, and of what may not be taken. */
      offered: z.array(z.string()).optional(),
      refused: z.array(z.string()).optional(),
      entry: z.int(),
    })
    .optional(),
  splits: z.record(z.string(), z.strictObject({ rows: z.int(), sha256: z.string() })),
  /** Hash of data/mini/croissant.json, the metadata that other tools read. */
  croissant: z.string().optional(),
  sealed: z.boolean(),
  overlap: z.int(),
  leaks: z.array(DataLeak).optional(),
  pictures: z.array(Picture).optional(),
  entry: z.int(),
});
export type MiniDataset = z.infer<typeof MiniDataset>;
