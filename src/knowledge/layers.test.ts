import fc from "fast-check";
import { expect, test } from "vitest";
import { shelf } from "../../test/makers/spec.js";
import type { Layer } from "../spec/recipe.js";
import { networkSize } from "./layers.js";

test.each<[string, Layer[], { parameters: number; macs: number; activations: number }]>([
  ["a linear layer", [{ kind: "linear", in: 30, out: 2 }], { parameters: 62, macs: 60, activations: 2 }],
  ["one without bias", [{ kind: "linear", in: 30, out: 2, bias: false }], { parameters: 60, macs: 60, activations: 2 }],
  [
    "a convolution over a 4 x 4 output",
    [{ kind: "conv2d", in: 3, out: 8, kernel: 3, h: 4, w: 4 }],
    { parameters: 3 * 8 * 9 + 8, macs: 3 * 8 * 9 * 16, activations: 128 },
  ],
  [
    "a convolution in two groups",
    [{ kind: "conv2d", in: 4, out: 8, kernel: 1, groups: 2, h: 2, w: 2 }],
    { parameters: 2 * 8 + 8, macs: 2 * 8 * 4, activations: 32 },
  ],
  [
    "a convolution along a text of 9 places",
    [{ kind: "conv1d", in: 4, out: 8, kernel: 3, h: 9 }],
    { parameters: 4 * 8 * 3 + 8, macs: 4 * 8 * 3 * 9, activations: 72 },
  ],
  [
    "a depthwise convolution",
    [{ kind: "depthwise", in: 32, out: 32, kernel: 3, bias: false, h: 4, w: 4 }],
    { parameters: 32 * 9, macs: 32 * 9 * 16, activations: 512 },
  ],
  [
    "a linear layer over 13 places",
    [{ kind: "linear", in: 16, out: 64, h: 13 }],
    { parameters: 16 * 64 + 64, macs: 16 * 64 * 13, activations: 64 * 13 },
  ],
  [
    "attention over 13 places",
    [{ kind: "attention", in: 64, h: 13 }],
    { parameters: 0, macs: 2 * 13 * 13 * 64, activations: 13 * (13 + 64) },
  ],
  ["a norm", [{ kind: "groupnorm", out: 32, h: 8, w: 8 }], { parameters: 64, macs: 4096, activations: 2048 }],
  ["an embedding", [{ kind: "embedding", in: 1000, out: 16 }], { parameters: 16_000, macs: 0, activations: 16 }],
  ["a pool", [{ kind: "maxpool", in: 8, h: 2, w: 2 }], { parameters: 0, macs: 0, activations: 32 }],
  [
    "two layers, the second three times",
    [
      { kind: "linear", in: 2, out: 3 },
      { kind: "linear", in: 3, out: 3, repeat: 3 },
    ],
    { parameters: 9 + 3 * 12, macs: 6 + 27, activations: 3 + 9 },
  ],
])("the size of %s is the one reckoned by hand", (_what, layers, size) => {
  expect(networkSize(layers)).toEqual(size);
});

test("sizes add up: a network is the sum of its parts", () => {
  const layer = fc.record({
    kind: fc.constantFrom("linear", "conv2d", "depthwise", "groupnorm", "relu"),
    in: fc.integer({ min: 1, max: 64 }),
    kernel: fc.constantFrom(1, 3),
    h: fc.integer({ min: 1, max: 8 }),
    w: fc.integer({ min: 1, max: 8 }),
  });
  const layers = fc.array(
    layer.map((one) => ({ ...one, out: one.in })),
    { maxLength: 6 },
  );

  fc.assert(
    fc.property(layers, layers, (first, second) => {
      const [a, b] = [networkSize(first), networkSize(second)];

      expect(networkSize([...first, ...second])).toEqual({
        parameters: a.parameters + b.parameters,
        macs: a.macs + b.macs,
        activations: a.activations + b.activations,
      });
    }),
  );
});

const SCRATCH = (await shelf.recipes()).flatMap(({ recipe }) =>
  recipe.candidates.filter(({ kind }) => kind === "scratch").map((one) => ({ recipe: recipe.id, candidate: one })),
);

test.each(SCRATCH)("$recipe: the layers of $candidate.id add up to the measured parameters", ({ candidate }) => {
  expect(candidate.params_expected).toBeGreaterThan(0);
  expect(networkSize(candidate.layers).parameters).toBe(candidate.params_expected);
});
