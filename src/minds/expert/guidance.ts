// t4: ranges with reasons, estimates by formula and by extrapolating the mini run, launch scripts, steps, checklist.
import type { Bilingual, Lang } from "../../base/bilingual.js";
import { formatNumber } from "../../base/units.js";
import type { Figure } from "../../spec/citation.js";
import type { Recipe } from "../../spec/recipe.js";
import type { Candidate, Technology } from "../../spec/technology.js";
import type { BugfixReport, Guidance, ParameterRange } from "../../spec/training.js";
import { checklistOf } from "./guidance-checklist.js";
import { stepsOf } from "./guidance-steps.js";
import { monitoringOf } from "./guidance-watch.js";
import {
  AT_ONCE,
  AUGMENTATION,
  CHECKPOINTS,
  DISTRIBUTED,
  ONE_PROCESS,
  PRECISION,
  PRECISIONS,
  SCHEDULE,
  TARGETS,
} from "./guidance-words.js";
import { bilingual, record, textOf } from "./loose.js";

export interface GuidanceInput {
  readonly project: string;
  readonly lang: Lang;
  readonly recipe: Recipe;
  readonly technology: Technology;
  readonly report: BugfixReport;
  readonly rows: { readonly mini: number; readonly full: number };
  /** Work of one full input ÷ that of one mini input. */
  readonly inputScale: number;
  /** Ledger entries: the training command, the evaluation and the drawing of the split. */
  readonly entries: { readonly training: number; readonly evaluation: number; readonly split: number };
  readonly checkpointBytes: number;
  /** Keys of the chosen model's configuration; absent: it has all that a recipe gives ranges for. */
  readonly modelKeys?: ReadonlySet<string>;
}

type Estimate = Guidance["estimates"][number];

export function proposeGuidance(input: GuidanceInput): Guidance {
  const { lang, technology } = input;
  const chosen = chosenOf(technology);
  if (chosen === undefined) throw new Error("tech.md holds no candidate");
  const atOnce = isFittedAtOnce(input);
  return {
    project: input.project,
    candidate: chosen.id,
    ranges: rangesOf(input, chosen),
    schedule: (atOnce ? AT_ONCE.schedule : SCHEDULE)[lang],
    checkpoints: (atOnce ? AT_ONCE.checkpoints : CHECKPOINTS)[lang],
    augmentation: augmentationOf(input),
    precision: precisionOf(input),
    distributed: (atOnce ? AT_ONCE.distributed : DISTRIBUTED)[lang],
    monitoring: monitoringOf(input, atOnce, lang),
    estimates: estimatesOf(input, chosen),
    scripts: launchScripts(atOnce, lang),
    proofs: [],
    steps: stepsOf(input.project, { atOnce, packaged: isPackagedWhole(input.recipe) }).map((step) => step[lang]),
    checklist: checklistOf(input.entries, atOnce, lang),
  };
}

function chosenOf({ candidates }: Technology): Candidate | undefined {
  return candidates.find((candidate) => candidate.chosen) ?? candidates[0];
}

/** Solved in one pass: such a model has no rate to learn at. */
function isFittedAtOnce({ modelKeys }: GuidanceInput): boolean {
  return modelKeys !== undefined && !modelKeys.has("learning_rate");
}

/** The recipe's own words, else those of its kind of data. */
function augmentationOf({ recipe, lang }: GuidanceInput): string {
  const own = textOf(record(record(recipe.training).full).augmentation, lang);
  return own === "" ? (AUGMENTATION[recipe.modality] ?? AUGMENTATION.tabular ?? bilingual("", ""))[lang] : own;
}

/** What the recipe recommends and why, then the other values; without a recommendation the rule of thumb. */
function precisionOf(input: GuidanceInput): string {
  const { recipe, lang } = input;
  if (isFittedAtOnce(input)) return AT_ONCE.precision[lang];
  const own = record(record(record(recipe.training).full).precision);
  const recommended = textOf(own.default, lang);
  const why = textOf(own.why, lang);
  if (recommended === "" || why === "") return PRECISION[lang];
  const others = (Array.isArray(own.values) ? own.values : [])
    .map(String)
    .filter((value) => value !== recommended)
    .flatMap((value) => PRECISIONS[value]?.[lang] ?? []);
  const cite = `[K:recipes/${recipe.id}/recipe.yaml#training]`;
  return lang === "zh"
    ? `推荐 \`trainer.precision=${recommended}\`：${why} ${cite}。${others.length === 0 ? "" : `也可用 ${others.join("、")}。`}`
    : `\`trainer.precision=${recommended}\` is recommended: ${why} ${cite}. ${others.length === 0 ? "" : `Others: ${others.join(", ")}.`}`.trimEnd();
}

