// One flipped byte, one line gone, one history rewritten: audit and the stand-alone verifier both name the place.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { sha256 } from "../../src/base/hash.js";
import type { AuditResult } from "../../src/spec/status.js";
import { type Ended, plumbline, run } from "./cli.js";
import { entriesOf, LEDGER, ofType } from "./ledger.js";
import { aCopyOf, finished, MAKING_MS } from "./trained-project.js";

const OBJECTS = ".plumbline/objects";

beforeAll(async () => {
  await finished("digits");
}, MAKING_MS);

interface Verdict {
  readonly exit: number;
  readonly kind: AuditResult["kind"];
  readonly seq: number;
  readonly at: string;
}

async function audited(dir: string, ...more: readonly string[]): Promise<Verdict> {
  const { exit, out } = await plumbline(["audit", "--json", "--dir", dir, ...more]);
  const { kind, seq, at }: AuditResult = JSON.parse(out);
  return { exit, kind, seq, at };
}

/** The verifier alone: no Plumbline, no site packages. */
async function verified(dir: string, ...more: readonly string[]): Promise<Verdict> {
  const { exit, out } = await run("python3", ["-I", join(dir, "verify_ledger.py"), dir, ...more], { cwd: "/" });
  const [, kind = null, seq = "-1", at = ""] = /^BROKEN kind=(\w+) entry=(-?\d+) at=(.+?): /.exec(out) ?? [];
  return { exit, kind: kind as AuditResult["kind"], seq: Number(seq), at };
}

/** Changes a file, asks both, puts the file back. */
async function spoiled(dir: string, path: string, spoil: (bytes: Buffer) => Uint8Array): Promise<readonly Verdict[]> {
  const whole = readFileSync(join(dir, path));
  writeFileSync(join(dir, path), spoil(Buffer.from(whole)));
  const answers = await Promise.all([audited(dir), verified(dir)]);
  writeFileSync(join(dir, path), whole);
  return answers;
}

const flip = (offset: number) => (bytes: Buffer) => {
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  return bytes;
};

const lines = (change: (all: string[]) => string[]) => (bytes: Buffer) =>
  Buffer.from(`${change(bytes.toString("utf8").split("\n").slice(0, -1)).join("\n")}\n`);

const broken = (kind: string, seq: unknown, at: unknown = expect.any(String)) => {
  const one = { exit: 6, kind, seq, at };
  return [one, one];
};

describe("a flipped byte of the ledger", () => {
  test.each([0.001, 0.2, 0.45, 0.7, 0.999])("is named with its entry, at %f of the file", async (share) => {
    const dir = await aCopyOf("digits");
    const bytes = readFileSync(join(dir, LEDGER));
    const offset = Math.floor(bytes.length * share);
    const seq = bytes.subarray(0, offset).toString("latin1").split("\n").length;

    const answers = await spoiled(dir, LEDGER, flip(offset));

    expect(answers).toEqual(broken("chain", seq, LEDGER));
  });

  test("is named also when it is a line feed, a hash, or stands in the head", async () => {
    const dir = await aCopyOf("digits");
    const bytes = readFileSync(join(dir, LEDGER));
    const feed = bytes.indexOf(0x0a, bytes.length / 2);
    const seq = bytes.subarray(0, feed).toString("latin1").split("\n").length;

    expect(await spoiled(dir, LEDGER, flip(feed))).toEqual(broken("chain", seq, LEDGER));
    expect(await spoiled(dir, LEDGER, flip(feed - 5))).toEqual(broken("chain", seq, LEDGER));
    expect(await spoiled(dir, ".plumbline/head", flip(40))).toEqual(
      broken("chain", entriesOf(dir).length, ".plumbline/head"),
    );
  });
});

test("dropped and swapped lines are named with the first entry that is out of place", async () => {
  const dir = await aCopyOf("digits");
  const last = entriesOf(dir).length;

  const dropped = await spoiled(
    dir,
    LEDGER,
    lines((all) => all.toSpliced(9, 1)),
  );
  const swapped = await spoiled(
    dir,
    LEDGER,
    lines((all) => all.toSpliced(4, 2, all[5] ?? "", all[4] ?? "")),
  );
  const shortened = await spoiled(
    dir,
    LEDGER,
    lines((all) => all.slice(0, -2)),
  );

  expect(dropped).toEqual(broken("chain", 10, LEDGER));
  expect(swapped).toEqual(broken("chain", 5, LEDGER));
  expect(shortened).toEqual(broken("chain", last - 1));
});

