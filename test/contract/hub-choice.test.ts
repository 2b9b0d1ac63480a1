// What f2 asks of the hubs and makes of their answers, against servers on this machine that speak their REST.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { readAccess } from "../../src/hubs/access.js";
import type { HubOptions } from "../../src/hubs/hub.js";
import { createHuggingFace } from "../../src/hubs/huggingface.js";
import { createModelScope } from "../../src/hubs/modelscope.js";
import type { WorkTools } from "../../src/ports/workbench.js";
import { renderTechnology } from "../../src/spec/documents/technology.js";
import type { HubCheck } from "../../src/spec/hub-check.js";
import { checkHubs } from "../../src/stages/hub-checks.js";
import { fixedClock } from "../../src/workspace/clock.js";
import { aProposal, aRecipe, aSpec } from "../makers/spec.js";
import { startHub } from "./hub-server.js";
import { aFile, aRepo, type WorldRepo } from "./hub-world.js";

const REQUEST = "Classify images of handwritten digits, accuracy at least 95%, CPU only, free for commercial use";
const MNIST = "ylecun/mnist";
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const picture = (change: Partial<WorldRepo> & Pick<WorldRepo, "id">): WorldRepo =>
  aRepo({
    task: "image-classification",
    size: "10K<n<100K",
    files: [aFile("a.parquet", 100, { lfs: true })],
    ...change,
  });

/** What the hub holds: the recipe's set and model, and others that a search finds beyond their names. */
const WORLD: readonly WorldRepo[] = [
  picture({ id: MNIST, downloads: 5000 }),
  picture({ id: "others/letters", downloads: 900_000 }),
  picture({ id: "others/tiny", size: "n<1K" }),
  picture({ id: "others/letters-nc", licence: "cc-by-nc-4.0" }),
  picture({ id: "others/letters-closed", gated: true }),
  picture({ kind: "model", id: "timm/resnet18.a1_in1k", parameters: 11_700_000 }),
  picture({ kind: "model", id: "others/small-net", parameters: 5_000_000, downloads: 70_000 }),
  picture({ kind: "model", id: "others/giant-net", parameters: 7_000_000_000, downloads: 90_000 }),
];

interface Given {
  readonly world?: readonly WorldRepo[];
  readonly offline?: boolean;
  readonly status?: number;
  /** Asks once before: its answers lie in the cache then. */
  readonly before?: boolean;
}

/** The checks of f2, with decisions written down; ModelScope is another server that holds nothing. */
async function checked({ world = WORLD, offline = false, status, before = false }: Given = {}) {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-choice-"));
  folders.push(folder);
  await using one = await startHub("huggingface", world);
  await using two = await startHub("modelscope", []);
  // The person's variables name the mirrors; the product's list of addresses is not asked.
  const addresses = { huggingface: "http://127.0.0.1:9", modelscope: "http://127.0.0.1:9" };
  const access = readAccess({ HF_ENDPOINT: one.url, MODELSCOPE_ENDPOINT: two.url }, addresses);
  const options = (more: Partial<HubOptions>): Omit<HubOptions, "endpoint" | "token"> => ({
    offline: false,
    folder,
    clock: fixedClock(),
    wait: async () => undefined,
    limits: { attempts: 1, longestWaitMs: 0 },
    ...more,
  });
  const decided: Record<string, unknown>[] = [];
  const ask = async (more: Partial<HubOptions>): Promise<readonly HubCheck[]> => {
    const tools: Partial<WorkTools> = {
      hubs: [
        createHuggingFace({ ...options(more), ...access.huggingface }),
        createModelScope({ ...options(more), ...access.modelscope }),
      ],
      note: () => undefined,
      signal: new AbortController().signal,
      facts: { language: "en", host: { memoryBytes: 16e9, gpus: [] } } as unknown as WorkTools["facts"],
      decide: async (decision) => decided.push(decision),
    };
    return await checkHubs(tools as WorkTools, await aRecipe("image-classification"), await aSpec(REQUEST));
  };
  if (before) await ask({});
  if (status !== undefined) one.fail({ on: /api/, times: 1000, does: { status } });
  const checks = await ask({ offline });
  return { checks, data: checks[0], decided, seen: one.seen };
}

const why = (list: readonly { readonly id: string; readonly why: string }[] = [], id: string) =>
  list.find((one) => one.id === id)?.why ?? "";

