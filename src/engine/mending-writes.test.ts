import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { ScriptedMind } from "../minds/scripted.js";
import type { Attempt } from "./attempt-data.js";
import { pathRecords } from "./history.js";
import { aPassedFolder, edit, openToy, removeBases, removeFolder, type Toy, textOf } from "./testing/toy-project.js";
import { aLine, PLAN, REPORT } from "./testing/toy-script.js";
import { writeAs } from "./writing.js";

const PATH = "src/main.py";
const MADE = "a = 1\nb = 2\n";
const BROKEN = "a = 1\nb = two\n";
const MENDED = "a = 1\nb = 2.0\n";

let root = "";
let toy: Toy;
beforeEach(async () => {
  root = await aPassedFolder([PLAN, aLine("p2-image", { [PATH]: MADE }), REPORT]);
  await edit(root, PATH, BROKEN);
  toy = await openToy(root, { mind: new ScriptedMind("scripted/1", []) });
  await toy.journal.append({ type: "edit", data: { path: PATH, from: "x", to: await hashOfFile(), who: "tester" } });
});
afterEach(() => removeFolder(root));
afterAll(removeBases);

async function hashOfFile(): Promise<string> {
  return (await toy.parts.workspace.states([PATH])).get(PATH)?.sha256 ?? "";
}

const attempt = (): Attempt => ({
  stage: "p2-image",
  number: 2,
  mode: "repair",
  findings: [],
  firstStart: 0,
  kept: [],
});

const write = (content: string, mends: boolean) =>
  writeAs(toy.parts, attempt(), { path: PATH, content, by: "coder", mends });
const isPersons = () => pathRecords(toy.journal.entries()).get(PATH)?.person === true;

test("a repair changes a line that a person wrote, and the file stays a person's", async () => {
  expect(await write(MENDED, false)).toBe(false);

  expect(await write(MENDED, true)).toBe(true);

  expect([await textOf(root, PATH), isPersons()]).toEqual([MENDED, true]);
});

test("a repair that does not help is put back byte for byte, and the bytes are the person's again", async () => {
  await write(MADE, true);
  const between = isPersons();

  await write(BROKEN, true);

  expect([between, await textOf(root, PATH), isPersons()]).toEqual([false, BROKEN, true]);
});
