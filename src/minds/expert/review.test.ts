import { expect, test } from "vitest";
import { MemoryHands } from "../../../test/makers/memory-hands.js";
import { aRecipe, aSpec } from "../../../test/makers/spec.js";
import { sha256 } from "../../base/hash.js";
import type { Task } from "../../spec/build-log.js";
import { LocalRules, VenvSpec } from "../../spec/handover.js";
import { ReviewNotes } from "../../spec/review.js";
import { inheritRules, locateClauses, pinsOf, proposeVenv } from "./review.js";

const aTask = (part: Partial<Task>): Task => ({
  id: "T01",
  title: "model",
  goal: "a model",
  role: "coder",
  inputs: [],
  outputs: ["src/digits/models.py"],
  test: "tests/test_model.py",
  accept: ["python", "-m", "pytest", "tests/test_model.py"],
  estimateMinutes: 10,
  clauses: ["REQ-001"],
  ...part,
});

test("each clause is shown where the code of its task first defines something, markers and configs aside", async () => {
  const spec = await aSpec("Classify images of handwritten digits, accuracy at least 95%, CPU only");
  const hands = new MemoryHands({
    "src/digits/models.py": '"""Models."""\n\nimport torch\n\n\nclass Net:\n    pass\n',
    "src/digits/constants.py": '"""Numbers."""\nSIZE = 8\n',
    "configs/model/cnn.yaml": "# sizes\nname: cnn\n",
    "src/digits/__init__.py": '"""Nothing here."""\n',
    "deploy/docker/Dockerfile.cpu": "# slim\nFROM python:3.11-slim\n",
    ".dockerignore": "outputs\n",
  });
  const tasks = [
    aTask({ outputs: ["src/digits/__init__.py", "src/digits/models.py", "configs/model/cnn.yaml"] }),
    aTask({ id: "T02", outputs: ["src/digits/constants.py", "src/digits/absent.py"], clauses: ["REQ-002"] }),
    aTask({ id: "T03", outputs: [".dockerignore", "deploy/docker/Dockerfile.cpu"], clauses: ["CON-001"] }),
  ];

  const notes = await locateClauses(spec, tasks, hands);

  expect(ReviewNotes.parse(notes)).toEqual(notes);
  expect(notes.clauses).toEqual([
    { clause: "REQ-001", where: ["src/digits/models.py:6"], note: "" },
    { clause: "REQ-002", where: ["src/digits/constants.py:1"], note: "" },
    { clause: "CON-001", where: ["deploy/docker/Dockerfile.cpu:2"], note: "" },
  ]);
});

test("a clause that no task carries is named with no place", async () => {
  const spec = await aSpec("Classify images of handwritten digits, accuracy at least 95%");

  const notes = await locateClauses(spec, [], new MemoryHands());

  expect(notes.clauses.map(({ clause, where }) => [clause, where])).toEqual(spec.items.map(({ id }) => [id, []]));
});

test("a lock's packages are counted once, markers, hashes and comments aside", () => {
  const lock = [
    "# made by uv",
    "numpy==2.2.6 ; python_version < '3.11'",
    "numpy==2.3.1 ; python_version >= '3.11'",
    "PyYAML==6.0.2 \\",
    "    --hash=sha256:abc",
    "--index-url https://example.org",
    "torch==2.9.1",
  ].join("\n");

  expect(pinsOf(lock)).toEqual(["numpy", "pyyaml", "torch"]);
});

test("venv.md names each profile with the hash of its lock and the commands as typed", async () => {
  const lock = "numpy==2.3.1\n";
  const copies = [{ path: "specs/ML.md", sha256: sha256("ml") }];

  const venv = proposeVenv(await aRecipe("image-classification"), {
    project: "digits",
    pythonVersion: "3.11.2",
    locks: { cpu: lock },
    copies,
  });

  expect(VenvSpec.parse(venv)).toEqual(venv);
  expect(venv.profiles).toEqual([
    {
      profile: "cpu",
      folder: "debug-cpu",
      requirements: "requirements-cpu.txt",
      lock: "requirements-cpu.lock.txt",
      lockSha256: sha256(lock),
      packages: 1,
      commands: ["python -m venv debug-cpu", "debug-cpu/bin/pip install -r requirements-cpu.txt"],
    },
  ]);
  expect(venv.sampling).toMatchObject({ seed: 42, source: { loader: "sklearn.datasets.load_digits" } });
  expect(venv.copies).toEqual(copies);
});

test("rules that nobody changed are inherited, and it is said by whom", () => {
  const rules = inheritRules([{ path: "CLAUDE.md", sha256: sha256("c") }], "default, not a person");

  expect(LocalRules.parse(rules)).toMatchObject({
    mode: "inherited",
    confirmedBy: "default, not a person",
    changes: [],
  });
});
