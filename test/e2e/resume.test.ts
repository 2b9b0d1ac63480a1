// Ctrl-C, kill -9 and a second run at the same time: nothing is lost, nothing is done twice.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plumbline, type Started, startPlumbline } from "./cli.js";
import { entriesOf, ofType, seqOf, stagesOf } from "./ledger.js";
import { DIGITS_ZH } from "./requests.js";
import { aCopyOf, aFolder, MAKING_MS } from "./trained-project.js";

const LOCK = ".plumbline/lock";

/** Ends it whatever the test came to. */
async function endOf(run: Started): Promise<void> {
  run.process.kill("SIGKILL");
  await run.ended;
}

test(
  "a run stopped by Ctrl-C while it builds ends with 130, keeps what it did, and goes on from there",
  async () => {
    const dir = join(aFolder(), "digits");
    const first = startPlumbline(["run", "--yes", DIGITS_ZH, "--dir", dir, "--stream-json"]);
    try {
      await first.says("accept T02");
      const second = await plumbline(["run"], { cwd: dir });
      first.process.kill("SIGINT");
      const stopped = await first.ended;

      const started = ofType(dir, "run.started")[0]?.at.slice(0, 10) ?? "";
      expect(second.exit).toBe(5);
      expect(second.err).toContain(String(first.pid));
      expect(second.err).toContain(started);
      expect(stopped.exit).toBe(130);
      expect(JSON.parse(stopped.out.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
        type: "run.ended",
        exit: 130,
      });
    } finally {
      await endOf(first);
    }
    const before = seqOf(dir);
    expect(entriesOf(dir).at(-1)).toMatchObject({ type: "run.ended", data: { exit: 130 } });
    expect(existsSync(join(dir, LOCK))).toBe(false);
    expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(0);

    const second = await plumbline(["run", "--until", "f3"], { cwd: dir });

    expect(second.exit, second.err).toBe(0);
    expect(new Set(stagesOf(ofType(dir, "stage.started", before)))).toEqual(new Set(["f3-construction"]));
    expect(ofType(dir, "command", before).filter(({ data }) => String(data.purpose).startsWith("red "))).toEqual([]);
    const thoughts = ofType(dir, "thought").map(({ data }) => data.task);
    expect(new Set(thoughts).size).toBe(thoughts.length);
    expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(0);
  },
  MAKING_MS,
);

test(
  "kill -9 while the model is trained leaves a project that the next run finishes",
  async () => {
    const [stage, moment] = ["t3", "train one epoch"];
    const dir = await aCopyOf("digits");
    const killed = startPlumbline(["run", "--redo", stage], { cwd: dir });
    await killed.says(moment);
    killed.process.kill("SIGKILL");
    await killed.ended;
    const before = seqOf(dir);
    const status = JSON.parse((await plumbline(["status", "--json"], { cwd: dir })).out);

    const again = await plumbline(["run"], { cwd: dir });

    expect(status.running).toBe(null);
    expect(status.stages.map(({ state }: { state: string }) => state)).not.toContain("running");
    expect(again.exit, again.err).toBe(0);
    expect(stagesOf(ofType(dir, "stage.started", before))).not.toContain("f2-technology");
    expect(stagesOf(ofType(dir, "stage.passed", before)).some((id) => id.startsWith(stage))).toBe(true);
    expect((await plumbline(["audit"], { cwd: dir })).exit).toBe(0);
  },
  MAKING_MS,
);

test(
  "a terminated run says so: 143, in the ledger too",
  async () => {
    const dir = await aCopyOf("digits");
    const run = startPlumbline(["run", "--redo", "t3"], { cwd: dir });
    await run.says("train one epoch");

    run.process.kill("SIGTERM");
    const { exit } = await run.ended;

    expect(exit).toBe(143);
    expect(entriesOf(dir).at(-1)).toMatchObject({ type: "run.ended", data: { exit: 143 } });
  },
  MAKING_MS,
);
