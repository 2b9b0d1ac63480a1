// plumbline run as scripts see it: options, JSON, signals, summary, failures.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError, LedgerError, MachineError, WaitingError } from "../base/errors.js";
import { aRunResult, aStatus, FakeApp, FakeWorld } from "./fake-world.js";
import { invoke } from "./invoke.js";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "plumbline-cli-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const running = () => new FakeApp({ run: async () => aRunResult() });
const words = { says: { zh: "坏了", en: "broken" }, hint: { zh: "这样做", en: "do this" }, at: "file.md:3" };

describe("run", () => {
  test("what was typed reaches the app as plain data", async () => {
    mkdirSync(join(cwd, "data"));
    writeFileSync(join(cwd, "answers.yaml"), "Q-001: CPU only\nQ-002: 3\n");
    const world = new FakeWorld(running(), cwd);

    await invoke(
      [
        ...["run", "digits please", "--dir", "out", "--until", "t3", "--redo", "f3", "--yes", "--offline"],
        ...["--mind", "scripted:a.jsonl", "--role", "coder=expert", "--data", "data", "--answers", "answers.yaml"],
        ...["--profile", "gpu"],
      ],
      world.world(),
    );

    expect(world.app.ran).toMatchObject({
      request: "digits please",
      dir: join(cwd, "out"),
      until: "t3-first-epoch",
      redo: "f3-construction",
      yes: true,
      offline: true,
      mind: { kind: "scripted", file: join(cwd, "a.jsonl") },
      roles: { coder: { kind: "expert" } },
      data: join(cwd, "data"),
      answers: { "Q-001": "CPU only", "Q-002": "3" },
      profile: "gpu",
      lang: "en",
    });
  });

  test("without options it goes on as far as t4 with the expert", async () => {
    const world = new FakeWorld(running(), cwd);

    await invoke(["run"], world.world());

    expect(world.app.ran).toMatchObject({
      request: null,
      dir: null,
      until: "t4-guidance",
      redo: null,
      yes: false,
      answers: {},
      mind: { kind: "expert" },
      roles: {},
      profile: null,
    });
  });

  test("a Chinese request is answered in Chinese unless a language was chosen", async () => {
    const spoken = async (...more: string[]) => {
      const world = new FakeWorld(running(), cwd);
      await invoke(["run", "训练手写数字识别模型", ...more], world.world());
      return world.app.ran?.lang;
    };

    expect(await spoken()).toBe("zh");
    expect(await spoken("--lang", "en")).toBe("en");
  });

  test("--json prints the status with exit and error, once, alone", async () => {
    const error = { code: "E_WAITING", message: "a person is needed", hint: "plumbline answer Q-001 TEXT" };
    const app = new FakeApp({ run: async () => aRunResult({ exit: 7, error }) });
    const world = new FakeWorld(app, cwd);

    const code = await invoke(["run", "digits", "--json"], world.world());

    expect(code).toBe(7);
    expect(world.json).toHaveLength(1);
    expect(world.json[0]).toMatchObject({ project: "digits", exit: 7, error, metric: null });
    expect(world.json[0]?.stages).toHaveLength(13);
    expect(world.err).toContain("plumbline answer Q-001 TEXT");
  });

  test("--json keeps its shape when nothing could be started", async () => {
    const app = new FakeApp({
      run: async () => {
        throw new MachineError(words);
      },
    });
    const world = new FakeWorld(app, cwd);

    const code = await invoke(["run", "digits", "--json"], world.world());

    expect(code).toBe(5);
    expect(world.json[0]).toMatchObject({
      project: "",
      request: "digits",
      exit: 5,
      error: { code: "E_MACHINE", message: "broken", hint: "do this" },
    });
  });

  test("--stream-json ends with run.ended, also after Ctrl-C", async () => {
    const app = new FakeApp({
      run: async () => {
        app.input?.onProgress({ kind: "run.started", project: "p", dir: "d", request: "训练", sealed: true });
        app.input?.onProgress({ kind: "note", level: "info", text: { zh: "你好", en: "hello" } });
        world.signal("SIGINT");
        app.input?.signal.throwIfAborted();
        return aRunResult();
      },
    });
    const world = new FakeWorld(app, cwd);

    const code = await invoke(["run", "训练", "--stream-json"], world.world());

    expect(code).toBe(130);
    expect(world.json.map((line) => line.type)).toEqual(["run.started", "note", "run.ended"]);
    expect(world.json[1]).toMatchObject({ text: "你好" });
    expect(world.json[2]).toMatchObject({ exit: 130, error: { code: "E_INTERRUPTED" } });
    expect(world.err).toContain("plumbline run");
  });

  test("a second Ctrl-C leaves at once, yet not the echo of the first", async () => {
    const app = new FakeApp({
      run: async () => {
        world.signal("SIGINT");
        world.now = 0.1;
        world.signal("SIGINT");
        const early = world.left;
        world.now = 2;
        world.signal("SIGINT");
        expect(early).toBeNull();
        return aRunResult({ exit: 130 });
      },
    });
    const world = new FakeWorld(app, cwd);

    await invoke(["run"], world.world());

    expect(world.left).toBe(130);
  });

  test("SIGTERM exits 143", async () => {
    const app = new FakeApp({
      run: async () => {
        world.signal("SIGTERM");
        throw new Error("aborted");
      },
    });
    const world = new FakeWorld(app, cwd);

    expect(await invoke(["run"], world.world())).toBe(143);
  });

  test("the first screen and the summary say that nothing was sealed", async () => {
    const app = new FakeApp({
      run: async () => {
        app.input?.onProgress({ kind: "run.started", project: "p", dir: "d", request: "x", sealed: false });
        return aRunResult({ status: aStatus({ sealed: false }) });
      },
    });
    const world = new FakeWorld(app, cwd);

    await invoke(["run", "x"], world.world());

    expect(world.err).toContain("sealed: false");
    expect(world.out).toContain("sealed: false");
  });

  test("the summary names metric, clause, baseline, files, next command and head", async () => {
    const metric = {
      name: "accuracy",
      value: 0.9722,
      low: 0.958,
      high: 0.983,
      baseline: { name: "majority", value: 0.1 },
      clause: "REQ-001",
      passed: true,
    };
    const files = [{ path: "README.md", what: "start here" }];
    const result = aRunResult({ status: aStatus({ metric }), files, next: "cd digits", built: ["13 files"] });
    const world = new FakeWorld(new FakeApp({ run: async () => result }), cwd);

    await invoke(["run", "x"], world.world());

    expect(world.out).toContain("accuracy 0.9722 [0.958, 0.983] · baseline majority 0.1 · REQ-001 met");
    for (const part of ["README.md", "start here", "cd digits", "13 files", result.head])
      expect(world.out).toContain(part);
  });
});

