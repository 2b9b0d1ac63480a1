import { describe, expect, test } from "vitest";
import { figuresOf, TUNED, UNSEEN } from "../../scripts/bench/reading-figures.mjs";
import { lexicon, options, requestCases } from "../../test/fixtures/requests/shipped-lexicon.js";
import type { Reading } from "../spec/requirements.js";
import { readRequest } from "./read-request.js";

const read = (request: string): Reading => readRequest(request, lexicon, { ...options, recipes: [] });

describe("understanding", () => {
  test("requests that the lexicon was tuned on are read almost all right, and alike in both languages", () => {
    const cases = TUNED.flatMap(requestCases);

    const figures = figuresOf(cases, read);

    expect(figures.family).toBeGreaterThanOrEqual(0.97);
    expect(figures.modality).toBeGreaterThanOrEqual(0.97);
    expect(figures.metric).toBeGreaterThanOrEqual(0.97);
    expect(figures.limits).toBeGreaterThanOrEqual(0.97);
    expect(figures.sure_and_right).toBeGreaterThanOrEqual(0.97);
    expect(figures.verdict.same).toBeGreaterThanOrEqual(0.92);
  });

  // Sums only: nobody who changes the lexicon may look at a single request of this set.
  test("requests that nobody here has seen are read right often enough, and what is sure is right", () => {
    const figures = figuresOf(UNSEEN.flatMap(requestCases), read);

    expect(figures.requests).toBeGreaterThanOrEqual(60);
    expect(figures.family).toBeGreaterThanOrEqual(0.85);
    expect(figures.modality).toBeGreaterThanOrEqual(0.9);
    expect(figures.metric).toBeGreaterThanOrEqual(0.9);
    expect(figures.limits).toBeGreaterThanOrEqual(0.9);
    expect(figures.sure_and_right).toBeGreaterThanOrEqual(0.9);
  });
});
