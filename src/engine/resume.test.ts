import { cp } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { canonicalJson } from "../base/canonical.js";
import { MachineError, WaitingError } from "../base/errors.js";
import { sha256 } from "../base/hash.js";
import { fact, file, tree } from "../graph/stage.js";
import { ScriptedMind } from "../minds/scripted.js";
import type { Hands, Mind } from "../ports/mind.js";
import type { WorkTools } from "../ports/workbench.js";
import type { StageId } from "../spec/codes.js";
import type { MindResult, MindTask } from "../spec/mind.js";
import type { Question } from "../spec/requirements.js";
import { Death, mortal } from "./testing/mortal.js";
import { aStage } from "./testing/toy-graph.js";
import { aFolder, openToy, removeFolder, type Toy, textOf } from "./testing/toy-project.js";
import { AMENDING, aLine, BREAKING, CODE, PLAN, REPORT, type ScriptLine, UNFINISHED } from "./testing/toy-script.js";

let root = "";
beforeEach(async () => {
  root = await aFolder();
});
afterEach(() => removeFolder(root));

/** Presses Ctrl-C right after its answer to one stage's question. */
class InterruptedMind implements Mind {
  readonly id = "scripted/1";
  readonly #inner: Mind;
  readonly #stage: string;
  readonly #interrupt: AbortController;

  constructor(inner: Mind, stage: string, interrupt: AbortController) {
    this.#inner = inner;
    this.#stage = stage;
    this.#interrupt = interrupt;
  }

  async think(task: MindTask, hands: Hands, signal: AbortSignal): Promise<MindResult> {
    const result = await this.#inner.think(task, hands, signal);
    if (task.stage === this.#stage) this.#interrupt.abort("SIGINT");
    return result;
  }
}

test("after Ctrl-C inside a stage the mind is asked nothing twice and its writes are applied again", async () => {
  const skeleton = aStage({
    id: "p2-image",
    writes: { code: tree("src/", "src/**") },
    before: (tools) => tools.write("src/main.py", "# to be filled in\n"),
  });
  const interrupt = new AbortController();
  const stop = (tools: WorkTools): Promise<void> => {
    interrupt.abort("SIGINT");
    return tools.run({ argv: ["true"], purpose: "nothing", as: "tool" }).then(() => undefined);
  };
  const stopped = { ...skeleton, work: (tools: WorkTools) => skeleton.work(tools).then(() => stop(tools)) };
  const asked = new ScriptedMind("scripted/1", [CODE]);
  const first = await openToy(root, { mind: asked, signal: interrupt.signal, stages: [stopped] });
  await expect(first.run()).rejects.toBe("SIGINT");
  const standing = await first.states();
  const mind = new ScriptedMind("scripted/1", []);
  const second = await openToy(root, { mind, stages: [skeleton] });

  await second.run();

  expect(standing).toEqual({ "p2-image": "pending" });
  expect(mind.asked).toEqual([]);
  expect(second.entries("thought")).toHaveLength(1);
  expect(await textOf(root, "src/main.py")).toBe("print(1)\n");
  expect((await second.audit()).ok).toBe(true);
});

test("a run interrupted while the mind thinks goes on with what it had thought", async () => {
  const interrupt = new AbortController();
  const first = new InterruptedMind(new ScriptedMind("scripted/1", [PLAN, CODE]), "p2-image", interrupt);
  await expect((await openToy(root, { mind: first, signal: interrupt.signal })).run()).rejects.toBe("SIGINT");
  const mind = new ScriptedMind("scripted/1", [REPORT]);
  const toy = await openToy(root, { mind });

  await toy.run();

  expect(mind.asked.map((task) => task.stage)).toEqual(["p3-deploy"]);
  expect(toy.entries("stage.started", "p1-docker")).toHaveLength(1);
  expect(toy.entries("stage.started", "p2-image")).toHaveLength(2);
});

test("a mind that stops because of Ctrl-C leaves the stage open, not failed", async () => {
  const interrupt = new AbortController();
  const lines = [{ ...PLAN, fail: "stopped", answer: "aborted" }];
  const mind = new InterruptedMind(new ScriptedMind("scripted/1", lines), "p1-docker", interrupt);
  const toy = await openToy(root, { mind, signal: interrupt.signal });

  await expect(toy.run()).rejects.toBe("SIGINT");

  expect(await toy.states()).toMatchObject({ "p1-docker": "pending" });
});

test("another mind does not take over what the first one thought", async () => {
  const interrupt = new AbortController();
  const mind = new InterruptedMind(new ScriptedMind("scripted/1", [PLAN, CODE]), "p2-image", interrupt);
  await expect((await openToy(root, { mind, signal: interrupt.signal })).run()).rejects.toBe("SIGINT");
  const other = new ScriptedMind("scripted/2", [aLine("p2-image", { "src/main.py": "print(9)\n" }), REPORT]);

  await (await openToy(root, { mind: other })).run();

  expect(other.asked.map((task) => task.stage)).toEqual(["p2-image", "p3-deploy"]);
  expect(await textOf(root, "src/main.py")).toBe("print(9)\n");
});

test("after a failure of the machine in the middle of a stage nothing is asked twice", async () => {
  let full = true;
  const stage = aStage({
    id: "p1-docker",
    writes: { plan: file("plan.yaml") },
    after: async () => {
      if (full)
        throw new MachineError({ says: { zh: "磁盘已满", en: "no space" }, hint: { zh: "清理", en: "free some" } });
    },
  });
  const first = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN]), stages: [stage] });
  await expect(first.run()).rejects.toMatchObject({ code: "E_MACHINE" });
  const failed = await first.states();
  full = false;
  const mind = new ScriptedMind("scripted/1", []);
  const second = await openToy(root, { mind, stages: [stage] });

  await second.run();

  expect(failed).toEqual({ "p1-docker": "failed" });
  expect(mind.asked).toEqual([]);
  expect(second.entries("stage.failed")).toMatchObject([{ data: { counted: false, why: /E_MACHINE/ } }]);
});

