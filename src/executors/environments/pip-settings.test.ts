import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { isOn, listOf, readPipSettings, readSection } from "./pip-settings.js";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A home with a pip.conf, apart from the machine's own files. */
function aHome(text: string): Record<string, string> {
  const home = mkdtempSync(join(tmpdir(), "plumbline-pip-"));
  folders.push(home);
  mkdirSync(join(home, "pip"));
  writeFileSync(join(home, "pip", "pip.conf"), text);
  return { HOME: home, XDG_CONFIG_HOME: home, XDG_CONFIG_DIRS: home };
}

test("an INI section is read with comments, both separators and values that go on in the next line", () => {
  const text =
    "[global]\n# a comment\nindex_url = https://one/simple\nextra-index-url:\n  https://two\n  https://three\n[list]\nindex-url = no\n";

  expect(readSection(text, "global")).toEqual({
    "index-url": "https://one/simple",
    "extra-index-url": "https://two https://three",
  });
});

test("a variable wins over a file, and the section install over global", async () => {
  const env = aHome("[global]\nindex-url = https://file\nproxy = http://a\n[install]\nproxy = http://b\n");

  const settings = await readPipSettings({ ...env, PIP_INDEX_URL: "https://variable" }, "/nowhere");

  expect(settings).toMatchObject({ "index-url": "https://variable", proxy: "http://b" });
});

test("what says where to install is not carried over", async () => {
  const settings = await readPipSettings(
    { ...aHome("[global]\nuser = true\ntarget = /x\n"), PIP_PREFIX: "/y" },
    "/nowhere",
  );

  expect(Object.keys(settings).filter((name) => ["user", "target", "prefix"].includes(name))).toEqual([]);
});

test("the old name of the time-out is understood", async () => {
  const settings = await readPipSettings({ ...aHome(""), PIP_DEFAULT_TIMEOUT: "180" }, "/nowhere");

  expect(settings.timeout).toBe("180");
});

test("pip's own words for on, and lists by white space", () => {
  expect([isOn("1"), isOn("true"), isOn("0"), isOn(undefined)]).toEqual([true, true, false, false]);
  expect(listOf(" a\n b ")).toEqual(["a", "b"]);
});
