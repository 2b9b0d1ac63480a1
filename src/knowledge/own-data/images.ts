// A recipe of image classification as it stands over a person's own folders: their classes and size, nothing measured yet. Pure.
import { z } from "zod";
import type { OwnData, OwnImages } from "../../spec/own-data.js";
import type { Layer, Recipe, RecipeCandidate } from "../../spec/recipe.js";
import { networkSize } from "../layers.js";
import { type Asked, labelOf } from "./choices.js";
import { dataConfig } from "./files.js";
import { datasetsOf, NOT_MEASURED, notesOf, shapeOf } from "./recipe.js";

const DATASETS = "src/template_project/datasets";

export function imageRecipe(base: Recipe, own: OwnData, spec: Asked): Recipe {
  const shape = shapeOf(own, spec);
  const { classes } = shape.table;
  const images = imagesOf(own);
  const binary = classes.length === 2;
  return {
    ...base,
    metric: { ...base.metric, ...(binary ? { positive: classes.at(-1) ?? "" } : {}) },
    baseline: { ...base.baseline, margin: 0.02 },
    candidates: base.candidates.map((one) => candidateOf(one, images, classes.length)),
    datasets: datasetsOf(own, shape),
    contract: {
      ...z.looseObject({}).parse(base.contract),
      shape: [images.channels, images.height, images.width],
      classes,
    },
    mask: [],
    serve: binary ? onePositive(base.serve) : base.serve,
    tasks: base.tasks.map(readingTask),
    failure_notes: [sizeNote(own, images), ...asideNotes(own, images), ...notesOf(own, spec, shape)],
  };
}

export function imageFiles(own: OwnData, spec: Asked): ReadonlyMap<string, string> {
  const images = imagesOf(own);
  const { height, width, channels } = images;
  const shift = Math.max(1, Math.round(Math.min(height, width) / 16));
  const keys = (batch: number) => () => ({
    image: { channels, height, width },
    batch_size: batch,
    augment: { shift, probability: 0.5 },
  });
  const strides = stridesOf(images);
  const [first, second, third] = strides;
  return new Map([
    ["configs/data/mini.yaml", dataConfig(own, spec, "mini", keys(batchOf(labelOf(own.facts, spec).classes ?? {})))],
    ["configs/data/full.yaml", dataConfig(own, spec, "full", keys(128))],
    [
      "configs/model/cnn-tiny.yaml",
      configOf("cnn-tiny", "tiny", [
        "stem: 32",
        `blocks: [[64, 2], [96, ${second}], [96, ${third === 2 && first === 2 ? 2 : 1}]]  # [channels, stride]`,
        ...["dropout: 0.0", "learning_rate: 0.006"],
      ]),
    ],
    ["configs/model/cnn.yaml", plainOf("cnn", [32, 64, 128], strides, ["dropout: 0.1", "learning_rate: 0.005"])],
    [
      "configs/model/cnn-wide.yaml",
      plainOf("cnn-wide", [112, 224, 448], strides, ["dropout: 0.2", "learning_rate: 0.0007"]),
    ],
  ]);
}

/** @throws Error never for validated facts of pictures. */
function imagesOf({ facts }: OwnData): OwnImages {
  if (facts.images === undefined) throw new Error("pictures without their size");
  return facts.images;
}

/** Larger pictures are halved earlier: what a layer sees of them stays alike, and so does the work. */
function stridesOf({ height, width }: OwnImages): readonly [1 | 2, 1 | 2, 2] {
  const side = Math.max(height, width);
  if (side <= 12) return [1, 1, 2];
  return side <= 24 ? [1, 2, 2] : [2, 2, 2];
}

function plainOf(name: string, channels: readonly number[], strides: readonly number[], more: readonly string[]): string {
  return configOf(name, "plain", [`channels: [${channels.join(", ")}]`, `strides: [${strides.join(", ")}]`, ...more]);
}

function configOf(name: string, kind: string, lines: readonly string[]): string {
  const shared = [`num_classes: ${"$"}{data.num_classes}`, `in_channels: ${"$"}{data.image.channels}`];
  const decay = `weight_decay: ${name === "cnn-wide" ? "0.02" : "0.01"}`;
  return `${[`name: ${name}`, `kind: ${kind}`, ...lines, ...shared, decay].join("\n")}\n`;
}

/** Few pictures are taken in small batches, so that one epoch has steps enough to learn. */
function batchOf(classes: Readonly<Record<string, number>>): number {
  const rows = Object.values(classes).reduce((sum, count) => sum + count, 0);
  return rows > 2000 ? 16 : rows > 600 ? 8 : 4;
}