const QUESTION: Question = {
  id: "Q-001",
  of: ["REQ-001"],
  about: "metric",
  text: "how good?",
  score: 0.2,
  strategy: "ask",
};

test("a stage that needs a person waits, and an answer takes it up again without asking the mind twice", async () => {
  const stage = aStage({
    id: "p1-docker",
    reads: { request: fact("request") },
    writes: { plan: file("plan.yaml"), reply: file("reply.md") },
    touch: ["plan.yaml"],
    after: async (tools) => {
      const reply = await tools.person(QUESTION);
      if (reply === null) {
        throw new WaitingError({
          says: { zh: "等待", en: "waiting" },
          hint: { zh: "回答", en: "plumbline answer Q-001" },
        });
      }
      await tools.write("reply.md", reply);
    },
  });
  const first = await openToy(root, { mind: new ScriptedMind("scripted/1", [PLAN]), stages: [stage] });
  await expect(first.run()).rejects.toMatchObject({ code: "E_WAITING" });
  const waiting = await first.states();
  await first.journal.append({ type: "answer", data: { id: "Q-001", text: "very", who: "me", how: "command" } });
  const answered = await first.states();
  const mind = new ScriptedMind("scripted/1", []);
  const second = await openToy(root, { mind, stages: [stage] });

  await second.run();

  expect([waiting, answered]).toEqual([{ "p1-docker": "waiting" }, { "p1-docker": "pending" }]);
  expect(mind.asked).toEqual([]);
  expect(await textOf(root, "reply.md")).toBe("very");
  expect(second.entries("question")).toHaveLength(1);
  expect(second.entries("stage.passed")).toMatchObject([{ data: { attempt: 1 } }]);
});

