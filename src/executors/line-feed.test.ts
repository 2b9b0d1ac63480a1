import { expect, test } from "vitest";
import { LineFeed } from "./line-feed.js";

function feed(chunks: readonly string[], ticks: () => number = () => 0): string[] {
  const lines: string[] = [];
  const lineFeed = new LineFeed((line) => lines.push(line), ticks);
  for (const chunk of chunks) lineFeed.push(Buffer.from(chunk));
  lineFeed.end();
  return lines;
}

test("lines are whole however the chunks are cut, and a bar that redraws itself gives its steps", () => {
  expect(feed(["on", "e\ntw", "o\r\nthree", "\r", "four"])).toEqual(["one", "two", "three", "four"]);
});

test("characters cut between two chunks are put together", () => {
  const bytes = Buffer.from("准绳\n");
  const lines: string[] = [];
  const lineFeed = new LineFeed(
    (line) => lines.push(line),
    () => 0,
  );

  lineFeed.push(bytes.subarray(0, 2));
  lineFeed.push(bytes.subarray(2));

  expect(lines).toEqual(["准绳"]);
});

test("a flood is thinned but its last line arrives", () => {
  const lines = feed([Array.from({ length: 5000 }, (_, at) => `${at}\n`).join("")]);

  expect(lines.length).toBeLessThan(200);
  expect(lines.at(-1)).toBe("4999");
});

test("terminal escapes do not reach the terminal", () => {
  expect(feed(["\u001b[2Jgone\n"])).toEqual(["gone"]);
});