function candidateOf(known: RecipeCandidate, images: OwnImages, classes: number): RecipeCandidate {
  if (known.kind === "pretrained") return known;
  const layers = layersOf(known, images, classes);
  return {
    ...known,
    layers,
    params_expected: networkSize(layers).parameters,
    expected: {
      ...known.expected,
      value: Number((1 / classes).toPrecision(3)),
      source: "derived",
      note: NOT_MEASURED,
    },
    ...(known.id === "cnn" ? { preferred: BALANCED } : {}),
  };
}

const BALANCED = {
  zh: "你的图片上还没有任何候选测过；从零训练的候选中它精度与开销均衡。自然图像上微调预训练骨干通常更准，但需下载权重",
  en: "no candidate was measured on your pictures yet; of those that train from scratch it balances accuracy and cost. On natural pictures a fine-tuned backbone is usually ahead, but its weights must be downloaded",
};

/** The layers of the recipe in the size of the pictures, with their channels and classes. */
function layersOf({ id, layers }: RecipeCandidate, images: OwnImages, classes: number): Layer[] {
  const strides = stridesOf(images);
  const tiny = id === "cnn-tiny";
  const halved = tiny ? [1, 2, strides[1], strides[2] === 2 && strides[0] === 2 ? 2 : 1] : [...strides];
  let { height: h, width: w } = images;
  let at = 0;
  return layers.map((layer, place) => {
    if (layer.kind === "linear") return { ...layer, out: classes };
    const steps = layer.kind === "depthwise" || (layer.kind === "conv2d" && layer.kernel === 3);
    const stride = steps ? (halved[at++] ?? 1) : 1;
    if (stride === 2) [h, w] = [Math.ceil(h / 2), Math.ceil(w / 2)];
    return {
      ...layer,
      ...{ h, w },
      ...(steps ? { stride } : {}),
      ...(place === 0 ? { in: images.channels } : {}),
    };
  });
}

/** Of two classes the service tells the probability of the positive one. */
function onePositive(serve: unknown): unknown {
  const each = '"score":{"type":"object","additionalProperties":{"type":"number","minimum":0,"maximum":1}}';
  const one = '"score":{"type":"number","minimum":0,"maximum":1}';
  const text = JSON.stringify(serve).replace(each, one);
  return JSON.parse(text.replace('"probability of each class by name"', '"probability of the positive class"'));
}

/** The task that draws the mini set reads the person's folder. */
function readingTask(task: Recipe["tasks"][number]): Recipe["tasks"][number] {
  if (!task.outputs.includes("configs/data/mini.yaml")) {
    const draws = task.outputs.includes(`${DATASETS}/mini.py`);
    return draws ? { ...task, accept: [...task.accept, "tests/test_image_folder.py"] } : task;
  }
  return task;
}

function sizeNote({ entry }: OwnData, images: OwnImages): unknown {
  const { height, width, sizes, smallest, largest, channels } = images;
  const cite = entry > 0 ? ` [L${entry}]` : "";
  const colour = channels === 3 ? { zh: "彩色", en: "coloured" } : { zh: "灰度", en: "grey" };
  return {
    zh: `图片有 ${sizes} 种尺寸（${smallest.join("×")} 到 ${largest.join("×")}），统一缩放为 ${width}×${height} ${colour.zh}，长宽比不同的会被拉伸${cite}`,
    en: `The pictures have ${sizes} sizes (${smallest.join(" × ")} to ${largest.join(" × ")}); all are resized to ${width} × ${height}, ${colour.en}, those of another shape are stretched${cite}`,
  };
}

function asideNotes({ entry }: OwnData, images: OwnImages): readonly unknown[] {
  const { unreadable, unreadable_names: bad, conflicts, conflict_names: twice, ignored } = images;
  const cite = entry > 0 ? ` [L${entry}]` : "";
  const notes: unknown[] = [];
  if (unreadable > 0 || ignored > 0)
    notes.push({
      zh: `不用的文件：读不出来的图片 ${unreadable} 张${bad.length > 0 ? `（${bad.join("、")}）` : ""}，不是图片或不在类别文件夹里的 ${ignored} 个${cite}`,
      en: `Files that are not used: ${unreadable} pictures that cannot be read${bad.length > 0 ? ` (${bad.join(", ")})` : ""}, ${ignored} that are no pictures or lie in no folder of a class${cite}`,
    });
  if (conflicts > 0)
    notes.push({
      zh: `${conflicts} 张图片同时在两个类别里，各留先出现的一张：${twice.join("、")}${cite}`,
      en: `${conflicts} pictures stand under two classes; of each the first stays: ${twice.join(", ")}${cite}`,
    });
  return notes;
}
