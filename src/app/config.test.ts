// Layers of configuration: which value wins and where it came from.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "../base/errors.js";
import { ambient, type ConfigInput, loadConfig } from "./config.js";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "plumbline-config-"));
  mkdirSync(join(home, ".config", "plumbline"), { recursive: true });
  mkdirSync(join(home, "project"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const projectFile = (text: string) => writeFileSync(join(home, "project", "plumbline.yaml"), text);
const userFile = (text: string) => writeFileSync(join(home, ".config", "plumbline", "config.yaml"), text);
const load = (part: Partial<ConfigInput> = {}) =>
  loadConfig({ flags: {}, cwd: home, projectDir: join(home, "project"), ...part, env: { HOME: home, ...part.env } });

describe("precedence", () => {
  test("flag, variable, project file, user file, default: the strongest wins and is named", () => {
    const origin = (part: Partial<ConfigInput> = {}) => {
      const config = load(part);
      return [config.attempts, config.origins.find(({ key }) => key === "attempts")?.from];
    };

    expect(origin()).toEqual([3, "default"]);
    userFile("attempts: 4\n");
    expect(origin()).toEqual([4, join(home, ".config", "plumbline", "config.yaml")]);
    projectFile("attempts: 5\n");
    expect(origin()).toEqual([5, join(home, "project", "plumbline.yaml")]);
    expect(origin({ env: { PLUMBLINE_ATTEMPTS: "6" } })).toEqual([6, "environment"]);
    expect(origin({ env: { PLUMBLINE_ATTEMPTS: "6" }, flags: { attempts: 7 } })).toEqual([7, "flag"]);
  });

  test("each role is layered by itself", () => {
    projectFile("roles:\n  coder: scripted:c.jsonl\n  tester: expert\n");

    const config = load({ flags: { "roles.tester": "scripted:t.jsonl" } });

    expect(config.roles).toEqual({
      coder: { kind: "scripted", file: join(home, "project", "c.jsonl") },
      tester: { kind: "scripted", file: join(home, "t.jsonl") },
    });
  });

  test("the language follows the locale until one is chosen", () => {
    expect(load({ env: { LANG: "zh_CN.UTF-8" } })).toMatchObject({ lang: "zh", langChosen: false });
    expect(load({ env: { LANG: "zh_CN.UTF-8", LC_ALL: "C" } })).toMatchObject({ lang: "en", langChosen: false });
    expect(load({ env: { LANG: "zh_CN", PLUMBLINE_LANG: "en" } })).toMatchObject({ lang: "en", langChosen: true });
    expect(ambient({ LANG: "zh_CN" }).lang).toBe("zh");
  });

  test("the cache lies where XDG or the person says", () => {
    expect(load().cacheDir).toBe(join(home, ".cache", "plumbline"));
    expect(load({ env: { XDG_CACHE_HOME: "/x" } }).cacheDir).toBe("/x/plumbline");
    expect(load({ env: { PLUMBLINE_CACHE: "c" } }).cacheDir).toBe(join(home, "c"));
  });
});

describe("faults", () => {
  const fault = (read: () => unknown): ConfigError => {
    try {
      read();
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
    throw new Error("nothing was wrong");
  };

  test.each([
    ["offlin: true\n", "plumbline.yaml:1 offlin", "did you mean offline?"],
    ["attempts: many\n", "plumbline.yaml:1 attempts", "whole number from 1 to 20"],
    ["\nprofile: tpu\n", "plumbline.yaml:2 profile", "cpu or gpu"],
    ["roles:\n  codr: expert\n", "plumbline.yaml:2 roles.codr", "did you mean roles.coder?"],
    ["mind: llm:openai/x\n", "plumbline.yaml:1 mind", "not in this release"],
    ["- a\n", "plumbline.yaml", "no valid YAML map"],
    ["a: [\n", "plumbline.yaml:", "no valid YAML map"],
  ])("%j is refused at its place", (text, at, says) => {
    projectFile(text);

    const error = fault(load);

    expect(error.exit).toBe(4);
    expect(error.at).toContain(at);
    expect(error.says.en).toContain(says);
  });

  test("a value that a stronger layer hides is judged all the same", () => {
    projectFile("attempts: -1\n");

    expect(fault(() => load({ flags: { attempts: 3 } })).at).toContain("attempts");
  });

  test("the threshold is told to belong to the rulebook", () => {
    projectFile("threshold: 0.2\n");

    expect(fault(load).hint.en).toContain("CLAUDE.local.md");
  });

  test("a strange variable is a warning, not a stop", () => {
    const [warning] = load({ env: { PLUMBLINE_OFLINE: "1" } }).warnings;

    expect(warning?.en).toContain("did you mean PLUMBLINE_OFFLINE?");
    expect(load({ env: { PLUMBLINE_RUN: "1" } })).toMatchObject({ warnings: [], insideRun: true });
  });
});

test("commands get a slice of the environment, and secrets are names", () => {
  const env = { PATH: "/bin", PIP_INDEX_URL: "u", https_proxy: "p", HF_TOKEN: "t", EDITOR: "vi", OPENAI_API_KEY: "k" };

  const config = load({ env });

  expect(config.executorEnv).toEqual({ HOME: home, PATH: "/bin", PIP_INDEX_URL: "u", https_proxy: "p" });
  expect(config.secrets).toEqual(["HF_TOKEN", "OPENAI_API_KEY"]);
});
