// The contract of hubs, first half: searching and resolving, refusals in words, answers kept for the time without a network.
import { expect, test } from "vitest";
import { temporaryFolder } from "./executor-machine.js";
import { aFile, aRepo } from "./hub-world.js";
import { aQuery, aScene, BIG, EVERYTHING, type HubMaker, NEVER, resolved, THE_SET } from "./hubs-parts.js";

const TOKENS = { huggingface: "HF_TOKEN", modelscope: "MODELSCOPE_API_TOKEN" } as const;

export function hubsContract(maker: HubMaker): void {
  test("a search ranks what fits first, with reasons, and names what it refused and why", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const found = await scene.hub.search(aQuery(), NEVER);

    expect(found).toMatchObject({ ok: true, fromCache: false, at: "2026-01-01T00:00:00.000Z" });
    if (!found.ok) return;
    expect(found.ranked[0]?.entry).toMatchObject({
      id: THE_SET,
      licence: { id: "mit", commercial: "yes" },
      downloads: 5000,
    });
    expect(found.ranked[0]?.reasons.map((reason) => reason.en)).toContain("its task is text-classification");
    expect(found.refused.map((one) => one.id).sort()).toEqual(["someone/reviews-closed", "someone/reviews-nc"]);
    expect(found.refused.find((one) => one.id.endsWith("-nc"))?.why.en).toMatch(/cc-by-nc-4\.0 forbids commercial use/);
  });

  test("a search too narrow to find anything is widened", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const found = await scene.hub.search(aQuery({ task: "question-answering", languages: ["yue"] }), NEVER);

    expect(found.ok && found.ranked.map((one) => one.entry.id)).toContain(THE_SET);
  });

  test("models above the limit of parameters are refused, and a trap in the licence is told", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const found = await scene.hub.search(aQuery({ kind: "model", languages: [] }), NEVER);
    const set = await resolved(scene.hub, "someone/reviews-tiny", "model");

    expect(found.ok && found.ranked[0]?.reasons.some((reason) => reason.en.includes("AGPL"))).toBe(true);
    expect(set.parameters).toBe(20);
  });

  test("a set resolves to its revision, files with sizes and hashes, licence and splits, over all pages of its tree", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const set = await resolved(scene.hub);

    expect(set.files).toHaveLength(5);
    expect(set).toMatchObject({ id: THE_SET, gated: false, licence: { id: "mit" }, bytes: BIG + 1000 + 14 });
    expect(set.files.find((file) => file.path.includes("train"))).toMatchObject({
      bytes: BIG,
      hash: { algorithm: "sha256" },
    });
    expect(set.splits.map((split) => split.name).sort()).toEqual(["train", "validation"]);
    expect(set.revision).not.toBe("");
  });

  test("a set that was renamed answers under its new name", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const set = await resolved(scene.hub, "someone/old-reviews");

    expect(set.id).toBe(THE_SET);
  });

  test("an id that does not exist fails with the nearest names", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const failed = await scene.hub.resolve("dataset", "someone/reveiws", "", NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "unknown" });
    expect(failed.ok ? [] : failed.near[0]).toBe(THE_SET);
    expect(failed.ok ? "" : failed.hint.zh).toContain(THE_SET);
  });

  test.each(["../../etc/passwd", "a/b/c", "a b", "..", "", "a/.."])(
    "the odd id %j is unknown and asks nobody",
    async (id) => {
      await using folder = await temporaryFolder();
      await using scene = await aScene(maker, folder.path);

      const failed = await scene.hub.resolve("dataset", id, "", NEVER);

      expect(failed).toMatchObject({ ok: false, reason: "unknown" });
      expect(scene.server.seen).toEqual([]);
    },
  );

  test("a gated set is refused clearly: its page and the variable of the token are named", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const failed = await scene.hub.resolve("dataset", "someone/reviews-closed", "", NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "gated" });
    const said = failed.ok ? "" : `${failed.message.en} ${failed.hint.en}`;
    expect(said).toContain(`${scene.server.url}/datasets/someone/reviews-closed`);
    expect(said).toContain(TOKENS[maker.dialect]);
  });

  test("with the token a gated set opens, and the token stands in no message and no kept answer", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const hub = scene.again({ token: scene.server.token });

    const set = await resolved(hub, "someone/reviews-closed");
    const fetched = await hub.download(set, EVERYTHING, NEVER);

    expect(fetched).toMatchObject({ ok: true, bytes: 10 });
    expect(JSON.stringify([set, fetched])).not.toContain(scene.server.token);
  });

  test("a wrong token on a gated set is a refusal that names the variable, not the token", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const failed = await scene.again({ token: "hunter2" }).resolve("dataset", "someone/reviews-closed", "", NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "gated" });
    expect(JSON.stringify(failed)).toContain(TOKENS[maker.dialect]);
    expect(JSON.stringify(failed)).not.toContain("hunter2");
  });

  test.each([
    ["Retry-After in seconds", { "retry-after": "7" }, 7000],
    ["Retry-After as a date", { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" }, 9000],
    ["the RateLimit header", { ratelimit: '"api";r=0;t=55' }, 55_000],
    ["nothing said", {}, 1000],
  ] as const)("on 429 the hub waits as long as it was asked to: %s", async (_, headers, ms) => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    scene.server.fail({ on: /./, times: 1, does: { status: 429, headers } });

    const found = await scene.hub.search(aQuery(), NEVER);

    expect(found.ok).toBe(true);
    expect(scene.waits).toEqual([ms]);
  });

  test("a wait longer than the rate window is not waited for but told", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    scene.server.fail({ on: /./, times: 1, does: { status: 429, headers: { "retry-after": "4000" } } });

    const failed = await scene.hub.search(aQuery(), NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "rate-limited" });
    expect(failed.ok ? "" : failed.message.en).toContain("4000 s");
    expect(scene.waits).toEqual([]);
  });

  test("server errors are tried again a bounded number of times, with doubling waits", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    scene.server.fail({ on: /./, times: 100, does: { status: 503 } });

    const failed = await scene.hub.resolve("dataset", THE_SET, "", NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "server" });
    expect(failed.ok ? "" : failed.message.en).toContain("HTTP 503");
    expect(scene.waits).toEqual([1000, 2000, 4000, 8000]);
  });

  test.each([
    ["not JSON", "<html>sign in to this network</html>"],
    ["of another shape", '{"success":true,"data":{"datasets":[{"name":1}]},"error":[]}'],
  ])("an answer that is %s is a failure, not a crash, and is not kept as good", async (_, body) => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    scene.server.fail({ on: /./, times: 3, does: { body } });

    const failed = await scene.hub.search(aQuery(), NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "bad-answer" });
  });

  test("an address where nobody listens fails soon and names the variable for a mirror", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const failed = await scene.again({ endpoint: "http://127.0.0.1:9" }).search(aQuery(), NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "unreachable" });
    expect(failed.ok ? "" : failed.hint.en).toMatch(/_ENDPOINT/);
    expect(scene.waits).toHaveLength(1);
  });

  test.each(["not an address", "ftp://127.0.0.1", "http://me:hunter2@127.0.0.1"])(
    "the endpoint %j is refused",
    async (endpoint) => {
      await using folder = await temporaryFolder();
      await using scene = await aScene(maker, folder.path);

      const failed = await scene.again({ endpoint }).search(aQuery(), NEVER);

      expect(failed).toMatchObject({ ok: false, reason: "endpoint" });
      expect(JSON.stringify(failed)).not.toContain("hunter2");
    },
  );

  test("a mirror under a path of its own is asked there", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const endpoint = `${scene.server.url}/`;

    const found = await scene.again({ endpoint }).search(aQuery(), NEVER);

    expect(found.ok).toBe(true);
    expect(scene.server.seen.every((one) => !one.url.startsWith("//"))).toBe(true);
  });

  test("a young answer is taken from the disk, with its date, without asking again", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    await scene.hub.search(aQuery(), NEVER);
    const asked = scene.server.seen.length;

    const found = await scene.again().search(aQuery(), NEVER);

    expect(found).toMatchObject({ ok: true, fromCache: true, at: "2026-01-01T00:00:00.000Z" });
    expect(scene.server.seen).toHaveLength(asked);
  });

  test("offline a kept answer of any age is given with its date; what was never asked fails clearly", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    await resolved(scene.hub);
    const offline = scene.again({ offline: true, maxAgeMs: 0 });
    const asked = scene.server.seen.length;

    const kept = await offline.resolve("dataset", THE_SET, "", NEVER);
    const failed = await offline.search(aQuery(), NEVER);

    expect(kept).toMatchObject({ ok: true, fromCache: true, at: "2026-01-01T00:00:00.000Z" });
    expect(failed).toMatchObject({ ok: false, reason: "offline" });
    expect(scene.server.seen).toHaveLength(asked);
  });

  test("when the hub falls silent the older answer stands in, and a refusal does not bring it back", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    await resolved(scene.hub);
    const later = scene.again({ maxAgeMs: 0 });
    scene.server.fail({ on: /./, times: 5, does: { status: 500 } });

    const kept = await later.resolve("dataset", THE_SET, "", NEVER);
    scene.server.repos.splice(0);
    const gone = await scene.again({ maxAgeMs: 0 }).resolve("dataset", THE_SET, "", NEVER);

    expect(kept).toMatchObject({ ok: true, fromCache: true });
    expect(gone).toMatchObject({ ok: false, reason: "unknown" });
  });

  test("an interrupted question is an interruption, not a broken hub", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const failed = await scene.hub.search(aQuery(), AbortSignal.abort());

    expect(failed).toMatchObject({ ok: false, reason: "aborted" });
  });

  test("a tree that names a file outside its folder is not fetched", async () => {
    await using folder = await temporaryFolder();
    const files = [aFile("../../outside.txt", 0, { text: "x" })];
    await using scene = await aScene(maker, folder.path, {}, [aRepo({ id: "bad/paths", files })]);

    const failed = await scene.hub.download(await resolved(scene.hub, "bad/paths"), EVERYTHING, NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "unsafe-path" });
  });
}
