// Time, so that tests can hold it still.

export interface Clock {
  /** ISO 8601, UTC, milliseconds. */
  now(): string;
  /** Milliseconds that only go up. */
  ticks(): number;
}
