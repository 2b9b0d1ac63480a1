// Which names that exist look most like the one that was asked for.

/** Names by likeness, best first; those that share too little are left out. */
export function nearestNames(asked: string, known: Iterable<string>, limit = 5): readonly string[] {
  return [...new Set(known)]
    .map((name) => ({ name, likeness: Math.max(likeness(asked, name), 0.9 * likeness(last(asked), last(name))) }))
    .filter((one) => one.likeness >= 0.25)
    .sort((left, right) => right.likeness - left.likeness || left.name.localeCompare(right.name, "en"))
    .slice(0, limit)
    .map((one) => one.name);
}

/** Dice coefficient over letter pairs: 1 = the same pairs, 0 = none in common. It does not mind swapped words. */
export function likeness(left: string, right: string): number {
  const [a, b] = [pairs(left), pairs(right)];
  if (a.length === 0 || b.length === 0) return left.toLowerCase() === right.toLowerCase() ? 1 : 0;
  const rest = [...b];
  const shared = a.filter((pair) => {
    const at = rest.indexOf(pair);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
  return (2 * shared.length) / (a.length + b.length);
}

/** The name without its owner. */
function last(name: string): string {
  return name.split("/").at(-1) ?? name;
}

function pairs(text: string): readonly string[] {
  const letters = [
    ...` ${text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
      .trim()} `,
  ];
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}