/** The full tier names the very set of the mini tier. */
function isPackagedWhole(recipe: Recipe): boolean {
  const { mini, full } = record(recipe.datasets);
  return record(mini).name !== undefined && record(mini).name === record(full).name;
}

/** Name in the guidance → key in the recipe's `training.full`. */
const RANGE_KEYS: Readonly<Record<string, string>> = {
  batch: "batch_size",
  lr: "learning_rate",
  epochs: "max_epochs",
  weight_decay: "weight_decay",
};

/** What only models that descend step by step have. */
const STEPWISE: ReadonlySet<string> = new Set(["learning_rate", "max_epochs", "weight_decay"]);

/** The usual ones; of a model that is fitted at once those that it has. */
function rangeKeys(
  input: GuidanceInput,
  full: Readonly<Record<string, unknown>>,
): readonly (readonly [string, string])[] {
  const usual = Object.entries(RANGE_KEYS);
  if (!isFittedAtOnce(input)) return usual;
  const own = Object.keys(full).filter((key) => input.modelKeys?.has(key) && !usual.some(([, known]) => known === key));
  return [
    ...usual.filter(([, key]) => !STEPWISE.has(key) || input.modelKeys?.has(key)),
    ...own.map((key) => [key, key] as const),
  ];
}

function rangesOf(input: GuidanceInput, chosen?: Candidate): ParameterRange[] {
  const full = record(record(input.recipe.training).full);
  const cites = [`K:recipes/${input.recipe.id}/recipe.yaml#training`];
  return rangeKeys(input, full).flatMap(([name, key]) => {
    // Pretrained features do not survive the rate that a fresh network needs.
    const tuned = chosen?.kind === "pretrained" ? full[`fine_tune_${key}`] : undefined;
    const given = record(tuned ?? full[key]);
    const [low, high] = Array.isArray(given.range) ? given.range.map(Number) : [];
    const recommended = Number(given.default);
    if (low === undefined || high === undefined || !Number.isFinite(recommended)) return [];
    const why = name === "batch" && isFittedAtOnce(input) ? AT_ONCE.batch[input.lang] : textOf(given.why, input.lang);
    return [{ name, low, recommended, high, unit: "", why, cites }];
  });
}

/** Formula beside extrapolation of the measured mini run; where they differ more than threefold, which to trust. */
function estimatesOf(input: GuidanceInput, chosen: Candidate): Estimate[] {
  const { report, checkpointBytes } = input;
  const source = `L${input.entries.training}`;
  const memory = report.training.peak_rss_bytes;
  const { trainFullSeconds, trainMemoryBytes, modelBytes } = chosen.estimate;
  return [
    pair(input, "train_seconds", trainFullSeconds, trainingTime(input, source)),
    pair(input, "train_memory_bytes", trainMemoryBytes, {
      value: memory,
      unit: "B",
      kind: "measured",
      cites: [source],
      how: "peak resident memory of the mini run",
    }),
    ...fullMemory(input, trainMemoryBytes, source),
    pair(input, "model_bytes", modelBytes, {
      value: checkpointBytes,
      unit: "B",
      kind: "measured",
      cites: [source],
      how: "size of checkpoints/model.safetensors",
    }),
  ];
}

