// One hundred edits of form alone lose no proof; one hundred of meaning lose some.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { file, tree } from "../graph/stage.js";
import { ScriptedMind } from "../minds/scripted.js";
import { stageDrift } from "./drift.js";
import { aStage } from "./testing/toy-graph.js";
import { aFolder, edit, openToy, removeFolder, type Toy } from "./testing/toy-project.js";
import { aLine } from "./testing/toy-script.js";

interface Kind {
  readonly path: string;
  readonly text: string;
  /** Edits that change how it is written; `word` is any harmless word. */
  readonly form: readonly ((text: string, word: string) => string)[];
  /** Edits that change what it says. */
  readonly meaning: readonly ((text: string, word: string) => string)[];
}

const replace = (from: string | RegExp, to: (word: string) => string) => (text: string, word: string) =>
  text.replace(from, () => to(word));

const KINDS: readonly Kind[] = [
  {
    path: "src/net.py",
    text: '"""A net."""\n\nRATE = 0.1\n\n\ndef run(x: int) -> int:\n    """Adds."""\n    return x + 1\n',
    form: [
      replace('"""A net."""', (word) => `"""${word}."""`),
      replace('"""Adds."""', (word) => `"""${word}"""`),
      replace("RATE = 0.1", (word) => `RATE   =   0.1  # ${word}`),
      replace("return x + 1", () => "return (x +\n        1)"),
      (text, word) => `# ${word}\n${text}\n\n`,
    ],
    meaning: [
      replace("0.1", (word) => `0.${word.length + 10}`),
      replace("x + 1", () => "x - 1"),
      replace("def run", (word) => `def run_${word}`),
      (text, word) => `${text}${word} = 1\n`,
    ],
  },
  {
    path: "configs/a.yaml",
    text: "lr: 0.1\nname: net\nsteps: [1, 2]\n",
    form: [
      replace("lr: 0.1", (word) => `# ${word}\nlr:   0.1  # ${word}`),
      replace("steps: [1, 2]", () => "steps:\n  - 1\n  - 2"),
      replace("name: net", () => 'name: "net"'),
      () => "steps: [1,2]\nname: net\nlr: 0.1\n",
    ],
    meaning: [
      replace("0.1", (word) => `0.${word.length + 10}`),
      replace("[1, 2]", () => "[1, 2.0]"),
      replace("net", (word) => `net-${word}`),
      (text, word) => `${text}${word}: 1\n`,
    ],
  },
  {
    path: "configs/b.json",
    text: '{"a": 1, "b": {"c": [true, 2.5]}}\n',
    form: [() => '{\n  "b": {"c": [ true , 2.5 ]},\n  "a": 1\n}\n', (text) => `${text}\n\n`],
    meaning: [
      replace('"a": 1', () => '"a": 1.0'),
      replace("true", () => "false"),
      replace('"c"', (word) => `"${word}"`),
    ],
  },
  {
    path: "pyproject.toml",
    text: '[tool.x]\nlength = 100\nnames = ["a", "b"]\n',
    form: [
      replace("length = 100", (word) => `# ${word}\nlength   =  100 # ${word}`),
      replace('["a", "b"]', () => '[\n  "a",\n  "b",\n]'),
    ],
    meaning: [replace("100", (word) => `${word.length}`), replace('"a"', (word) => `"${word}"`)],
  },
  {
    path: "requirements-cpu.txt",
    text: "numpy==2.2.6\ntorch==2.13.0 ; sys_platform == 'linux'\n",
    form: [(text, word) => `# ${word}\n\n${text}`, replace("numpy==2.2.6", (word) => `numpy == 2.2.6   # ${word}`)],
    meaning: [replace("2.2.6", (word) => `2.2.${word.length + 10}`), (text, word) => `${text}${word}==1\n`],
  },
  {
    path: "deploy/Dockerfile.cpu",
    text: "# image\nFROM python:3.12\nRUN pip install \\\n    numpy\nCOPY src src\n",
    form: [replace("# image", (word) => `# ${word}\n`), replace("RUN pip", (word) => `# ${word}\nRUN   pip`)],
    meaning: [replace("3.12", (word) => `3.${word.length + 20}`), replace("src src", (word) => `src ${word}`)],
  },
  {
    path: "launch/go.sh",
    text: "#!/usr/bin/env bash\n# go\npython scripts/train.py --epochs 3 \\\n  --name 'a  b'\n",
    form: [
      replace("# go", (word) => `# ${word}`),
      replace("--epochs 3", () => "--epochs   3"),
      replace(" \\\n ", () => ""),
    ],
    meaning: [replace("3", (word) => `${word.length + 3}`), replace("a  b", () => "a b"), replace("bash", () => "sh")],
  },
  {
    path: "README.md",
    text: "# Net\n\nSome prose.\n\n```bash\npython scripts/train.py --epochs 3\n```\n\n```yaml clause\nid: REQ-001\nvalue: 0.9\n```\n",
    form: [
      replace("Some prose.", (word) => `${word} and more.\n\nYet ${word}.`),
      replace("# Net", (word) => `# ${word}`),
      replace("--epochs 3", (word) => `--epochs 3  # ${word}`),
      replace("value: 0.9", (word) => `value:   0.9  # ${word}`),
    ],
    meaning: [replace("--epochs 3", () => "--epochs 4"), replace("0.9", (word) => `0.${word.length + 10}`)],
  },
  {
    path: ".dockerignore",
    text: "# not in the image\ndata/\n",
    form: [replace("# not in the image", (word) => `# ${word}\n`)],
    meaning: [(text, word) => `${text}${word}/\n`],
  },
  {
    path: "notes.ipynb",
    text: '{"cells": [{"cell_type": "code", "source": ["x = 1\\n", "x"], "metadata": {}, "outputs": [], "execution_count": 1}], "nbformat": 4}\n',
    form: [
      replace('"execution_count": 1', () => '"execution_count": 7'),
      replace('"metadata": {}', (word) => `"metadata": {"${word}": true}`),
      replace('"x = 1\\n"', (word) => `"x   = 1  # ${word}\\n"`),
      (text) => JSON.stringify(JSON.parse(text), null, 1),
    ],
    meaning: [
      replace('"x = 1\\n"', () => '"x = 2\\n"'),
      replace('"outputs": []', () => '"outputs": [{"output_type": "stream", "text": "1"}]'),
    ],
  },
];

