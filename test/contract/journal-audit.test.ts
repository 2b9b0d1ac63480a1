// Tampers with a project's history in every way we can think of; the audit and the Python verifier must agree.
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refuseBroken } from "../../src/ledger/audit.js";
import {
  aProject,
  auditOf,
  HOLDS,
  judgeInPython,
  judgeInTypeScript,
  judgementOf,
  rewriteHistory,
} from "./journal-project.js";

let good = "";
const copies: string[] = [];
beforeAll(async () => {
  const { root } = await aProject();
  good = root;
});
afterAll(() => {
  for (const root of [good, ...copies]) rmSync(root, { recursive: true, force: true });
});

function aCopy(): string {
  const root = mkdtempSync(join(tmpdir(), "plumbline-copy-"));
  copies.push(root);
  cpSync(good, root, { recursive: true, preserveTimestamps: true });
  return root;
}

const LEDGER = ".plumbline/ledger.jsonl";
const HEAD = ".plumbline/head";

function edit(root: string, path: string, change: (text: string) => string): void {
  writeFileSync(join(root, path), change(readFileSync(join(root, path), "utf8")));
}

function flip(root: string, path: string, at: number): void {
  const bytes = readFileSync(join(root, path));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(join(root, path), bytes);
}

function editLines(change: (lines: string[]) => readonly string[]): (root: string) => void {
  return (root) =>
    edit(root, LEDGER, (text) =>
      change(text.split("\n").slice(0, -1))
        .map((line) => `${line}\n`)
        .join(""),
    );
}

function anObject(root: string, folder = ".plumbline/objects"): string {
  return `${folder}/${readdirSync(join(root, folder)).find((name) => name.length === 64) ?? ""}`;
}

describe("an untouched project", () => {
  test("holds, in both verifiers, with every stage anchored and every file counted", async () => {
    const result = await auditOf(good);

    expect(result).toMatchObject({ ok: true, fault: null, warnings: [], differences: [] });
    expect(result.counts).toMatchObject({ entries: 11, objects: 3, outputs: 1, anchors: 2, artefacts: 5 });
    expect(judgeInPython(good)).toEqual(HOLDS);
  });

  test.each<[string, (root: string) => void]>([
    ["command output was deleted", (root) => rmSync(join(root, ".plumbline/objects/output"), { recursive: true })],
    ["a kept file is absent", (root) => rmSync(join(root, "checkpoints"), { recursive: true })],
    ["an ignored file is new", (root) => writeFileSync(join(root, "outputs.log"), "", { flag: "w" })],
    ["a symlink is new", (root) => symlinkSync("/tmp", join(root, "debug-cpu"))],
    ["the last line was never finished", (root) => appendFileSync(join(root, LEDGER), '{"seq":12,"at')],
    ["git is gone", (root) => rmSync(join(root, ".git"), { recursive: true })],
  ])("holds when %s", async (_title, change) => {
    const root = aCopy();
    edit(root, ".gitignore", (text) => text);
    change(root);
    rmSync(join(root, "outputs.log"), { force: true });

    expect(await judgeInTypeScript(root)).toEqual(HOLDS);
    expect(judgeInPython(root)).toEqual(HOLDS);
  });

  test("holds with the head one line behind, as a crash leaves it", async () => {
    const root = aCopy();
    const line = readFileSync(join(root, LEDGER), "utf8").split("\n").at(-3) ?? "";
    writeFileSync(join(root, HEAD), `{"seq":10,"hash":"${line.slice(-66, -2)}"}\n`);

    expect(await judgeInTypeScript(root)).toEqual(HOLDS);
    expect(judgeInPython(root)).toEqual(HOLDS);
  });
});

