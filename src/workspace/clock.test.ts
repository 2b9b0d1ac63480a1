import { expect, test } from "vitest";
import { fixedClock, isSettled, systemClock } from "./clock.js";

test("the system's clock tells ISO time in UTC and ticks upwards", () => {
  const before = systemClock.ticks();

  expect(systemClock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(systemClock.ticks()).toBeGreaterThanOrEqual(before);
});

test("a fixed clock stands still, or goes on by its step", () => {
  const still = fixedClock();
  const going = fixedClock("2026-01-01T00:00:00.000Z", 1500);

  expect(still.now()).toBe(still.now());
  expect([going.now(), going.now()]).toEqual(["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.500Z"]);
});

test("only a change long past is settled", () => {
  expect(isSettled(0)).toBe(true);
  expect(isSettled(Date.parse(systemClock.now()))).toBe(false);
});