const GLOBS = KINDS.map(({ path }) => path);

let root = "";
let toy: Toy;
beforeAll(async () => {
  root = await aFolder();
  const stage = aStage({
    id: "p1-docker",
    writes: { all: tree("all/", ...GLOBS), plan: file("plan.yaml") },
    touch: [...GLOBS, "plan.yaml"],
  });
  const lines = [
    aLine("p1-docker", { ...Object.fromEntries(KINDS.map(({ path, text }) => [path, text])), "plan.yaml": "a: 1\n" }),
  ];
  await (await openToy(root, { stages: [stage], mind: new ScriptedMind("scripted/1", lines) })).run();
  toy = await openToy(root, { stages: [stage] });
});
afterAll(() => removeFolder(root));

/** No keyword, no word of the files. */
const word = fc.stringMatching(/^zz[a-z]{1,6}$/);

const anEdit = (which: "form" | "meaning") =>
  fc.nat({ max: KINDS.length - 1 }).chain((at) => {
    const kind = KINDS[at];
    return fc.record({
      kind: fc.constant(kind as Kind),
      how: fc.nat({ max: (kind?.[which].length ?? 1) - 1 }),
      word,
    });
  });

async function lostBy(which: "form" | "meaning", { kind, how, word: said }: { kind: Kind; how: number; word: string }) {
  const text = kind[which][how]?.(kind.text, said) ?? kind.text;
  expect(text, "the edit changes bytes").not.toBe(kind.text);
  await edit(root, kind.path, text);
  const lost = await stageDrift(toy.parts);
  await edit(root, kind.path, kind.text);
  return lost;
}

test("a hundred generated edits of layout, comments, docstrings and prose lose no proof", async () => {
  expect(await stageDrift(toy.parts)).toEqual([]);

  await fc.assert(
    fc.asyncProperty(anEdit("form"), async (one) => {
      expect(await lostBy("form", one)).toEqual([]);
    }),
    { numRuns: 100 },
  );
}, 120_000);

test("a hundred generated edits of what a file says lose a proof, and name the file", async () => {
  await fc.assert(
    fc.asyncProperty(anEdit("meaning"), async (one) => {
      expect(await lostBy("meaning", one)).toMatchObject([{ id: "p1-docker", causes: [{ at: one.kind.path }] }]);
    }),
    { numRuns: 100 },
  );
}, 120_000);
