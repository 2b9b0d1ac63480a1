// Globs over project paths: `**` any folders, `*` and `?` within a name, `{a,b}`, a leading `!` takes away.

/** A test for paths (`/`, relative). A glob that ends in `/` means all below; names that begin with a dot match too. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const wanted = globs.filter((glob) => !glob.startsWith("!")).map(patternOf);
  const unwanted = globs.filter((glob) => glob.startsWith("!")).map((glob) => patternOf(glob.slice(1)));
  return (path) => wanted.some((pattern) => pattern.test(path)) && !unwanted.some((pattern) => pattern.test(path));
}

/** The folder that every match of the glob lies in, "" for the whole project. */
export function globFolder(glob: string): string {
  const parts = glob.replace(/^\.\//, "").split("/");
  const magic = parts.findIndex((part) => /[*?{]/.test(part));
  return (magic < 0 ? parts.slice(0, -1) : parts.slice(0, magic)).join("/");
}

function patternOf(glob: string): RegExp {
  const clean = glob.replace(/^\.\//, "");
  return new RegExp(`^${translate(clean.endsWith("/") ? `${clean}**` : clean)}$`, "u");
}

function translate(glob: string): string {
  let out = "";
  for (let at = 0; at < glob.length; ) {
    const rest = glob.slice(at);
    const [token, pattern] = next(rest, at === 0 || glob[at - 1] === "/");
    out += pattern;
    at += token;
  }
  return out;
}

/** How many characters the next token takes, and its pattern. */
function next(rest: string, startsName: boolean): readonly [number, string] {
  if (rest.startsWith("**/") && startsName) return [3, "(?:[^/]+/)*"];
  if (rest.startsWith("**")) return [2, ".*"];
  if (rest.startsWith("*")) return [1, "[^/]*"];
  if (rest.startsWith("?")) return [1, "[^/]"];
  if (rest.startsWith("{")) {
    const end = closing(rest);
    if (end > 0) return [end + 1, `(?:${alternatives(rest.slice(1, end)).map(translate).join("|")})`];
  }
  const [character] = rest;
  return [character?.length ?? 1, (character ?? "").replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&")];
}

function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function alternatives(text: string): readonly string[] {
  const found: string[] = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "," && depth === 0) found.push("");
    else found.push(`${found.pop() ?? ""}${character}`);
  }
  return found;
}
