// Both READMEs say the same, and what they say can be typed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { SETTINGS } from "../../src/app/setting.js";
import { EXIT } from "../../src/base/errors.js";
import { STAGE_IDS } from "../../src/spec/codes.js";

const PAGES = ["README.md", "README.zh.md"] as const;
/** npm's own commands; all others must be scripts of package.json. */
const NPM_OWN = ["ci", "link"];

const text = (page: string): string => readFileSync(page, "utf8");
const headings = (page: string): string[] => [...text(page).matchAll(/^(#+) .+/gm)].map(([, level = ""]) => level);
const sections = (page: string): string[] => text(page).split(/^#+ .+$/m);
const blocks = (part: string): string[] =>
  [...part.matchAll(/^```bash\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);

/** Every command of a page: lines of its shell blocks, and code spans that begin with a program. */
function commands(part: string): string[] {
  const spans = [...part.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return [...blocks(part).flatMap((block) => block.split("\n")), ...spans]
    .map((line) => line.trim())
    .filter((line) => /^(plumbline|npm|python3) /.test(line));
}

const words = (line: string): string[] => [...line.matchAll(/"[^"]*"|\S+/g)].map(([word]) => word);
const flags = (line: string): string[] => words(line).filter((word) => word.startsWith("--") && word !== "--");

test("both languages have the same headings and type the same commands under each", () => {
  const [en, zh] = PAGES.map((page) => sections(page).map((part) => commands(part)));

  expect(headings("README.zh.md")).toEqual(headings("README.md"));
  expect(zh).toEqual(en);
});

describe.each(PAGES)("%s", (page) => {
  let help: ReadonlyMap<string, string> = new Map();

  beforeAll(() => {
    if (!existsSync("dist/cli/main.js")) throw new Error("dist/ is not built: run `npm run build` (npm test does)");
    const used = commands(text(page))
      .map(asPlumbline)
      .filter((line) => line !== "");
    const verbs = new Set(used.map((line) => words(line)[1] ?? ""));
    help = new Map([...verbs].map((verb) => [verb, helpOf(verb)]));
  }, 60_000);

  test("names only verbs and flags that the command line knows", () => {
    const used = commands(text(page))
      .map(asPlumbline)
      .filter((line) => line !== "");
    const unknown = used.flatMap((line) => {
      const verb = words(line)[1] ?? "";
      const known = help.get(verb) ?? "";
      return known === ""
        ? [line]
        : flags(line)
            .filter((flag) => !known.includes(`${flag} `))
            .map((flag) => `${flag} in ${line}`);
    });

    expect(used.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });

  test("starts with npm start and npm test, and every npm command exists", () => {
    const scripts = Object.keys(JSON.parse(text("package.json")).scripts);
    const npm = commands(text(page)).filter((line) => line.startsWith("npm "));
    const names = npm.map((line) => (words(line)[1] === "run" ? words(line)[2] : words(line)[1]));

    expect(blocks(text(page)).slice(0, 2)).toEqual(["npm start\n", "npm test\n"]);
    expect(names.filter((name = "") => !scripts.includes(name) && !NPM_OWN.includes(name))).toEqual([]);
  });

  test("shows real output under both commands", () => {
    const captured = [...text(page).matchAll(/<!-- captured:(\w+) -->\n([\s\S]*?)<!-- \/captured -->/g)];

    expect(captured.map(([, name]) => name)).toEqual(["start", "test"]);
    for (const [, , output = ""] of captured) expect(output.trim().split("\n").length).toBeGreaterThan(3);
    expect(captured[1]?.[2]).toMatch(/^\d+ passed, \d+ failed(, \d+ skipped)?$/m);
  });

  test("lists every stage, exit code and setting, and no other", () => {
    const rows = text(page)
      .split("\n")
      .filter((line) => line.startsWith("| "));
    const column = (of: (row: string) => RegExpMatchArray[]): string[] =>
      rows.flatMap((row) => of(row).map(([, name = ""]) => name));
    const settings = rows
      .filter((row) => row.includes("PLUMBLINE_"))
      .map((row) => row.split("|").slice(1, 3).join(" "));
    const named = settings.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
    const codes = rows.flatMap((row) => /^\| ([\d, 、]+) \|/.exec(row)?.[1]?.split(/[,、]/) ?? []).map(Number);

    expect(column((row) => [...(row.split("|")[1] ?? "").matchAll(/`([ftp]\d-[a-z-]+)`/g)])).toEqual([...STAGE_IDS]);
    expect(codes).toEqual([...new Set(Object.values(EXIT))].sort((left, right) => left - right));
    expect(named.sort()).toEqual(SETTINGS.flatMap((setting) => [setting.key, setting.env]).sort());
  });

  test("links only to files that are there", () => {
    const links = [...text(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = ""]) => path);

    expect(links.length).toBeGreaterThan(8);
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });
});

/** `npm start -- ARGS` is `plumbline run ARGS`; other programs are not ours. */
function asPlumbline(line: string): string {
  if (line.startsWith("npm start -- ")) return line.replace("npm start --", "plumbline run");
  return line.startsWith("plumbline ") ? line : "";
}

/** Help of one verb, or "" when there is no such verb. */
function helpOf(verb: string): string {
  const { status, stdout } = spawnSync(process.execPath, ["bin/plumbline.js", verb, "--help"], { encoding: "utf8" });
  return status === 0 ? stdout : "";
}
