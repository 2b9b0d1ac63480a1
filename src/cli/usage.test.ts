// What cannot be read: exit 3 or 4, told on standard error, with nothing started.
import { describe, expect, test } from "vitest";
import { aRunResult, FakeApp, FakeWorld } from "./fake-world.js";
import { invoke } from "./invoke.js";

const cwd = "/nowhere";
const running = () => new FakeApp({ run: async () => aRunResult() });

describe("usage", () => {
  const cases: readonly (readonly [argv: readonly string[], exit: number, says: string])[] = [
    [["run", ""], 3, "The request is empty"],
    [["run", "  \n"], 3, "The request is empty"],
    [["parse", " "], 3, "The request is empty"],
    [["parse"], 3, "missing"],
    [["run", "a", "b"], 3, "Too many arguments"],
    [["run", "--nope"], 3, "no option --nope"],
    [["run", "--until"], 3, "needs a value"],
    [["run", "--until", "x9"], 3, "no stage"],
    [["run", "--until", "t"], 3, "several stages"],
    [["run", "--redo", ""], 3, "no stage"],
    [["run", "--until", "p1"], 4, "not in this release"],
    [["run", "--until", "production"], 3, "no stage"],
    [["run", "--mind", "llm:openai/gpt"], 4, "not in this release"],
    [["run", "--mind", "acp:opencode"], 4, "not in this release"],
    [["run", "--mind", "person"], 4, "not in this release"],
    [["run", "--mind", "oracle"], 4, "no mind"],
    [["run", "--mind", "scripted:"], 4, "no mind"],
    [["run", "--role", "coder"], 3, "cannot be read"],
    [["run", "--role", "Coder=expert"], 3, "lower case"],
    [["run", "--role", "coder=expert", "--role", "coder=scripted:a"], 4, "Two minds for the role coder"],
    [["run", "--role", "coder=llm:x"], 4, "not in this release"],
    [["run", "--profile", "tpu"], 3, "cannot be"],
    [["run", "--lang", "fr"], 3, "cannot be"],
    [["run", "--data", "nowhere"], 3, "no such path"],
    [["run", "--weights", "nowhere"], 3, "no such path"],
    [["run", "--answers", "nowhere.yaml"], 3, "cannot be read"],
    [["run", "--until", "x9", "--mind", "person"], 3, "no stage"],
    [["check", "nothing"], 3, "no stage"],
    [["answer", "hello", "x"], 3, "not the id"],
    [["answer", "Q-001", " "], 3, "answer is empty"],
    [["approve", "REQ-1"], 3, "not the id"],
    [["audit", "--head", "zz"], 3, "not a hash"],
    [["rules", "schema"], 3, "name is missing"],
    [["rules", "burn"], 3, 'no "burn"'],
    [["recipes", "check"], 3, "folder is missing"],
    [["watch"], 3, "later release"],
    [["rollback"], 4, "rollback --to"],
    [["rollback", "--to", "nothing"], 3, "no stage"],
    [["rollback", "--to", "p3"], 4, "not in this release"],
    [["stauts"], 3, "Did you mean plumbline status"],
    [["train a digit classifier"], 3, 'plumbline run "train a digit classifier"'],
  ];
  test.each(cases)("%j exits %i and says why", async (argv, exit, says) => {
    const world = new FakeWorld(running(), cwd);

    const code = await invoke(argv, world.world());

    expect(code).toBe(exit);
    expect(world.err).toContain(says);
    expect(world.out).toBe("");
    expect(world.app.asked).toEqual([]);
  });

  test.each([
    [["run", "--json", "--stream-json"], "exclude each other"],
    [["run", "--json", "--nope"], "no option --nope"],
  ] as const)("%j answers a whole status, so that a script never meets another shape", async (argv, says) => {
    const world = new FakeWorld(running(), cwd);

    expect(await invoke(argv, world.world())).toBe(3);
    expect(world.err).toContain(says);
    expect(world.json[0]).toMatchObject({ project: "", metric: null, exit: 3, error: { code: "E_USAGE" } });
  });

  test("help is on standard output, exits 0 and speaks the language asked for", async () => {
    for (const argv of [
      [],
      ["--help"],
      ["help"],
      ["--lang", "zh"],
      ["help", "run"],
      ["run", "--help", "--lang", "zh"],
    ]) {
      const world = new FakeWorld(running(), cwd);

      expect(await invoke(argv, world.world())).toBe(0);
      expect(world.out).toContain(argv.includes("zh") ? "用法：" : "Usage:");
      expect(world.err).toBe("");
    }
  });

  test("every verb explains itself in both languages", async () => {
    for (const verb of ["run", "parse", "status", "answer", "approve", "check", "trace", "audit", "rules", "recipes"]) {
      for (const [lang, word] of [
        ["zh", "示例"],
        ["en", "Examples"],
      ] as const) {
        const world = new FakeWorld(running(), cwd);

        expect(await invoke([verb, "--help", "--lang", lang], world.world())).toBe(0);
        expect(world.out).toContain(word);
      }
    }
  });
});
