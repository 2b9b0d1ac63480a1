// Choosing among hubs, with and without them.
import { expect, test } from "vitest";
import type { Hub, HubEntry, HubFailure, HubName, HubQuery, Resolved } from "../ports/hubs.js";
import { chooseFromHubs } from "./choose.js";
import { offline, unknownId } from "./failure.js";
import { readLicence } from "./licence.js";
import { rankEntries } from "./rank.js";
import { hubTask } from "./tasks.js";

const NEVER = new AbortController().signal;
const AT = "2026-01-01T00:00:00.000Z";

const QUERY: HubQuery = {
  kind: "dataset",
  text: "",
  task: "translation",
  languages: ["yue"],
  commercial: true,
  maxParameters: null,
  minRows: 1000,
  limit: 5,
};

const anEntry = (id: string, change: Partial<HubEntry> = {}): HubEntry => ({
  hub: "huggingface",
  kind: "dataset",
  id,
  page: `https://hub.example/${id}`,
  licence: readLicence("mit"),
  gated: false,
  downloads: 1000,
  likes: 1,
  tasks: ["translation"],
  languages: ["yue"],
  parameters: null,
  rows: { low: 1000, high: 10_000 },
  updated: AT,
  ...change,
});

/** A hub with these entries; a failure in their place is its answer to everything. */
function aHub(name: HubName, entries: readonly HubEntry[] | HubFailure, fromCache = false): Hub {
  const dated = { at: AT, fromCache };
  return {
    name,
    search: (query) =>
      Promise.resolve("ok" in entries ? entries : { ok: true, ...rankEntries(entries, query), ...dated }),
    resolve: (kind, id): Promise<Resolved | HubFailure> => {
      if ("ok" in entries) return Promise.resolve(entries);
      const entry = entries.find((one) => one.id === id);
      if (entry === undefined) return Promise.resolve(unknownId(name, id, []));
      const { page, licence, gated } = entry;
      const rest = { revision: "main", parameters: null, files: [], splits: [], bytes: 0 };
      return Promise.resolve({ ok: true, hub: name, kind, id, page, licence, gated, ...rest, ...dated });
    },
    download: () => Promise.resolve(offline(name, "anything")),
  };
}

test("the recipe's own choice is taken where a hub confirms it", async () => {
  const hub = aHub("huggingface", [anEntry("a/popular", { downloads: 9e6 }), anEntry("a/recipe", { downloads: 1 })]);

  const choice = await chooseFromHubs([hub], { query: QUERY, recipe: { huggingface: "a/recipe" } }, NEVER);

  expect(choice.chosen?.id).toBe("a/recipe");
  expect(choice.why.en).toContain("confirms");
  expect(choice.offered[0]?.entry.id).toBe("a/popular");
});

test("a choice that is gone or forbidden gives way to the best found, and what was refused says why", async () => {
  const hub = aHub("huggingface", [
    anEntry("a/recipe", { licence: readLicence("cc-by-nc-4.0") }),
    anEntry("a/tiny", { rows: { low: 0, high: 999 } }),
    anEntry("a/other", { languages: ["en"] }),
    anEntry("a/best"),
  ]);
  const other = aHub("modelscope", []);

  const choice = await chooseFromHubs(
    [hub, other],
    { query: QUERY, recipe: { huggingface: "a/recipe", modelscope: "b/gone" } },
    NEVER,
  );

  expect(choice.chosen?.id).toBe("a/best");
  expect(choice.why.zh).toContain("含语言 yue");
  expect(choice.refused.map((one) => [one.id, one.why.en])).toEqual([
    ["a/recipe", "its licence cc-by-nc-4.0 forbids commercial use"],
    ["a/tiny", "at most 999 rows, fewer than the 1000 needed"],
    ["b/gone", expect.stringContaining("has no b/gone")],
  ]);
});

test("offline the recipe's choice stands, and it is said that nothing was confirmed", async () => {
  const hubs = [aHub("huggingface", offline("huggingface", "x")), aHub("modelscope", offline("modelscope", "x"))];

  const choice = await chooseFromHubs(hubs, { query: QUERY, recipe: { huggingface: "a/recipe" } }, NEVER);

  expect(choice.chosen).toBeNull();
  expect(choice.notes.map((note) => note.en).join(" ")).toMatch(/Offline.*unverified/);
});

test("an answer from the cache is taken with its date", async () => {
  const hub = aHub("huggingface", [anEntry("a/recipe")], true);

  const choice = await chooseFromHubs([hub], { query: QUERY, recipe: { huggingface: "a/recipe" } }, NEVER);

  expect(choice.chosen?.fromCache).toBe(true);
  expect(choice.notes[0]?.zh).toContain("2026-01-01");
});

test("use, task and language move an entry up; a missing licence moves it down", () => {
  const { ranked } = rankEntries(
    [
      anEntry("a/no-licence", { licence: readLicence("") }),
      anEntry("a/wrong-task", { tasks: ["summarization"] }),
      anEntry("a/used", { downloads: 1e6 }),
      anEntry("a/plain"),
    ],
    QUERY,
  );

  expect(ranked.map((one) => one.entry.id)).toEqual(["a/used", "a/plain", "a/no-licence", "a/wrong-task"]);
  expect(ranked.every((one) => one.score >= 0 && one.score <= 1)).toBe(true);
});

test("families are asked for in the hubs' words, or by name alone", () => {
  expect([
    hubTask("dialect-mt", "dataset"),
    hubTask("face-recognition", "dataset"),
    hubTask("clustering", "model"),
  ]).toEqual(["translation", "", ""]);
});
