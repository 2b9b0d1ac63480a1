import { expect, test } from "vitest";
import { rewritePython } from "./edit-code.js";

const call = (pattern: string, fix: string) => ({ rule: { pattern }, fix });

test("a match is rewritten by its structure, also behind Chinese words and over several lines", () => {
  const text = '# 训练一步：先算损失\nname = "损失"\nloss = cross_entropy(\n    outputs, targets.float()\n)\n';

  expect(rewritePython(text, call("$T.float()", "$T.long()"))).toBe(text.replace("float", "long"));
});

test("words in comments and texts are no code", () => {
  expect(rewritePython('# x.float()\ny = "x.float()"\n', call("$T.float()", "$T.long()"))).toBeNull();
});

test("where a line is given, only what stands on it changes", () => {
  const text = "a = x.float()\nb = y.float()\n";

  expect(rewritePython(text, call("$T.float()", "$T.long()"), {}, 2)).toBe("a = x.float()\nb = y.long()\n");
  expect(rewritePython(text, call("$T.float()", "$T.long()"), {}, 3)).toBeNull();
});

test("a block comes out of its statement with the depth of that statement", () => {
  const text =
    "def f(x):\n    with torch.no_grad():\n        y = x + 1\n        if y:\n            y.backward()\n    return y\n";

  expect(rewritePython(text, call("with torch.no_grad():\n    $$$BODY", "$$$BODY"))).toBe(
    "def f(x):\n    y = x + 1\n    if y:\n        y.backward()\n    return y\n",
  );
});

test("a statement that is taken away leaves no empty line", () => {
  expect(
    rewritePython("a = 1\nb.freeze()\nc = 3\n", { rule: { kind: "expression_statement", regex: "freeze" }, fix: "" }),
  ).toBe("a = 1\nc = 3\n");
});

test("of nested matches the outermost is rewritten", () => {
  expect(rewritePython("f(f(x))\n", call("f($X)", "g($X)"))).toBe("g(f(x))\n");
});

test("what the message named fills the rule; without it nothing is done", () => {
  const rewrite = call("nn.Linear({{is}}, $$$REST)", "nn.Linear({{needs}}, $$$REST)");

  expect(rewritePython("a = nn.Linear(7, 10, bias=True)\n", rewrite, { is: "7", needs: "8" })).toBe(
    "a = nn.Linear(8, 10, bias=True)\n",
  );
  expect(rewritePython("a = nn.Linear(7, 10)\n", rewrite, { is: "7" })).toBeNull();
});

test("the rest of the arguments may be nothing", () => {
  const rewrite = call("nn.Linear($N + 1, $$$REST)", "nn.Linear($N, $$$REST)");

  expect(rewritePython("a = nn.Linear(w + 1)\nb = nn.Linear(w + 1, 3, bias=False)\n", rewrite)).toBe(
    "a = nn.Linear(w)\nb = nn.Linear(w, 3, bias=False)\n",
  );
});

test("a rewrite that would not be Python any more is not made", () => {
  expect(rewritePython("a = f(x)\n", call("f($X)", "f($X"))).toBeNull();
});

test("a line that the repair adds stands as deep as the statement it belongs to, and $MATCH is that statement", () => {
  expect(
    rewritePython("def f():\n    tok = AutoTokenizer.load(x)\n", {
      rule: { kind: "expression_statement", regex: "Tokenizer" },
      fix: "$MATCH\nready = True",
    }),
  ).toBe("def f():\n    tok = AutoTokenizer.load(x)\n    ready = True\n");
});
