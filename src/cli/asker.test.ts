// A person at the terminal, played by a stream.
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Question } from "../spec/requirements.js";
import { absentAsker, createAsker } from "./asker.js";

const aQuestion = (part: Partial<Question> = {}): Question => ({
  id: "Q-001",
  of: ["REQ-001"],
  about: "metric",
  text: "Which metric?",
  score: 0.7,
  strategy: "ask",
  ...part,
});

/** Types each line when the next prompt appears. */
function aPerson(...lines: readonly string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const waiting = [...lines];
  let shown = "";
  output.on("data", (chunk) => {
    shown += String(chunk);
    if (!/(> |\[y\/N\] )$/.test(shown)) return;
    const line = waiting.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
    shown += " ";
  });
  const calls: string[] = [];
  const controller = new AbortController();
  const asker = createAsker({
    input,
    output,
    who: "ada",
    signal: controller.signal,
    lang: () => "en",
    press: () => calls.push("press"),
    pause: () => calls.push("pause"),
    resume: () => calls.push("resume"),
  });
  return { asker, calls, controller, shown: () => shown };
}

test("a number picks the choice, other text is the answer itself", async () => {
  const question = aQuestion({ choices: ["accuracy", "macro_f1"] });

  expect(await aPerson("2").asker.ask(question)).toBe("macro_f1");
  expect(await aPerson("recall at k").asker.ask(question)).toBe("recall at k");
});

test("Enter takes the default; without one it is asked again", async () => {
  const person = aPerson("", "accuracy");

  expect(await aPerson("").asker.ask(aQuestion({ assumed: "macro_f1" }))).toBe("macro_f1");
  expect(await person.asker.ask(aQuestion())).toBe("accuracy");
  expect(person.shown()).toContain("Please choose");
});

test("skip is offered only where an assumption is safe, and answers with nothing", async () => {
  const safe = aPerson("s");
  const unsafe = aPerson("s", "accuracy");

  expect(await safe.asker.ask(aQuestion({ assumed: "macro_f1" }))).toBeNull();
  expect(safe.shown()).toContain("s = skip");
  expect(await unsafe.asker.ask(aQuestion())).toBe("accuracy");
  expect(unsafe.shown()).not.toContain("s = skip");
});

test("back returns to the question before, and the later reply counts", async () => {
  const person = aPerson("one", "b", "uno", "two");

  const replies = await person.asker.askAll([aQuestion(), aQuestion({ id: "Q-002" })]);

  expect([...replies]).toEqual([
    ["Q-001", "uno"],
    ["Q-002", "two"],
  ]);
});

test("a person who leaves gives no answer, and the screen comes back", async () => {
  const person = aPerson();

  expect(await person.asker.ask(aQuestion())).toBeNull();
  expect(person.calls).toEqual(["pause", "resume"]);
});

test("a stopped run ends the question", async () => {
  const person = aPerson();
  person.controller.abort();

  expect(await person.asker.ask(aQuestion())).toBeNull();
});

test("only a clear yes confirms; nobody there is neither yes nor no", async () => {
  const text = { zh: "继续？", en: "Go on?" };

  expect(await aPerson("y").asker.confirm(text)).toBe(true);
  expect(await aPerson("maybe").asker.confirm(text)).toBe(false);
  expect(await absentAsker("ada").confirm(text)).toBeNull();
});
