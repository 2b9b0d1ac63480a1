// Runs the environments contract on the local adapter.
import { describe } from "vitest";
import { createEnvironments } from "../../src/executors/environments/environments.js";
import { createLocalExecutor } from "../../src/executors/local.js";
import { environmentsContract } from "./environments.js";
import { baseEnv, realClock } from "./executor-machine.js";

const executor = createLocalExecutor({ env: baseEnv(), clock: realClock, bwrap: "" });
const SLICE = /^(PATH|HOME|LANG|XDG_CONFIG_HOME|SSL_CERT_FILE|SSL_CERT_DIR|PIP_.+|UV_.+|(https?|all|no)_proxy)$/i;

function machineEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (pair): pair is [string, string] => pair[1] !== undefined && SLICE.test(pair[0]),
    ),
  );
}

describe("local environments", () => {
  environmentsContract(
    ({ env, ...options }) =>
      createEnvironments({
        ...options,
        executor,
        env: { ...machineEnv(), ...env },
        clock: realClock,
        torchIndexes: { cpu: "http://127.0.0.1:9/whl/cpu", gpu: "http://127.0.0.1:9/whl/cuda" },
      }),
    executor,
  );
});