test("the recipe's set is confirmed at the mirror that the person names, and others are found beyond its name", async () => {
  const { data, seen } = await checked();

  expect(data?.confirmed).toMatchObject({ hub: "huggingface", id: MNIST, licence: "mit" });
  expect(data?.offered.map(({ id }) => id)).toContain("others/letters");
  expect(why(data?.offered, "others/letters")).toMatch(/its task is image-classification; licence mit; 900000 recent/);
  expect(seen.length).toBeGreaterThan(2);
});

test("what may not be taken is refused with its reason: licence, terms to accept, too few rows", async () => {
  const { data } = await checked();

  expect(why(data?.refused, "others/letters-nc")).toMatch(/forbids commercial use/);
  expect(why(data?.refused, "others/letters-closed")).toMatch(/terms must be accepted/);
  expect(why(data?.refused, "others/tiny")).toMatch(/at most 1000 rows, fewer than the 1797 needed/);
});

test("models are found by task beyond the recipe's, their parameters told, and one too large for the machine is refused", async () => {
  const { checks } = await checked();
  const model = checks.find(({ of }) => of === "resnet18");

  expect(model?.confirmed).toMatchObject({ id: "timm/resnet18.a1_in1k", parameters: 11_700_000 });
  expect(why(model?.offered, "others/small-net")).toMatch(/5 M parameters/);
  expect(why(model?.refused, "others/giant-net")).toMatch(/7 B parameters are above the limit of 1 B/);
});

test("an id that does not exist is refused with the nearest names", async () => {
  const { data } = await checked({
    world: WORLD.map((repo) => (repo.id === MNIST ? { ...repo, id: "ylecun/mnist2" } : repo)),
  });

  expect(data?.confirmed).toBeNull();
  expect(why(data?.refused, MNIST)).toMatch(/has no ylecun\/mnist; nearest names: ylecun\/mnist2/);
});

test("a set that was renamed is confirmed under its new name", async () => {
  const { data } = await checked({
    world: WORLD.map((repo) => (repo.id === MNIST ? { ...repo, id: "yann/digits", formerId: MNIST } : repo)),
  });

  expect(data?.confirmed?.id).toBe("yann/digits");
});

test("a gated set of the recipe is not taken, and the variable of the token is named", async () => {
  const { data } = await checked({ world: WORLD.map((repo) => (repo.id === MNIST ? { ...repo, gated: true } : repo)) });

  expect(data?.confirmed).toBeNull();
  expect(why(data?.refused, MNIST)).toMatch(/HF_TOKEN|accepted/);
  expect(data?.why).toMatch(/the recipe's choice stands, unverified/);
});

test.each([429, 503])("a hub that answers %i leaves the recipe's choice unverified, and it is said", async (status) => {
  const { checks } = await checked({ status });

  expect(checks.every(({ confirmed }) => confirmed === null)).toBe(true);
  expect(checks[0]?.notes.join(" ")).toMatch(/Hugging Face/);
});

test("offline the kept answers stand with their date; what was never asked is the recipe's, and it is said", async () => {
  const kept = await checked({ offline: true, before: true });
  const bare = await checked({ offline: true });

  expect(kept.data?.confirmed?.id).toBe(MNIST);
  expect(kept.data?.notes.join(" ")).toMatch(/from the cache, of 2026/);
  expect(bare.data?.confirmed).toBeNull();
  expect(bare.data?.notes.join(" ")).toMatch(/Offline.*unverified/);
  // Nobody refused anything: it could not be asked.
  expect(bare.data?.refused).toEqual([]);
});

test("the choice, what was offered and what was refused stand on the ledger and in tech.md", async () => {
  const { checks, decided } = await checked();
  const proposed = await aProposal(await aSpec(REQUEST));

  const text = renderTechnology({ ...proposed, hubs: [...checks] }, "en");

  expect(decided[0]).toMatchObject({
    what: "hub dataset full",
    offered: expect.arrayContaining([expect.stringMatching(/^huggingface:others\/letters 0\.\d+: /)]),
    refused: expect.arrayContaining([expect.stringMatching(/^huggingface:others\/letters-nc its licence/)]),
  });
  expect(text).toMatch(/`others\/letters` \| offered/);
  expect(text).toMatch(/`others\/letters-closed` \| refused/);
});
