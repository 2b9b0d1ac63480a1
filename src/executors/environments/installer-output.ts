// What uv and pip print about their downloads.

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/**
 * uv downloads and unpacks in one go and calls it "Prepared": that is the time. It names the size of packages from
 * 1 MiB upwards only: the bytes are their sum, so a lower bound.
 */
export function readUvDownloads(stderr: string): { downloadSeconds: number; downloadBytes: number } {
  const prepared = /^Prepared \d+ packages? in (.+)$/m.exec(stderr)?.[1] ?? "0s";
  const sizes = [...stderr.matchAll(/^Downloading \S+ \(([\d.]+)\s*(\w+)\)/gm)];
  return { downloadSeconds: secondsOf(prepared), downloadBytes: sum(sizes) };
}

/** pip names each download ("Downloading x.whl (17.6 MB)"); what came from its cache is "Using cached". */
export function readPipDownloads(stdout: string): number {
  return sum([...stdout.matchAll(/^\s*Downloading \S+ \(([\d.]+)\s*(\w+)\)/gm)]);
}

function sum(sizes: readonly RegExpExecArray[]): number {
  return Math.round(sizes.reduce((total, size) => total + Number(size[1]) * (UNITS[size[2] ?? ""] ?? 0), 0));
}

/** "430ms", "6.13s", "1m 02s" */
function secondsOf(text: string): number {
  const factors: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 };
  return [...text.matchAll(/([\d.]+)\s*(ms|s|m|h)\b/g)].reduce(
    (total, part) => total + Number(part[1]) * (factors[part[2] ?? ""] ?? 0),
    0,
  );
}
