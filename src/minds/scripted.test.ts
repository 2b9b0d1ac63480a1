import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Hands } from "../ports/mind.js";
import type { MindTask } from "../spec/mind.js";
import { loadScript, ScriptedMind } from "./scripted.js";

function aTask(fields: Partial<MindTask> = {}): MindTask {
  return {
    id: "f3/T01",
    stage: "f3-construction",
    role: "coder",
    goal: "write it",
    language: "en",
    material: {},
    answer: "TaskDone",
    findings: [],
    attempt: 1,
    touch: [],
    files: {},
    ...fields,
  };
}

class NotedHands implements Hands {
  readonly written: [string, string | Uint8Array][] = [];

  async read(): Promise<string | null> {
    return null;
  }

  async list(): Promise<readonly string[]> {
    return [];
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    this.written.push([path, content]);
  }
}

const signal = new AbortController().signal;

async function aScript(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-script-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "script.jsonl");
  await writeFile(path, text);
  return path;
}

test("a line answers its question by id or by the name of the answer, once, in order", async () => {
  const mind = new ScriptedMind("scripted/1", [
    { task: "TaskDone", answer: "by name" },
    { task: "f3/T01", answer: "by id" },
  ]);

  const answers = [
    await mind.think(aTask(), new NotedHands(), signal),
    await mind.think(aTask(), new NotedHands(), signal),
  ];

  expect(answers).toMatchObject([
    { ok: true, answer: "by name", usage: { tokens: 0, cost: 0 } },
    { ok: true, answer: "by id" },
  ]);
  expect(mind.leftovers).toEqual([]);
});

test("it writes through its hands, tells its price and keeps what it was asked", async () => {
  const hands = new NotedHands();
  const mind = new ScriptedMind("scripted/1", [
    { task: "f3/T01", answer: 1, writes: { "a.py": "x" }, tokens: 7, cost: 0.5 },
  ]);

  const result = await mind.think(aTask(), hands, signal);

  expect(result).toMatchObject({ ok: true, usage: { tokens: 7, cost: 0.5 } });
  expect(hands.written).toEqual([["a.py", "x"]]);
  expect(mind.asked).toEqual([aTask()]);
});

test("a question without a line is a failure that names it, never a throw", async () => {
  const mind = new ScriptedMind("scripted/1", [{ task: "f3/T02", answer: 1 }]);

  const result = await mind.think(aTask(), new NotedHands(), signal);

  expect(result).toMatchObject({ ok: false, failure: { kind: "cannot", message: { en: /f3\/T01/ } } });
  expect(mind.leftovers).toEqual(["f3/T02"]);
});

test("what the script does not answer goes to the mind behind it", async () => {
  const behind = new ScriptedMind("scripted/2", [{ task: "TaskDone", answer: "from behind" }]);
  const mind = new ScriptedMind("scripted/1", [], behind);

  expect(await mind.think(aTask(), new NotedHands(), signal)).toMatchObject({ ok: true, answer: "from behind" });
});

test.each(["retry", "cannot", "waiting", "stopped"])("a line may fail with %s", async (fail) => {
  const mind = new ScriptedMind("scripted/1", [{ task: "TaskDone", answer: "no luck", fail }]);

  const result = await mind.think(aTask(), new NotedHands(), signal);

  expect(result).toMatchObject({ ok: false, failure: { kind: fail, message: { en: "no luck" } } });
});

test("a script file is one JSON a line; empty lines and comments are left out", async () => {
  const path = await aScript('// a comment\n\n{"task":"TaskDone","answer":{"a":1}}\n');

  expect(await loadScript(path)).toEqual([{ task: "TaskDone", answer: { a: 1 }, writes: {}, tokens: 0, cost: 0 }]);
});

test.each([
  ["not json"],
  ['{"answer":1}'],
  ['{"task":"a","answer":1,"wrties":{}}'],
  ['{"task":"a","answer":1,"fail":"later"}'],
])("the line %s is refused with its file and number", async (line) => {
  const path = await aScript(`{"task":"a","answer":1}\n${line}\n`);

  await expect(loadScript(path)).rejects.toMatchObject({ code: "E_CONFIG", at: `${path}:2` });
});

test("a script that is not there is a configuration error", async () => {
  await expect(loadScript("/nowhere/script.jsonl")).rejects.toMatchObject({
    code: "E_CONFIG",
    at: "/nowhere/script.jsonl",
  });
});
