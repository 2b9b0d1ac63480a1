import { expect, test } from "vitest";
import { aRecipe, aSpec } from "../../test/makers/spec.js";
import type { Hub, HubFailure, HubName, Resolved } from "../ports/hubs.js";
import type { WorkTools } from "../ports/workbench.js";
import { checkHubs } from "./hub-checks.js";

const DIGITS = "Classify images of handwritten digits, accuracy at least 95%, CPU only";
const SILENT = { zh: "没有回答", en: "no answer" };

function aFailure(hub: HubName): HubFailure {
  return { ok: false, hub, reason: "unreachable", message: SILENT, hint: SILENT, near: [] };
}

function aResolved(hub: HubName, kind: "dataset" | "model", id: string): Resolved {
  return {
    ok: true,
    hub,
    kind,
    id,
    revision: "abc",
    page: "",
    licence: { id: "mit", commercial: "yes", trap: null },
    gated: false,
    parameters: null,
    files: [],
    splits: [],
    bytes: 1000,
    at: "2026-01-01T00:00:00.000Z",
    fromCache: false,
  };
}

/** A hub that holds these ids alone; null = it never answers. */
function aHub(name: HubName, ids: readonly string[] | null): Hub {
  return {
    name,
    search: async () =>
      ids === null
        ? aFailure(name)
        : { ok: true, ranked: [], refused: [], at: "2026-01-01T00:00:00.000Z", fromCache: false },
    resolve: async (kind, id) => (ids?.includes(id) === true ? aResolved(name, kind, id) : aFailure(name)),
    download: async () => aFailure(name),
  };
}

async function checked(hubs: readonly Hub[]) {
  const decided: string[] = [];
  const tools: Pick<WorkTools, "hubs" | "note" | "signal" | "facts" | "decide"> = {
    hubs,
    note: () => undefined,
    signal: new AbortController().signal,
    facts: { language: "en", host: { memoryBytes: 8e9, gpus: [] } } as unknown as WorkTools["facts"],
    decide: async ({ what, chosen }) => decided.push(`${what}: ${chosen}`),
  };
  const spec = await aSpec(DIGITS);
  const checks = await checkHubs(tools as WorkTools, await aRecipe("image-classification"), spec);
  return { checks, decided };
}

test("what a hub holds of the recipe's names is confirmed and decided on the ledger", async () => {
  const { checks, decided } = await checked([aHub("huggingface", ["ylecun/mnist"]), aHub("modelscope", null)]);

  expect(checks[0]).toMatchObject({
    kind: "dataset",
    of: "full",
    confirmed: { hub: "huggingface", id: "ylecun/mnist", revision: "abc", licence: "mit" },
    entry: 1,
  });
  expect(checks.slice(1).map(({ kind, confirmed }) => [kind, confirmed])).toEqual([
    ["model", null],
    ["model", null],
  ]);
  expect(decided[0]).toBe("hub dataset full: huggingface:ylecun/mnist@abc");
});

test("hubs that do not answer leave the recipe's choice unverified, and it is said", async () => {
  const { checks } = await checked([aHub("huggingface", null), aHub("modelscope", null)]);

  expect(checks.map(({ confirmed }) => confirmed)).toEqual([null, null, null]);
  expect(checks[0]?.why).toMatch(/unverified/);
  expect(checks[0]?.notes).toContain("no answer");
});

test("where there are no hubs nothing is asked", async () => {
  expect((await checked([])).checks).toEqual([]);
});
