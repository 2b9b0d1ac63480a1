// Ctrl-C: the first one stops cleanly, the second one at once.
import { setMaxListeners } from "node:events";
import { EXIT, InterruptedError } from "../base/errors.js";
import type { World } from "./world.js";

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The signal that was received, or null. */
  received(): "SIGINT" | "SIGTERM" | null;
  /** As if the person had pressed Ctrl-C: a prompt in raw mode sees the key before the process does. */
  press(): void;
  release(): void;
}

/** npm and the terminal may both hand on one and the same Ctrl-C. */
const ONE_PRESS_SECONDS = 0.5;

export function watchInterrupt(world: Pick<World, "onSignal" | "leave" | "seconds">, onFirst: () => void): Interrupt {
  const controller = new AbortController();
  // every command of a run listens to the one signal
  setMaxListeners(0, controller.signal);
  let received: "SIGINT" | "SIGTERM" | null = null;
  let since = 0;
  const take = (signal: "SIGINT" | "SIGTERM"): void => {
    if (received !== null) {
      if (world.seconds() - since < ONE_PRESS_SECONDS) return;
      world.leave(signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated);
      return;
    }
    received = signal;
    since = world.seconds();
    onFirst();
    controller.abort(new InterruptedError(signal));
  };
  const release = world.onSignal(take);
  return { signal: controller.signal, received: () => received, press: () => take("SIGINT"), release };
}
