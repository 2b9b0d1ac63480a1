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

const anything = () => null;

test("a number picks the choice, other text is the answer itself", async () => {
  const question = aQuestion({ choices: ["accuracy", "macro_f1"] });

  expect(await aPerson("2").asker.ask(question)).toBe("macro_f1");
  expect(await aPerson("recall at k").asker.ask(question)).toBe("recall at k");
  expect(await aPerson("１").asker.ask(question)).toBe("accuracy");
});

test("the default is the first choice, is marked, and Enter takes it; without one it is asked again", async () => {
  const safe = aPerson("");
  const open = aPerson("", "accuracy");

  expect(await safe.asker.ask(aQuestion({ assumed: "macro_f1", choices: ["accuracy"] }))).toBe("macro_f1");
  expect(safe.shown()).toContain("1) macro_f1 (default)");
  expect(await open.asker.ask(aQuestion())).toBe("accuracy");
  expect(open.shown()).toContain("There is no default");
});

test("skip takes the assumption where one is safe, and leaves the question open where none is", async () => {
  const safe = await aPerson("s").asker.askAll([aQuestion({ assumed: "macro_f1" })], anything);
  const open = await aPerson("skip").asker.askAll([aQuestion()], anything);

  expect([...safe]).toEqual([["Q-001", { kind: "skip" }]]);
  expect([...open]).toEqual([]);
});

test("an answer that cannot be read is asked again, with the reason", async () => {
  const person = aPerson("nonsense", "accuracy of at least 95%");
  const accept = (_: Question, text: string) =>
    text.includes("%") ? null : { zh: "没有读懂", en: `"${text}" could not be read` };

  const replies = await person.asker.askAll([aQuestion({ choices: ["accuracy"] })], accept);

  expect([...replies]).toEqual([["Q-001", { kind: "answer", text: "accuracy of at least 95%" }]]);
  expect(person.shown()).toContain('"nonsense" could not be read');
});

test("a number that is no choice is an answer of its own", async () => {
  expect(await aPerson("5").asker.ask(aQuestion({ assumed: "3" }))).toBe("5");
  expect(await aPerson("1").asker.ask(aQuestion({ assumed: "3" }))).toBe("1");
});

test("a question mark explains, and the question stands again", async () => {
  const person = aPerson("?", "accuracy");

  expect(await person.asker.ask(aQuestion())).toBe("accuracy");
  expect(person.shown()).toContain("plumbline answer Q-001");
  expect(person.shown().split("Which metric?")).toHaveLength(3);
});

test("back returns to the question before, also from the last look, and the later reply counts", async () => {
  const person = aPerson("b", "one", "b", "uno", "two", "b", "due", "");

  const replies = await person.asker.askAll([aQuestion(), aQuestion({ id: "Q-002" })], anything);

  expect([...replies]).toEqual([
    ["Q-001", { kind: "answer", text: "uno" }],
    ["Q-002", { kind: "answer", text: "due" }],
  ]);
  expect(person.shown()).toContain("This is the first question");
});

test("lines that were pasted ahead answer one question each", async () => {
  const input = new PassThrough();
  const pasted = createAsker({
    input,
    output: new PassThrough(),
    who: "ada",
    signal: new AbortController().signal,
    lang: () => "en",
    press: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
  });
  input.write("one\ntwo\n\n");

  const replies = await pasted.askAll([aQuestion(), aQuestion({ id: "Q-002" })], anything);

  expect([...replies.values()]).toEqual([
    { kind: "answer", text: "one" },
    { kind: "answer", text: "two" },
  ]);
});

test("signs are read out in the person's language", async () => {
  const person = aPerson("");

  await person.asker.ask(aQuestion({ text: "Is >= 95% meant?", assumed: "recall >= 95%" }));

  expect(person.shown()).toContain("Is at least 95% meant?");
  expect(person.shown()).toContain("default: recall at least 95%");
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
