import { expect, test } from "vitest";
import { readPipDownloads, readUvDownloads } from "./installer-output.js";

test("uv's time and the sizes that it names are read", () => {
  const stderr =
    "Resolved 95 packages in 388ms\nDownloading jedi (4.7MiB)\nDownloading scipy (33.5MiB)\n Downloaded jedi\nPrepared 95 packages in 1m 06s\n";

  expect(readUvDownloads(stderr)).toEqual({ downloadSeconds: 66, downloadBytes: Math.round(38.2 * 1024 ** 2) });
});

test("a run that found all in its cache downloaded nothing", () => {
  expect(readUvDownloads("Installed 95 packages in 432ms\n")).toEqual({ downloadSeconds: 0, downloadBytes: 0 });
});

test("pip's downloads are summed and its cache is not", () => {
  const stdout =
    "  Downloading uv-0.13.9.whl (17.6 MB)\n  Using cached six-1.17.0.whl (11 kB)\nDownloading a.whl (500 kB)\n";

  expect(readPipDownloads(stdout)).toBe(18_100_000);
});
