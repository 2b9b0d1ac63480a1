// The only place that asks for the time.
import type { Clock } from "../ports/clock.js";

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  ticks: () => performance.now(),
};

/** A clock that stands still, or goes on by `step` milliseconds each time it is asked. */
export function fixedClock(start = "2026-01-01T00:00:00.000Z", step = 0): Clock {
  let passed = 0;
  return {
    now: () => {
      const at = new Date(Date.parse(start) + passed).toISOString();
      passed += step;
      return at;
    },
    ticks: () => {
      const at = passed;
      passed += step;
      return at;
    },
  };
}

const SETTLED_MS = 100;

/** True when a file's last change is so long past that a second one would show in its times. */
export function isSettled(changedAtMs: number): boolean {
  return Date.now() - changedAtMs > SETTLED_MS;
}
