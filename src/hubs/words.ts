// Loose fields of hub answers: a word, a list of words, or nothing.

/** Strings of a value that may be one string, a list of strings, a list of named objects, or absent. */
export function words(value: unknown): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    if (typeof one === "string") return one === "" ? [] : [one];
    return typeof one === "object" && one !== null && "name" in one && typeof one.name === "string" ? [one.name] : [];
  });
}

/** What follows `prefix:` in tags. */
export function tagged(tags: readonly string[], prefix: string): readonly string[] {
  return tags.filter((tag) => tag.startsWith(`${prefix}:`)).map((tag) => tag.slice(prefix.length + 1));
}

/** `10K<n<100K`, `n<1K`, `n>1T` as numbers; null = not of that form. */
export function sizeBand(tag: string): { readonly low: number; readonly high: number | null } | null {
  const band = /^(?:(?<low>\d+[KMBT]?)<)?n(?:<(?<high>\d+[KMBT]?)|>(?<over>\d+[KMBT]?))?$/.exec(tag)?.groups;
  if (band === undefined) return null;
  const low = numberOf(band.low ?? band.over ?? "0");
  return { low, high: band.high === undefined ? null : numberOf(band.high) };
}

function numberOf(text: string): number {
  const scale: Record<string, number> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };
  return Number.parseInt(text, 10) * (scale[text.at(-1) ?? ""] ?? 1);
}
