import fc from "fast-check";
import { expect, test } from "vitest";
import { Failure } from "../../spec/failure.js";
import { collectFailure, identityOf, normalMessage, symptomOf } from "./collect.js";

const CWD = "/home/x/数字 识别";
const record = (stderr: string, more: Partial<Parameters<typeof collectFailure>[0]> = {}) => ({
  exit: 1,
  signal: null,
  ended: "" as const,
  stdout: "",
  stderr,
  cwd: CWD,
  ...more,
});

const TRACE = `Traceback (most recent call last):
  File "${CWD}/scripts/train.py", line 155, in <module>
    run_command(main)
    ~~~~~~~~~~~^^^^^^
  File "${CWD}/src/digits/task.py", line 71, in loss
    return cross_entropy(outputs, targets)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/cache/env/lib/python3.11/site-packages/torch/nn/functional.py", line 3479, in cross_entropy
    return torch._C._nn.cross_entropy_loss(
RuntimeError: expected scalar type Long but found Float
`;

test("a traceback becomes its error and the frames that lie in the project", () => {
  const failure = collectFailure(record(TRACE));

  expect(Failure.parse(failure)).toMatchObject({
    raised: [{ type: "RuntimeError", message: "expected scalar type Long but found Float" }],
    frames: [
      { path: "scripts/train.py", line: 155, function: "<module>", code: "run_command(main)" },
      { path: "src/digits/task.py", line: 71, function: "loss", code: "return cross_entropy(outputs, targets)" },
    ],
  });
  expect(symptomOf(failure)).toBe("RuntimeError: expected scalar type Long but found Float");
});

test("a chain keeps the cause before what it led to", () => {
  const text = `${TRACE.replace("RuntimeError: expected scalar type Long but found Float", "KeyError: 'label'")}
The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "${CWD}/src/digits/trainer.py", line 9, in fit
    raise ValueError("第 3 行：缺少标签") from error
ValueError: 第 3 行：缺少标签
还有第二行
`;

  const failure = collectFailure(record(text));

  expect(failure.raised).toEqual([
    { type: "KeyError", message: "'label'" },
    { type: "ValueError", message: "第 3 行：缺少标签\n还有第二行" },
  ]);
  expect(failure.frames.at(-1)).toMatchObject({ path: "src/digits/trainer.py", line: 9 });
});

test("a traceback in Chinese is read too", () => {
  const text =
    "回溯（最近一次调用最后）：\n  文件“/x/src/digits/数据.py”，第 12 行，在 读取 中\n    打开(路径)\nFileNotFoundError：没有那个文件\n";

  const failure = collectFailure(record(text));

  expect(failure.frames).toEqual([{ path: "src/digits/数据.py", line: 12, function: "读取", code: "打开(路径)" }]);
  expect(failure.raised).toEqual([{ type: "FileNotFoundError", message: "没有那个文件" }]);
});

test("what a command says in one line is an error without frames", () => {
  expect(collectFailure(record("error: loss became nan at epoch 1 step 3\n"))).toMatchObject({
    raised: [{ type: "error", message: "loss became nan at epoch 1 step 3" }],
    frames: [],
  });
});

test("a syntax error has a frame without a function", () => {
  const text = `  File "${CWD}/src/digits/task.py", line 4\n    def f(:\n          ^\nSyntaxError: invalid syntax\n`;

  expect(collectFailure(record(text))).toMatchObject({
    raised: [{ type: "SyntaxError" }],
    frames: [{ path: "src/digits/task.py", line: 4, function: "" }],
  });
});

test("ranks of a distributed run, colours and progress bars do not hide it", () => {
  const text = TRACE.split("\n")
    .map((line) => `[rank1]: ${line}`)
    .join("\r\n");

  expect(collectFailure(record(`  5%|█\r 10%|█\u001b[31m${text}`)).raised).toHaveLength(1);
});

test.each([
  [137, "SIGKILL"],
  [-9, "SIGKILL"],
  [139, "SIGSEGV"],
  [1, null],
])("exit %i is signal %s", (exit, signal) => {
  expect(collectFailure(record("Killed\n", { exit })).signal).toBe(signal);
});

test("warnings are kept once each", () => {
  const line = "/x/a.py:3: UserWarning: lr_scheduler.step() before optimizer.step()\n";

  expect(collectFailure(record(line + line)).warnings).toEqual([
    "UserWarning: lr_scheduler.step() before optimizer.step()",
  ]);
});

test("the same failure with other numbers, addresses and paths is the same", () => {
  const one = collectFailure(record("error: /tmp/a/b.jsonl line 3: object at 0x7f12 took 1.5e-3 s\n"));
  const two = collectFailure(record("error: /var/c.jsonl line 44: object at 0x88 took 2 s\n"));

  expect(identityOf(one)).toBe(identityOf(two));
  expect(identityOf(one)).not.toBe(identityOf(collectFailure(record("error: another\n"))));
  expect(normalMessage("KeyError: 'label_2x'")).toContain("label_");
});

test("no output, however broken, stops it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: -64, max: 255 }), (text, exit) => {
      const failure = collectFailure(record(`${TRACE}${text}\ufffd\u0000`, { exit }));

      expect(Failure.parse(failure).frames.length).toBeGreaterThan(0);
    }),
    { numRuns: 50 },
  );
});