/** Weights, gradients and moments stay; what a row leaves behind grows with batch and input. */
function fullMemory(input: GuidanceInput, mini: Figure, source: string): Estimate[] {
  const [, perParameter, batch] = /^(\d+)·P.*batch\((\d+)\)$/.exec(mini.how ?? "") ?? [];
  const parameters = chosenOf(input.technology)?.estimate.parameters.value;
  if (perParameter === undefined || batch === undefined || parameters === undefined) return [];
  const state = Number(perParameter) * parameters;
  const row = ((mini.value - state) / Number(batch)) * input.inputScale;
  const rows = isFittedAtOnce(input)
    ? input.rows.full
    : (rangesOf(input, chosenOf(input.technology)).find(({ name }) => name === "batch")?.recommended ?? Number(batch));
  const full = state + row * rows;
  const peak = input.report.training.peak_rss_bytes;
  return [
    pair(
      input,
      "full_memory_bytes",
      {
        value: full,
        unit: "B",
        kind: "derived",
        cites: mini.cites,
        how: `${perParameter}·P + bytes a row (as of the mini run × ${input.inputScale}) × ${rows} rows a step`,
      },
      {
        value: peak + Math.max(0, full - mini.value),
        unit: "B",
        kind: "derived",
        cites: [...mini.cites, source],
        how: "peak resident memory of the mini run + what the formula adds for the larger step",
      },
    ),
  ];
}

/** The fit alone is scaled: starting Python and loading its packages happen once, however many rows there are. */
function trainingTime(input: GuidanceInput, source: string): Figure {
  const { training } = input.report;
  const { rows, inputScale } = input;
  const own = training.reported.seconds;
  const fit = own !== undefined && Number.isFinite(own) && own > 0 ? own : null;
  const seconds = fit ?? training.seconds;
  const wanted = recommendedEpochs(input);
  const done = Math.max(1, training.epochs);
  const what = fit === null ? "the whole mini run" : "the fit of the mini run, by the trainer's clock";
  const scale = inputScale === 1 ? "" : ` × ${inputScale} (size of a full input ÷ that of a mini one)`;
  return {
    value: (seconds * rows.full * wanted * inputScale) / (rows.mini * done),
    unit: "s",
    kind: "derived",
    cites: [source],
    how: `${formatNumber(seconds)} s (${what}) × rows ${rows.full}/${rows.mini} × epochs ${wanted}/${done}${scale}`,
  };
}

function recommendedEpochs(input: GuidanceInput): number {
  if (isFittedAtOnce(input)) return 1;
  return rangesOf(input).find((range) => range.name === "epochs")?.recommended ?? 20;
}

function pair(input: GuidanceInput, what: Estimate["what"], formula: Figure, extrapolated: Figure): Estimate {
  const ratio = formula.value > 0 ? extrapolated.value / formula.value : 0;
  const far = ratio > 3 || ratio < 1 / 3;
  const trust: Record<Estimate["what"], Bilingual> = {
    train_seconds: bilingual(
      "以外推为准：它出自本机实测，公式的速率不是本机的；全量训练批量更大，实际可能更短",
      "Trust the extrapolation: it rests on this machine, the formula's rate does not; the larger batch of full training may need less",
    ),
    train_memory_bytes: bilingual(
      "以实测为准：公式只算模型本身，实测还含 Python 与框架",
      "Trust the measurement: the formula counts the model alone, the measurement also Python and the framework",
    ),
    full_memory_bytes: bilingual(
      "在 GPU 上以公式为准，另加约一吉字节的 CUDA 上下文；在 CPU 上以外推为准，它含 Python 与框架",
      "On a GPU trust the formula and add about a gigabyte for the CUDA context; on a CPU the extrapolation, which holds Python and the framework",
    ),
    model_bytes: bilingual(
      "以实测为准：文件还含张量名与头部",
      "Trust the measurement: the file also holds tensor names and a header",
    ),
  };
  const agree = bilingual("两者相符，取较大者", "They agree; take the larger one");
  return {
    what,
    formula,
    extrapolated,
    ratio: Number(ratio.toFixed(3)),
    trust: (far ? trust[what] : agree)[input.lang],
  };
}

function launchScripts(atOnce: boolean, lang: Lang): Guidance["scripts"] {
  return TARGETS.filter(({ target }) => !atOnce || ONE_PROCESS.has(target)).map(({ target, note }) => ({
    id: target,
    path: `launch/${target}.sh`,
    target,
    dryRun: ["bash", `launch/${target}.sh`, "--dry-run"],
    result: "not_run" as const,
    entry: null,
    note: note[lang],
  }));
}
