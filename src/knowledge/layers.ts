// Parameters, multiply-accumulates and activations of a network, computed from its layers.
import type { Layer } from "../spec/recipe.js";

export interface NetworkSize {
  readonly parameters: number;
  /** Multiply-accumulates of one forward pass of one sample. */
  readonly macs: number;
  /** Numbers that layers put out for one sample. */
  readonly activations: number;
}

const NORMS = new Set(["groupnorm", "layernorm", "batchnorm", "rmsnorm"]);

/** Sizes add up over layers; `repeat` counts identical ones. Unknown kinds without weights (pool, activation) count their output. */
export function networkSize(layers: readonly Layer[]): NetworkSize {
  let parameters = 0;
  let macs = 0;
  let activations = 0;
  for (const layer of layers) {
    const times = layer.repeat ?? 1;
    const one = layerSize(layer);
    parameters += times * one.parameters;
    macs += times * one.macs;
    activations += times * one.activations;
  }
  return { parameters, macs, activations };
}

function layerSize(layer: Layer): NetworkSize {
  const inputs = layer.in ?? 0;
  const outputs = layer.out ?? inputs;
  const area = (layer.h ?? 1) * (layer.w ?? 1);
  if (NORMS.has(layer.kind)) return { parameters: 2 * outputs, macs: 2 * outputs * area, activations: outputs * area };
  if (layer.kind === "linear") return weighted(inputs * outputs, outputs, layer, area);
  if (layer.kind === "embedding") return { parameters: inputs * outputs, macs: 0, activations: outputs };
  // Every place looks at every other, twice: scores and their weighted sum; the maps around it are linear layers.
  if (layer.kind === "attention")
    return { parameters: 0, macs: 2 * area * area * inputs, activations: area * (area + inputs) };
  if (layer.kind === "conv1d") return weighted(inputs * outputs * (layer.kernel ?? 1), outputs, layer, area);
  if (layer.kind === "conv2d" || layer.kind === "depthwise") {
    const kernel = (layer.kernel ?? 1) ** 2;
    const groups = layer.kind === "depthwise" ? (layer.groups ?? inputs) : (layer.groups ?? 1);
    return weighted((inputs / groups) * outputs * kernel, outputs, layer, area);
  }
  return { parameters: 0, macs: 0, activations: outputs * area };
}

function weighted(weights: number, outputs: number, layer: Layer, area: number): NetworkSize {
  const bias = layer.bias === false ? 0 : outputs;
  return { parameters: weights + bias, macs: weights * area, activations: outputs * area };
}
