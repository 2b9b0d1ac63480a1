// Puts a dropped package back into the requirements of each profile, with the pin that another of these files still has; pure.
import type { Texts } from "./edit-config.js";

export const REQUIREMENTS: readonly string[] = ["cpu", "gpu"].flatMap((profile) => [
  `requirements-${profile}.txt`,
  `requirements-${profile}.lock.txt`,
]);

/** Imports whose distribution is called otherwise. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  cv2: "opencv-python-headless",
  sklearn: "scikit-learn",
  PIL: "pillow",
  yaml: "PyYAML",
  skimage: "scikit-image",
  bs4: "beautifulsoup4",
  dateutil: "python-dateutil",
  sentencepiece: "sentencepiece",
};

export function distributionOf(module: string): string {
  const top = module.split(".")[0] ?? module;
  return DISTRIBUTIONS[top] ?? top.replaceAll("_", "-");
}

/** Null when no file names a version of it (none is made up), or every file has it. */
export function requireModule(texts: Texts, module: string): Texts | null {
  const name = distributionOf(module);
  const known = new Map([...texts].map(([path, text]) => [path, pinsOf(text, name)]));
  const source = [...known.values()].find((pins) => pins.length > 0);
  if (source === undefined) return null;
  const writes = new Map<string, string>();
  for (const [path, text] of texts) {
    if ((known.get(path) ?? []).length > 0) continue;
    const twin = path.includes(".lock.") ? REQUIREMENTS.filter((other) => other.includes(".lock.")) : [];
    const pins = twin.map((other) => known.get(other) ?? []).find((lines) => lines.length > 0) ?? source;
    writes.set(path, `${text.replace(/\n*$/, "\n")}${pins.join("\n")}\n`);
  }
  return writes.size === 0 ? null : writes;
}

function pinsOf(text: string, name: string): readonly string[] {
  const plain = (word: string) => word.toLowerCase().replaceAll(/[-_.]+/g, "-");
  return text.split("\n").filter((line) => plain(/^([\w.-]+)(?:\[[^\]]*\])?==/.exec(line)?.[1] ?? "") === plain(name));
}