interface Killed {
  readonly what: string;
  /** The stage up to which all has passed before. */
  readonly before: StageId | null;
  readonly lines: readonly ScriptLine[];
  readonly until: StageId;
  /** Without git, which takes most of the time. */
  readonly bare: boolean;
}

const KILLED: readonly Killed[] = [
  { what: "a first stage", before: null, lines: [PLAN], until: "p1-docker", bare: false },
  { what: "two attempts", before: "p1-docker", lines: [UNFINISHED, CODE], until: "p2-image", bare: true },
  { what: "an amendment", before: "p2-image", lines: [AMENDING], until: "p3-deploy", bare: true },
  { what: "a mended amendment", before: "p2-image", lines: [BREAKING, AMENDING], until: "p3-deploy", bare: true },
];

/** A folder in which the stages before have passed; copied for each death. */
async function aBase({ before, bare }: Killed): Promise<string> {
  const base = await aFolder();
  const toy = await openToy(base, { mind: new ScriptedMind("scripted/1", [PLAN, CODE]), bare });
  if (before !== null) await toy.run(before);
  return base;
}

/** Dies at the `steps`th thing that would outlive the process. True when the run came to its end before. */
async function runAndDie(folder: string, { lines, until, bare }: Killed, steps: number): Promise<boolean> {
  const mind = new ScriptedMind("scripted/1", lines);
  const toy = await openToy(folder, { mind, bare, wrap: (parts) => mortal(parts, steps) });
  try {
    await toy.run(until);
    return true;
  } catch (error) {
    if (error instanceof Death) return false;
    throw error;
  }
}

/** The script without the answers that were already bought. */
function stillToAsk(toy: Toy, { lines, until }: Killed): readonly ScriptLine[] {
  return lines.slice(toy.entries("thought", until).length);
}

async function filesOf(toy: Toy): Promise<Record<string, string | null>> {
  const paths = [...(await toy.workspace.all()), ...(await toy.workspace.list(["outputs/**"], { kept: true }))];
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await toy.workspace.readText(path)])));
}

/** What must be as if nothing had happened. */
async function endOf(toy: Toy, { until }: Killed): Promise<Record<string, unknown>> {
  const audit = await toy.audit();
  return {
    files: await filesOf(toy),
    states: await toy.states(),
    edits: toy.entries("edit").map((entry) => entry.data),
    attempts: toy.entries("stage.passed", until).map((entry) => entry.data.attempt),
    audit: { ok: audit.ok, fault: audit.fault, differences: audit.differences },
  };
}

test.each(KILLED)(
  "killed at any moment of $what, the next run ends as if nothing had happened and asks nothing twice",
  async (killed) => {
    const { bare } = killed;
    const base = await aBase(killed);
    await cp(base, root, { recursive: true });
    await runAndDie(root, killed, Number.POSITIVE_INFINITY);
    const whole = await endOf(await openToy(root, { bare }), killed);

    for (let steps = 0, over = false; !over; steps += 1) {
      const folder = await aFolder();
      await cp(base, folder, { recursive: true });
      over = await runAndDie(folder, killed, steps);
      const left = await openToy(folder, { bare });
      const bought = left.entries("thought").map((entry) => entry.data.task);
      const passed = left.entries("stage.passed", killed.until).length;
      const mind = new ScriptedMind("scripted/1", stillToAsk(left, killed));
      const toy = await openToy(folder, { mind, bare });

      await toy.run(killed.until);

      const twice = mind.asked.filter((task) => bought.includes(sha256(canonicalJson(task)))).map((task) => task.id);
      const again =
        passed > 0 &&
        toy.entries("stage.started", killed.until).length > left.entries("stage.started", killed.until).length;
      expect({ steps, twice, again, unasked: mind.leftovers, ...(await endOf(toy, killed)) }).toEqual({
        steps,
        twice: [],
        again: false,
        unasked: [],
        ...whole,
      });
      await removeFolder(folder);
    }
    await removeFolder(base);
  },
  240_000,
);
