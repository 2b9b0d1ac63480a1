import { expect, test } from "vitest";
import { fillMessage } from "./message.js";

const same = (text: string) => ({ zh: text, en: text });

test("numbers are rounded, truth is spoken and lists are joined in each language's way", () => {
  const data = { at: "SLA-001", it: { ratio: 0.1 + 0.2, held: false, files: ["a.py", "b.py"], none: [] } };

  const filled = fillMessage(same("{at} {it.ratio} {it.held} {it.files} {it.none}"), data);

  expect(filled).toEqual({ zh: "SLA-001 0.3 否 a.py、b.py 无", en: "SLA-001 0.3 no a.py, b.py none" });
});

test("a long list is cut after five and says how many there are", () => {
  const filled = fillMessage(same("{files}"), { files: ["a", "b", "c", "d", "e", "f", "g"] });

  expect(filled).toEqual({ zh: "a、b、c、d、e 等 7 项", en: "a, b, c, d, e (7 in all)" });
});

test("a path that leads nowhere stays as it was written", () => {
  expect(fillMessage(same("{it.nothing}"), { it: {} }).en).toBe("{it.nothing}");
});

test("text inside a value is not filled again", () => {
  expect(fillMessage(same("{a}"), { a: "{b}", b: "secret" }).en).toBe("{b}");
});
