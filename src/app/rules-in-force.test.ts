// Which rules judge: the installed ones, the project's copies, and local rules over them once a person approved.
import { expect, test } from "vitest";
import { type AppProject, withAppProject } from "../../test/makers/app-project.js";
import { sha256 } from "../base/hash.js";
import { openJournal } from "../ledger/file-journal.js";
import type { RuleListing } from "../spec/status.js";
import { fixedClock } from "../workspace/clock.js";
import { openProduct } from "./product.js";
import { installed, RULEBOOK_FILES } from "./rules-in-force.js";

const PERSON = { tty: true, parent: "bash 1" };
const MARK = "three in ten is enough for us";
const block = (text: string): string => `# Local\n\n\`\`\`rule\n${text}\n\`\`\`\n`;
const OVERRIDE = block(`id: F1-3\nsays: { zh: 够了, en: ${MARK} }`);
const NEW = block(`id: LOC-1
stage: t3-first-epoch
must: training.run.seconds <= 300.0
says: { zh: 太慢, en: too slow }
fix: { zh: 加快, en: be quicker }`);

const ruleOf = (listing: RuleListing, id: string) => listing.rules.find((rule) => rule.id === id);

async function layCopies(project: AppProject, edit: (path: string, text: string) => string): Promise<void> {
  for (const { path, text } of await installed(await openProduct())) {
    const name = path.replace("rulebook/", "");
    const place = name === "CLAUDE.md" ? name : `specs/${name}`;
    await project.workspace.write(place, edit(place, text));
  }
}

async function recordAll(project: AppProject, type: "artefact" | "edit"): Promise<void> {
  const journal = await openJournal(project.dir, fixedClock());
  for (const path of ["CLAUDE.md", ...RULEBOOK_FILES.filter((name) => name !== "CLAUDE.md").map((n) => `specs/${n}`)]) {
    const hash = sha256((await project.workspace.readText(path)) ?? "");
    if (type === "artefact") await journal.append({ type, data: { path, sha256: hash, meaning: hash, by: "ops" } });
    else await journal.append({ type, data: { path, from: "a", to: hash, who: "alice" } });
  }
}

test("without copies the installed rulebook judges", async () => {
  const listing = await withAppProject(null, ({ app }) => app.rules());

  expect(listing.files.map(({ name }) => name)).toEqual(RULEBOOK_FILES.map((name) => `rulebook/${name}`));
  expect(ruleOf(listing, "F1-3")).toMatchObject({ file: "rulebook/CREATE.md", overridden: false });
});

test("from f5 on the project's copies judge, and each rule names the copy it stands in", async () => {
  const listing = await withAppProject(null, async (project) => {
    await layCopies(project, (_path, text) => text);
    await recordAll(project, "artefact");
    return await project.app.rules();
  });

  expect(ruleOf(listing, "F1-3")?.file).toBe("specs/CREATE.md");
  expect(listing.rules.every(({ file }) => file === "CLAUDE.md" || file.startsWith("specs/"))).toBe(true);
});

test("a copy that a person edited is no longer in force", async () => {
  const listing = await withAppProject(null, async (project) => {
    await layCopies(project, (_path, text) => text.replace("confident: 0.6", "confident: 0.1"));
    await recordAll(project, "artefact");
    await recordAll(project, "edit");
    return await project.app.rules();
  });

  expect(ruleOf(listing, "F1-3")?.file).toBe("rulebook/CREATE.md");
});

test.each<[string, (project: AppProject) => Promise<void>]>([
  ["were never laid by the engine", async () => undefined],
  [
    "were changed since, before anybody recorded it",
    async (project) => {
      await recordAll(project, "artefact");
      await project.workspace.write("specs/CREATE.md", "# nothing is asked for\n");
    },
  ],
])("copies that %s are not in force", async (_what, then) => {
  const listing = await withAppProject(null, async (project) => {
    await layCopies(project, (_path, text) => text.replace("confident: 0.6", "confident: 0.1"));
    await then(project);
    return await project.app.rules();
  });

  expect(ruleOf(listing, "F1-3")?.file).toBe("rulebook/CREATE.md");
});

