import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { OutputCapture } from "./output-capture.js";

function capture(chunks: readonly Uint8Array[], keep: number) {
  const output = new OutputCapture(keep);
  for (const chunk of chunks) output.push(Buffer.from(chunk));
  return output.end();
}

test("any way of cutting a stream gives the hash and the length of the whole", () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });

  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 64 }), (parts, keep) => {
      const whole = Buffer.concat(parts.map((part) => Buffer.from(part)));

      const result = capture(parts, keep);

      expect(result.bytes).toBe(whole.length);
      expect(result.sha256).toBe(createHash("sha256").update(whole).digest("hex"));
    }),
  );
});

test("a stream of up to twice the kept size is kept whole, a longer one at both ends", () => {
  const letters = (text: string) => fc.sample(fc.constant(Buffer.from(text)), 1);

  expect(capture(letters("abcdefgh"), 4).text).toBe("abcdefgh");
  expect(capture([Buffer.from("abc"), Buffer.from("defghij"), Buffer.from("k")], 4).text).toBe(
    "abcd\n[... 3 bytes left out ...]\nhijk",
  );
});