describe("failures", () => {
  test.each([
    [new LedgerError(words), 6],
    [new ConfigError(words), 4],
    [new WaitingError(words), 7],
    [new Error("oops"), 1],
  ] as const)("%s sets the exit code %i and prints what, where, hint and code", async (error, exit) => {
    const app = new FakeApp({
      status: async () => {
        throw error;
      },
    });
    const world = new FakeWorld(app, cwd);

    const code = await invoke(["status", "--json"], world.world());

    expect(code).toBe(exit);
    const known = exit === 1 ? ["oops", "E_BUG"] : ["broken", "where: file.md:3", "do this", error.name && "E_"];
    for (const part of known) expect(world.err).toContain(part);
    expect(world.json[0]).toMatchObject({ exit, error: { message: exit === 1 ? "oops" : "broken" } });
  });

  test("a misspelt setting stops every verb with file, line, key and the nearest name", async () => {
    mkdirSync(join(cwd, ".plumbline"));
    writeFileSync(join(cwd, ".plumbline", "ledger.jsonl"), "");
    writeFileSync(join(cwd, "plumbline.yaml"), "offline: true\natempts: 3\n");
    const world = new FakeWorld(new FakeApp({}), cwd);

    const code = await invoke(["status"], world.world());

    expect(code).toBe(4);
    expect(world.err).toContain("plumbline.yaml:2 atempts");
    expect(world.err).toContain("did you mean attempts?");
  });
});
