// Runs the executor contracts on the local adapter.
import { describe, expect, test } from "vitest";
import { createLocalExecutor } from "../../src/executors/local.js";
import { executorContract } from "./executor.js";
import { baseEnv, realClock } from "./executor-machine.js";
import { sandboxContract } from "./executor-sandbox.js";

const plain = () => createLocalExecutor({ env: baseEnv(), clock: realClock, bwrap: "" });
const contained = createLocalExecutor({ env: baseEnv(), clock: realClock });
const containment = await contained.containment();

describe("local executor", () => {
  executorContract(plain);

  test("a missing bubblewrap is named as the reason why nothing is contained", async () => {
    const executor = createLocalExecutor({ env: baseEnv(), clock: realClock, bwrap: "/no/such/bwrap" });

    expect(await executor.containment()).toEqual({ kind: "none", reason: "bubblewrap (bwrap) is not installed" });
  });

  test("a bubblewrap that cannot work here gives its own words as the reason", async () => {
    const executor = createLocalExecutor({ env: baseEnv(), clock: realClock, bwrap: "/bin/false" });

    expect(await executor.containment()).toMatchObject({ kind: "none", reason: expect.stringContaining("failed") });
  });
});

describe.skipIf(containment.kind === "none")(`local executor in bubblewrap ${containment.reason}`, () => {
  sandboxContract(() => contained);
});
