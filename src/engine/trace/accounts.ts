// The documents of the matrix twice: as they lie on disk, and as the ledger keeps them from the last pass of their stage.
import { z } from "zod";
import type { StageId } from "../../spec/codes.js";
import { parseBugfixReport } from "../../spec/documents/bugfix.js";
import { parseBuildLog } from "../../spec/documents/build-log.js";
import { parseRequirements } from "../../spec/documents/requirements.js";
import { parseReviewReport } from "../../spec/documents/review.js";
import { parseYaml } from "../../spec/yaml.js";
import { pathRecords, stageHistory } from "../history.js";
import type { EngineParts } from "../parts.js";
import type { Account, TraceFacts } from "./facts.js";
import { BUILD_LOG, CLAUSE_MARKS, CONFIG, REVIEW } from "./index-of.js";

type Read = (path: string, owner: StageId) => Promise<string | null>;

/** @throws InputError when a document on disk is damaged; a kept one that no longer parses counts as not kept. */
export async function readAccounts(parts: EngineParts): Promise<Pick<TraceFacts, "said" | "proved" | "tombstones">> {
  const disk: Read = (path) => parts.workspace.readText(path);
  const kept = keptReader(parts);
  const { tombstones, ...said } = await accountOf(disk, false);
  const { tombstones: _, ...proved } = await accountOf(kept, true);
  return { said: { ...said, marks: withMarkers(said.marks, await testTexts(parts)) }, proved, tombstones };
}

/** Bytes of a path at the last pass of its owner, "" and damaged ones as null. */
function keptReader({ journal }: EngineParts): Read {
  const entries = journal.entries();
  const known = new Map<number, ReturnType<typeof pathRecords>>();
  return async (path, owner) => {
    const passed = stageHistory(entries, owner).lastPassed;
    if (passed === null) return null;
    const records = known.get(passed.seq) ?? pathRecords(entries, passed.seq);
    known.set(passed.seq, records);
    const sha256 = records.get(path)?.sha256 ?? "absent";
    const bytes = sha256 === "absent" ? null : await journal.getObject(sha256).catch(() => null);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  };
}

async function accountOf(
  read: Read,
  lenient: boolean,
): Promise<Account & { readonly tombstones: ReadonlySet<string> }> {
  const parsed = async <T>(
    path: string,
    owner: StageId,
    parse: (text: string, file: string) => T,
  ): Promise<T | null> => {
    const text = await read(path, owner);
    if (text === null) return null;
    try {
      return parse(text, path);
    } catch (error) {
      if (lenient) return null;
      throw error;
    }
  };
  const requirements = await parsed("requirements.md", "f1-requirements", parseRequirements);
  return {
    clauses: requirements?.items ?? null,
    tombstones: new Set(requirements?.tombstones.map((gone) => gone.id) ?? []),
    log: await parsed(BUILD_LOG, "f3-construction", parseBuildLog),
    marks: await parsed(CLAUSE_MARKS, "f3-construction", marksIn),
    review: await parsed(REVIEW, "f4-review", parseReviewReport),
    bugfix: await parsed("bugfix_report.md", "t3-first-epoch", parseBugfixReport),
    limits: await parsed(CONFIG, "f3-construction", limitsIn),
  };
}

const Marks = z.record(z.string(), z.array(z.string()));

/** A damaged file marks nothing: every mark it should hold is then a cut link. */
function marksIn(text: string): Readonly<Record<string, readonly string[]>> {
  const yaml = parseYaml(text);
  return Marks.catch({}).parse(yaml.ok ? (yaml.data ?? {}) : {});
}

const Limits = z.looseObject({ sla: z.record(z.string(), z.number()) });

function limitsIn(text: string): Readonly<Record<string, number>> | null {
  const yaml = parseYaml(text);
  const config = Limits.safeParse(yaml.ok ? yaml.data : null);
  return config.success ? config.data.sla : null;
}

async function testTexts({ workspace }: EngineParts): Promise<readonly (readonly [string, string])[]> {
  const paths = await workspace.list(["tests/**/*.py"]);
  return await Promise.all(paths.map(async (path) => [path, (await workspace.readText(path)) ?? ""] as const));
}

const MARKER = /^\s*(?:@|pytestmark\s*=\s*\[?\s*)pytest\.mark\.clause\(([^)]*)\)/gm;

/** `@pytest.mark.clause("SLA-001")` in a test counts like a line of the marks file. */
function withMarkers(marks: Account["marks"], tests: readonly (readonly [string, string])[]): Account["marks"] {
  const own = tests.flatMap(([path, text]) => {
    const ids = [...text.matchAll(MARKER)].flatMap((mark) => [...(mark[1] ?? "").matchAll(/["']([A-Z]+-\d+)["']/g)]);
    return ids.length === 0 ? [] : [[path, ids.map((id) => id[1] ?? "")] as const];
  });
  if (own.length === 0) return marks;
  const all: Record<string, readonly string[]> = { ...marks };
  for (const [path, ids] of own) all[path] = [...new Set([...(all[path] ?? []), ...ids])];
  return all;
}