describe("a tampered project is found out by both verifiers", () => {
  const cases: readonly [string, (root: string) => void, string, number][] = [
    ["a dropped line", editLines((lines) => lines.toSpliced(4, 1)), "chain", 5],
    ["a dropped last line", editLines((lines) => lines.slice(0, -1)), "chain", 11],
    ["all lines dropped", (root) => rmSync(join(root, LEDGER)), "chain", 1],
    ["no history at all", (root) => rmSync(join(root, ".plumbline"), { recursive: true }), "chain", 1],
    ["swapped lines", editLines(([a = "", b = "", ...rest]) => [b, a, ...rest]), "chain", 1],
    ["a doubled line", editLines(([a = "", ...rest]) => [a, a, ...rest]), "chain", 2],
    ["a doubled last line", editLines((lines) => [...lines, lines.at(-1) ?? ""]), "chain", 12],
    ["a last byte cut off", (root) => edit(root, LEDGER, (text) => text.slice(0, -1)), "chain", 11],
    ["a blank before a line", editLines(([a, ...rest]) => [` ${a}`, ...rest]), "chain", 1],
    ["an empty line between", editLines(([a = "", ...rest]) => [a, "", ...rest]), "chain", 2],
    ["carriage returns", (root) => edit(root, LEDGER, (text) => text.replaceAll("\n", "\r\n")), "chain", 1],
    ["a head that is gone", (root) => rmSync(join(root, HEAD)), "chain", 2],
    ["a head without its line feed", (root) => edit(root, HEAD, (text) => text.trimEnd()), "chain", 11],
    [
      "a head of another history",
      (root) => edit(root, HEAD, (text) => text.replace(/"[0-9a-f]{64}"/, `"${"a".repeat(64)}"`)),
      "chain",
      11,
    ],
    ["a flipped object", (root) => flip(root, anObject(root), 3), "object", 0],
    ["a missing object", (root) => rmSync(join(root, anObject(root))), "object", 0],
    ["changed command output", (root) => flip(root, anObject(root, ".plumbline/objects/output"), 0), "object", -1],
    ["a rewritten artefact", (root) => edit(root, "requirements.md", () => "# other\n"), "artefact", 3],
    ["a missing artefact", (root) => rmSync(join(root, "src/train.py")), "artefact", 7],
    [
      "an artefact that became a link",
      (root) => {
        rmSync(join(root, "src/train.py"));
        symlinkSync("/etc/hostname", join(root, "src/train.py"));
      },
      "artefact",
      7,
    ],
    ["a removed file that came back", (root) => writeFileSync(join(root, "old.txt"), "gone soon\n"), "artefact", 8],
    ["a changed checkpoint", (root) => writeFileSync(join(root, "checkpoints/model.bin"), "Weights"), "artefact", 9],
    ["a new file", (root) => writeFileSync(join(root, "src/new 文件.py"), ""), "artefact", -1],
  ];

  test.each(cases)("%s", async (_title, change, kind, seq) => {
    const root = aCopy();
    change(root);

    const result = await auditOf(root);
    const found = judgementOf(result);

    expect(found).toMatchObject(seq === 0 ? { kind } : { kind, seq });
    expect(judgeInPython(root)).toEqual(found);
    expect(result.ok).toBe(false);
    expect(result.fault?.message.zh).toMatch(/\p{Script=Han}/u);
    if (kind === "artefact") expect(() => refuseBroken(result)).not.toThrow();
    else expect(() => refuseBroken(result)).toThrow(expect.objectContaining({ exit: 6 }));
  });

  test("any one flipped byte of ledger, head, objects or artefacts", async () => {
    const root = aCopy();
    const objects = readdirSync(join(root, ".plumbline/objects")).filter((name) => name.length === 64);
    const files = [
      LEDGER,
      HEAD,
      ...objects.map((name) => `.plumbline/objects/${name}`),
      "requirements.md",
      "src/train.py",
      ".gitignore",
    ];
    const places = fc
      .constantFrom(...files)
      .chain((path) => fc.record({ path: fc.constant(path), at: fc.nat(readFileSync(join(root, path)).length - 1) }));

    await fc.assert(
      fc.asyncProperty(places, async ({ path, at }) => {
        flip(root, path, at);
        const found = await judgeInTypeScript(root);
        const agreed = judgeInPython(root);
        flip(root, path, at);

        expect(agreed).toEqual(found);
        expect(found.kind).toBe(
          path.includes("objects") ? "object" : path.startsWith(".plumbline") ? "chain" : "artefact",
        );
      }),
      { numRuns: 16 },
    );
    expect(await judgeInTypeScript(root)).toEqual(HOLDS);
  });

  test("a history rewritten from end to end, by the anchors in git", async () => {
    const root = aCopy();
    await rewriteHistory(root, (data) => data.replace("手写数字识别", "手写字母识别"));

    const found = await judgeInTypeScript(root);

    expect(found).toMatchObject({ kind: "anchor", seq: 6 });
    expect(judgeInPython(root)).toEqual(found);
  });
});

describe("a published head", () => {
  test("holds while it is the hash of an entry", async () => {
    const line = readFileSync(join(good, LEDGER), "utf8").split("\n")[4] ?? "";
    const head = line.slice(-66, -2);

    expect(await judgeInTypeScript(good, head)).toEqual(HOLDS);
    expect(judgeInPython(good, head)).toEqual(HOLDS);
  });

  test("shows a rewritten history even without git", async () => {
    const root = aCopy();
    const head = readFileSync(join(root, HEAD), "utf8").slice(-67, -3);
    await rewriteHistory(root, (data) => data.replace("手写数字识别", "手写字母识别"));
    rmSync(join(root, ".git"), { recursive: true });

    expect(await judgeInTypeScript(root)).toEqual(HOLDS);
    expect(await judgeInTypeScript(root, head)).toMatchObject({ kind: "anchor", seq: -1 });
    expect(judgeInPython(root, head)).toMatchObject({ kind: "anchor", seq: -1 });
  });
});
