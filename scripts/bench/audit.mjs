// Speed of the audit over a generated project of 1 GB: ledger and objects.
import { createHash, randomFillSync } from "node:crypto";
import { mkdirSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTemp, row, skipped } from "./measure.mjs";

const OBJECTS = 250;
const OBJECT_BYTES = 4 * 1024 ** 2;
const ENTRIES = 20_000;
const NAME = "audit of a 1 GB project";

export async function benchAudit() {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < 2 * OBJECTS * OBJECT_BYTES) return [skipped(NAME, "less than 2 GB free in the temp folder")];
  const { audit } = await import("../../dist/ledger/audit.js");
  return inTemp("audit", async (folder) => {
    await makeProject(folder);
    const began = performance.now();
    const result = await audit({ root: folder, git: null });
    const seconds = (performance.now() - began) / 1000;
    if (!result.ok) throw new Error(`the generated project does not hold: ${result.fault?.message.en}`);
    const megabytes = result.counts.bytes / 1e6;
    const note = `${result.counts.entries} entries, ${result.counts.objects} objects, ${megabytes.toFixed(0)} MB in ${seconds.toFixed(2)} s`;
    return [row(NAME, megabytes / seconds, "MB/s", 100, { worse: "below", note })];
  });
}

async function makeProject(folder) {
  const { makeLine, EMPTY_HEAD } = await import("../../dist/ledger/chain.js");
  const objects = join(folder, ".plumbline", "objects");
  mkdirSync(objects, { recursive: true });
  const names = Array.from({ length: OBJECTS }, () => {
    const bytes = randomFillSync(Buffer.alloc(OBJECT_BYTES));
    const name = createHash("sha256").update(bytes).digest("hex");
    writeFileSync(join(objects, name), bytes);
    return name;
  });
  let head = EMPTY_HEAD;
  const lines = [];
  for (let seq = 1; seq <= ENTRIES; seq += 1) {
    const object = names[seq % OBJECTS];
    const data = { sha256: object, body: { object } };
    const at = "2026-01-01T00:00:00.000Z";
    const { line, hash } = makeLine({ seq, at, type: "evidence", stage: "f1-requirements", data, prev: head.hash });
    lines.push(line);
    head = { seq, hash };
  }
  writeFileSync(join(folder, ".plumbline", "ledger.jsonl"), lines.join(""));
  writeFileSync(join(folder, ".plumbline", "head"), `${JSON.stringify(head)}\n`);
}