test("one missing copy brings the installed rulebook back as a whole", async () => {
  const listing = await withAppProject(null, async (project) => {
    await layCopies(project, (_path, text) => text);
    await recordAll(project, "artefact");
    await project.workspace.remove("specs/ML.md");
    return await project.app.rules();
  });

  expect(ruleOf(listing, "F1-3")?.file).toBe("rulebook/CREATE.md");
});

test("an override of a shipped must rule is not in force before a person approved it", async () => {
  const listing = await withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", OVERRIDE);
    return await app.rules();
  });

  expect(ruleOf(listing, "F1-3")).toMatchObject({ file: "rulebook/CREATE.md", overridden: false });
  expect(ruleOf(listing, "F1-3")?.says).not.toContain(MARK);
});

test("an approved override is in force and named, in the listing and in status", async () => {
  const [listing, status] = await withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", OVERRIDE);
    const after = await app.approve("t1-local-rules", PERSON);
    return [await app.rules(), after] as const;
  });

  expect(ruleOf(listing, "F1-3")).toMatchObject({ file: "CLAUDE.local.md", overridden: true, says: MARK });
  expect(status.overridden).toEqual(["F1-3"]);
});

test("an approval does not cover what is written into the file after it", async () => {
  const listing = await withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", OVERRIDE);
    await app.approve("t1-local-rules", PERSON);
    await workspace.write("CLAUDE.local.md", OVERRIDE.replace(MARK, "one in ten"));
    return await app.rules();
  });

  expect(ruleOf(listing, "F1-3")).toMatchObject({ file: "rulebook/CREATE.md", overridden: false });
});

test("a new rule is free: it is in force without anybody's approval", async () => {
  const listing = await withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", NEW);
    return await app.rules();
  });

  expect(ruleOf(listing, "LOC-1")).toMatchObject({ file: "CLAUDE.local.md", overridden: false });
});

test("an override that waits for approval does not hold back the new rules beside it", async () => {
  const listing = await withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", `${OVERRIDE}\n${NEW}`);
    return await app.rules();
  });

  expect(ruleOf(listing, "LOC-1")?.file).toBe("CLAUDE.local.md");
  expect(ruleOf(listing, "F1-3")).toMatchObject({ file: "rulebook/CREATE.md", overridden: false });
});

test("local rules that do not hold are refused with file, line and id", async () => {
  const work = withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", NEW.replace("training.run.seconds", "training.run.minutes"));
    return await app.rules();
  });

  await expect(work).rejects.toMatchObject({ exit: 3, message: expect.stringMatching(/CLAUDE\.local\.md.*LOC-1/s) });
});

test("an override that waits is named with what it would change, in the listing and in status", async () => {
  const [listing, status] = await withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", "# Ours\n\n```rule\nid: T3-5\nparams: { rows: 1 }\n```\n");
    return [await app.rules(), await app.status()] as const;
  });

  expect(ruleOf(listing, "T3-5")).toMatchObject({ held: true, changes: ["rows 30 → 1"], params: { rows: 30 } });
  expect([status.held, status.overridden]).toEqual([["T3-5"], []]);
});

test("parameters of the engine are set by the local file, without anybody's approval", async () => {
  const listing = await withAppProject(null, async ({ app, workspace }) => {
    await workspace.write("CLAUDE.local.md", "# Ours\n\n```params\nattempts: 5\nlimits: { training: 7200 }\n```\n");
    return await app.rules();
  });

  expect(Object.fromEntries(listing.parameters.map(({ name, value }) => [name, value]))).toMatchObject({
    attempts: "5",
    "limits.training": "7200",
    "limits.command": "600",
  });
});

test("each shipped rule is listed with its sentence and its values", async () => {
  const listing = await withAppProject(null, ({ app }) => app.rules());

  expect(listing.rules.filter(({ title }) => title === "")).toEqual([]);
  expect(ruleOf(listing, "F1-3")).toMatchObject({ params: { confident: 0.6 }, local: false, held: false });
});
