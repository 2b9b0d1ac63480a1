// The contract of hubs, second half: downloads end in whole, checked files or in a clear refusal, never in half a file.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../src/base/hash.js";
import type { FileWish } from "../../src/ports/hubs.js";
import { temporaryFolder } from "./executor-machine.js";
import { aFile, aRepo } from "./hub-world.js";
import {
  aScene,
  BIG,
  EVERYTHING,
  fetched,
  filesIn,
  type HubMaker,
  NEVER,
  resolved,
  type Scene,
  THE_SET,
} from "./hubs-parts.js";

const TRAIN = "data/train-00000-of-00001.parquet";
const ONLY_TRAIN: FileWish = { splits: ["train"], paths: [] };
const MIB = 1024 * 1024;

const trainOf = (scene: Scene) => {
  const file = scene.server.repos.flatMap((repo) => repo.files).find((one) => one.path === TRAIN);
  if (file === undefined) throw new Error("the world has lost its training file");
  return file;
};

export function hubDownloadContract(maker: HubMaker): void {
  test("a download brings every file whole, with the hash of what lies on the disk", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const set = await fetched(scene.hub.download(await resolved(scene.hub), EVERYTHING, NEVER));

    expect(set).toMatchObject({ id: THE_SET, licence: { id: "mit" }, bytes: BIG + 1014, fetchedBytes: BIG + 1014 });
    for (const file of set.files) expect(sha256(await readFile(join(set.folder, file.path)))).toBe(file.sha256);
    expect(set.files.map((file) => file.checked)).not.toContain("size");
    expect((await filesIn(folder.path)).filter((name) => /\.(part|lock)/.test(name))).toEqual([]);
  });

  test("what lies there whole is not fetched again, and works offline", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    await fetched(scene.hub.download(await resolved(scene.hub), ONLY_TRAIN, NEVER));
    const offline = scene.again({ offline: true });

    const again = await fetched(offline.download(await resolved(offline), ONLY_TRAIN, NEVER));
    const missing = await offline.download(await resolved(offline), EVERYTHING, NEVER);

    expect(again).toMatchObject({ fetchedBytes: 0, bytes: BIG });
    expect(missing).toMatchObject({ ok: false, reason: "offline" });
  });

  test("a file that was damaged on the disk is fetched anew", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const set = await fetched(scene.hub.download(await resolved(scene.hub), ONLY_TRAIN, NEVER));
    await writeFile(join(set.folder, TRAIN), Buffer.alloc(BIG));

    const again = await fetched(scene.hub.download(await resolved(scene.hub), ONLY_TRAIN, NEVER));

    expect(again).toMatchObject({ fetchedBytes: BIG });
    expect(sha256(await readFile(join(set.folder, TRAIN)))).toBe(trainOf(scene).sha256);
  });

  test("the token goes to the hub alone, never to the host it redirects to", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const hub = scene.again({ token: scene.server.token });

    await fetched(hub.download(await resolved(hub), EVERYTHING, NEVER));

    const storage = scene.server.seen.filter((one) => one.host === "storage");
    expect(storage.length).toBeGreaterThan(0);
    expect(JSON.stringify(storage)).not.toContain(scene.server.token);
    expect(scene.server.seen.filter((one) => one.host === "hub").every((one) => one.headers.authorization)).toBe(true);
  });

  test("a line that is cut is taken up again where it broke", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const storage = new RegExp(trainOf(scene).sha256);
    scene.server.fail({ on: storage, times: 2, does: { cutAfter: 100_000 } });

    const set = await fetched(scene.hub.download(await resolved(scene.hub), ONLY_TRAIN, NEVER));

    const ranges = scene.server.seen.filter((one) => storage.test(one.url)).map((one) => one.headers.range ?? "");
    expect(set.files[0]?.sha256).toBe(trainOf(scene).sha256);
    expect(ranges).toHaveLength(3);
    expect(ranges[2]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(set.fetchedBytes).toBe(BIG);
  });

  test("a line that breaks for ever ends in a failure, keeps what came, and no half file has the name of a whole one", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const storage = new RegExp(trainOf(scene).sha256);
    scene.server.fail(
      { on: storage, times: 1, does: { cutAfter: 200_000 } },
      { on: storage, times: 50, does: { cutAfter: 0 } },
    );
    const set = await resolved(scene.hub);

    const failed = await scene.hub.download(set, ONLY_TRAIN, NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "cut" });
    expect((await filesIn(folder.path)).filter((name) => !name.endsWith(".part"))).toEqual([]);
  });

  test("a body that falls silent is given up and taken up again", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path, { limits: { idleMs: 60 } });
    scene.server.fail({ on: new RegExp(trainOf(scene).sha256), times: 1, does: { silentAfter: 131_072 } });

    const set = await fetched(scene.hub.download(await resolved(scene.hub), ONLY_TRAIN, NEVER));

    expect(set.files[0]?.sha256).toBe(trainOf(scene).sha256);
  });

  test("a server that ignores the range starts the file anew", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const storage = new RegExp(trainOf(scene).sha256);
    scene.server.fail(
      { on: storage, times: 1, does: { cutAfter: 100_000 } },
      { on: storage, times: 1, does: { ignoreRange: true } },
    );

    const set = await fetched(scene.hub.download(await resolved(scene.hub), ONLY_TRAIN, NEVER));

    expect(set.files[0]?.sha256).toBe(trainOf(scene).sha256);
    expect(scene.server.seen.filter((one) => storage.test(one.url))).toHaveLength(2);
  });

  test("a range that the server cannot give starts the file anew", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const storage = new RegExp(trainOf(scene).sha256);
    scene.server.fail(
      { on: storage, times: 1, does: { cutAfter: 100_000 } },
      { on: storage, times: 1, does: { status: 416 } },
    );

    const set = await fetched(scene.hub.download(await resolved(scene.hub), ONLY_TRAIN, NEVER));

    expect(set.files[0]?.sha256).toBe(trainOf(scene).sha256);
  });

  test("wrong content is fetched once more; when it stays wrong the file is refused and removed", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const storage = new RegExp(trainOf(scene).sha256);
    scene.server.fail({ on: storage, times: 1, does: { wrongBytes: true } });
    const set = await resolved(scene.hub);

    const once = await scene.hub.download(set, ONLY_TRAIN, NEVER);
    await writeFile(join(once.ok ? once.folder : "", TRAIN), "damaged");
    scene.server.fail({ on: storage, times: 9, does: { wrongBytes: true } });
    const twice = await scene.hub.download(set, ONLY_TRAIN, NEVER);

    expect(once.ok).toBe(true);
    expect(twice).toMatchObject({ ok: false, reason: "checksum" });
    expect((await filesIn(folder.path)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("small files are held against the hash of their git blob or their SHA-256 as well", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    scene.server.fail({ on: /README\.md/, times: 9, does: { wrongBytes: true } });

    const failed = await scene.hub.download(await resolved(scene.hub), { splits: [], paths: ["*.md"] }, NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "checksum" });
  });

  test.each([429, 500, 503])("a storage host that says %d is waited for", async (status) => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    scene.server.fail({
      on: new RegExp(trainOf(scene).sha256),
      times: 2,
      does: { status, headers: { "retry-after": "3" } },
    });

    const set = await fetched(scene.hub.download(await resolved(scene.hub), ONLY_TRAIN, NEVER));

    expect(set.fetchedBytes).toBe(BIG);
    expect(scene.waits).toEqual([3000, 3000]);
  });

  test("a split that was renamed fails with the names that exist, nearest first", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);

    const failed = await scene.hub.download(await resolved(scene.hub), { splits: ["valid"], paths: [] }, NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "split", near: ["validation", "train"] });
    expect(failed.ok ? "" : failed.hint.en).toContain("validation");
  });

  test("no room on the disk is told before anything is fetched", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path, { freeBytes: () => Promise.resolve(3 * BIG - 1) });
    const set = await resolved(scene.hub);
    const asked = scene.server.seen.length;

    const failed = await scene.hub.download(set, ONLY_TRAIN, NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "disk" });
    expect(scene.server.seen).toHaveLength(asked);
  });

  test("a cache that cannot be written is a refusal that names the path", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const set = await resolved(scene.hub);
    await writeFile(join(folder.path, "sets"), "in the way");

    const failed = await scene.hub.download(set, ONLY_TRAIN, NEVER);

    expect(failed).toMatchObject({ ok: false, reason: "disk" });
    expect(failed.ok ? "" : failed.message.en).toContain(folder.path);
  });

  test("stopped at any byte, a download goes on to the same hash", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const set = await resolved(scene.hub);
    const whole = await fetched(scene.hub.download(set, ONLY_TRAIN, NEVER));
    const target = join(whole.folder, TRAIN);
    const content = await readFile(target);
    const part = join(dirname(target), `.${basename(target)}.${trainOf(scene).sha256.slice(0, 12)}.part`);

    await fc.assert(
      fc.asyncProperty(fc.nat(BIG), fc.constantFrom("killed", "garbled", "aborted"), fc.nat(), async (at, how, run) => {
        const own = join(folder.path, `${run}-${at}-${how}`);
        const hub = scene.again({ folder: own });
        const place = part.replace(folder.path, own);
        if (how === "aborted") {
          const stop = new AbortController();
          const stopped = await hub.download(set, ONLY_TRAIN, stop.signal, ({ bytes }) => {
            if (bytes >= at) stop.abort();
          });
          if (!stopped.ok) expect(stopped.reason).toBe("aborted");
        } else {
          await mkdir(dirname(place), { recursive: true });
          const left = Buffer.from(content.subarray(0, at));
          if (how === "garbled" && at > 0) left[at >> 1] = (left[at >> 1] ?? 0) ^ 1;
          await writeFile(place, left);
          await writeFile(`${place}.lock`, "999999999");
        }

        const again = await fetched(hub.download(set, ONLY_TRAIN, NEVER));

        expect(sha256(await readFile(join(again.folder, TRAIN)))).toBe(trainOf(scene).sha256);
        expect(await filesIn(own)).toEqual([basename(TRAIN)]);
      }),
      { numRuns: 40 },
    );
  });

  test("two downloads of one set at once both end whole", async () => {
    await using folder = await temporaryFolder();
    await using scene = await aScene(maker, folder.path);
    const set = await resolved(scene.hub);

    const both = await Promise.all(
      [scene.hub, scene.again()].map((hub) => fetched(hub.download(set, ONLY_TRAIN, NEVER))),
    );

    expect(both.map((one) => one.files[0]?.sha256)).toEqual([trainOf(scene).sha256, trainOf(scene).sha256]);
    expect(await filesIn(folder.path)).toEqual([basename(TRAIN)]);
  });

  test("a huge file streams to the disk in bounded memory", async () => {
    await using folder = await temporaryFolder();
    const files = [aFile("huge.bin", 128 * MIB, { lfs: true })];
    await using scene = await aScene(maker, folder.path, {}, [aRepo({ id: "huge/set", files })]);
    const set = await resolved(scene.hub, "huge/set");
    const held = () => process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    const before = held();
    let most = 0;

    const done = await fetched(
      scene.hub.download(set, EVERYTHING, NEVER, () => {
        most = Math.max(most, held() - before);
      }),
    );

    expect(done.files[0]).toMatchObject({ sha256: files[0]?.sha256, checked: "sha256" });
    expect(most).toBeLessThan(48 * MIB);
  });
}
