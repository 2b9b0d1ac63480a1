// Writing to streams that may go away.
import { expect, test } from "vitest";
import { createPrinter, type TextSink } from "./print.js";

function aSink(written: string[]): TextSink & { fail(): void } {
  let broken: (error: NodeJS.ErrnoException) => void = () => {};
  return {
    write: (text, done) => {
      written.push(text);
      done?.();
      return true;
    },
    on: (_event, listener) => {
      broken = listener;
    },
    fail: () => broken(new Error("EPIPE")),
  };
}

test("a reader that went away is no failure", async () => {
  const written: string[] = [];
  const sink = aSink(written);
  const printer = createPrinter(sink, aSink([]));

  printer.out("first");
  sink.fail();
  printer.out("second");
  await printer.flush();

  expect(written).toEqual(["first\n"]);
});