test("a flipped byte of an object, of command output or of a tracked file is named", async () => {
  const dir = await aCopyOf("digits");
  const objects = join(dir, OBJECTS);
  const object = readdirSync(objects).find((name) => /^[0-9a-f]{64}$/.test(name)) ?? "";
  const output = readdirSync(join(objects, "output"))[0] ?? "";
  const readme = ofType(dir, "artefact").findLast((entry) => entry.data.path === "README.md");

  expect(await spoiled(dir, `${OBJECTS}/${object}`, flip(3))).toEqual(
    broken("object", expect.any(Number), `${OBJECTS}/${object}`),
  );
  expect(await spoiled(dir, `${OBJECTS}/output/${output}`, flip(3))).toEqual(
    broken("object", expect.any(Number), `${OBJECTS}/output/${output}`),
  );
  expect(await spoiled(dir, "README.md", flip(200))).toEqual(broken("artefact", readme?.seq ?? 0, "README.md"));
});

test("command output that was deleted is absent, not broken", async () => {
  const dir = await aCopyOf("digits");
  rmSync(join(dir, OBJECTS, "output"), { recursive: true });

  expect(await audited(dir)).toMatchObject({ exit: 0 });
  expect(await verified(dir)).toMatchObject({ exit: 0 });
});

test("a chain that was rewritten whole does not meet the commits, nor the head that a run printed", async () => {
  const dir = await aCopyOf("digits");
  const published = entriesOf(dir).at(-1)?.hash ?? "";
  rewrite(dir, 3, (line) => line.replace('"ok":true', '"ok":false'));

  const anchored = await Promise.all([audited(dir), verified(dir)]);
  rmSync(join(dir, ".git"), { recursive: true });
  const unanchored = await Promise.all([audited(dir), verified(dir)]);
  const again = await Promise.all([audited(dir, "--head", published), verified(dir, "--head", published)]);

  expect(anchored.map(({ exit, kind }) => [exit, kind])).toEqual([
    [6, "anchor"],
    [6, "anchor"],
  ]);
  expect(unanchored.map(({ exit }) => exit)).toEqual([0, 0]);
  expect(again.map(({ exit, kind }) => [exit, kind])).toEqual([
    [6, "anchor"],
    [6, "anchor"],
  ]);
});

/** A forger with all the time in the world: changes one line and computes every hash after it anew. */
function rewrite(dir: string, seq: number, change: (line: string) => string): void {
  const all = readFileSync(join(dir, LEDGER), "utf8").split("\n").slice(0, -1);
  let prev = "0".repeat(64);
  const forged = all.map((line, index) => {
    const prefix = (index + 1 === seq ? change(line) : line)
      .slice(0, -75)
      .replace(/"prev":"[0-9a-f]{64}"$/, `"prev":"${prev}"`);
    prev = sha256(prefix);
    return `${prefix},"hash":"${prev}"}`;
  });
  writeFileSync(join(dir, LEDGER), `${forged.join("\n")}\n`);
  writeFileSync(join(dir, ".plumbline/head"), `{"seq":${forged.length},"hash":"${prev}"}\n`);
}

test("a broken history stops every verb but status and audit, and nothing heals it", async () => {
  const dir = await aCopyOf("digits");
  const bytes = flip(5000)(readFileSync(join(dir, LEDGER)));
  writeFileSync(join(dir, LEDGER), bytes);

  const refused: Ended[] = [];
  for (const args of [["run"], ["check", "f1"], ["answer", "Q-001", "x"], ["approve", "REQ-001"]]) {
    refused.push(await plumbline(args, { cwd: dir }));
  }
  const status = await plumbline(["status", "--json"], { cwd: dir });

  expect(refused.map(({ exit }) => exit)).toEqual([6, 6, 6, 6]);
  expect(refused[0]?.err).toContain("plumbline audit");
  expect(status.exit).toBe(0);
  expect(readFileSync(join(dir, LEDGER))).toEqual(bytes);
}, 120_000);

test("an edited artefact fails the audit until a check records the edit, and its stages lose their tick", async () => {
  const dir = await aCopyOf("digits");
  writeFileSync(join(dir, "tech.md"), readFileSync(join(dir, "tech.md"), "utf8").replace("licence: ", "licence: X-"));

  const before = await audited(dir);
  await plumbline(["check", "f1"], { cwd: dir });
  const after = await Promise.all([audited(dir), verified(dir)]);
  const { stages } = JSON.parse((await plumbline(["status", "--json"], { cwd: dir })).out);

  expect(before).toMatchObject({ exit: 6, kind: "artefact", at: "tech.md" });
  expect(ofType(dir, "edit").map(({ data }) => data.path)).toContain("tech.md");
  expect(after.map(({ exit }) => exit)).toEqual([0, 0]);
  expect(stages.find((stage: { id: string }) => stage.id === "f2-technology")).toMatchObject({ state: "stale" });
});

test("a new file beside the project's own is an edit, too", async () => {
  const dir = await aCopyOf("digits");
  writeFileSync(join(dir, "notes.md"), "mine\n");

  const before = await Promise.all([audited(dir), verified(dir)]);
  await plumbline(["check", "f1"], { cwd: dir });

  expect(before).toEqual(broken("artefact", -1, "notes.md"));
  expect(await audited(dir)).toMatchObject({ exit: 0 });
  expect(readFileSync(join(dir, "notes.md"), "utf8")).toBe("mine\n");
});
