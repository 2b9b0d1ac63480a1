// Files that are lists of lines: what they say without comments, blank lines and spacing.
import { shellLines } from "../spec/shell-lines.js";

/** requirements*.txt: joined lines, comments as pip reads them, no spaces around what compares. */
export function requirementLines(text: string): readonly string[] {
  return linesOf(text.replace(/\\\r?\n/g, " "))
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line !== "")
    .map((line) => (line.startsWith("-") ? line : line.replace(/ ?([=!~<>]=?=?|[;,]) ?/g, "$1")));
}

/** .gitignore, .dockerignore, .gitattributes: one pattern a line. */
export function listLines(text: string): readonly string[] {
  return linesOf(text)
    .map((line) => (line.endsWith("\\ ") ? line : line.trimEnd()))
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** Null where spaces and `#` may be content. */
export function scriptLines(text: string): readonly string[] | null {
  return shellLines(text);
}

/** Comment lines are gone, also those between the lines of one instruction; parser directives stay. */
export function dockerLines(text: string): readonly string[] | null {
  const lines = linesOf(text);
  const first = lines.findIndex((line) => !DIRECTIVE.test(line));
  const directives = lines.slice(0, Math.max(0, first)).map((line) => line.replace(/\s+/g, ""));
  if (directives.some((line) => line.startsWith("#escape"))) return null;
  const said = lines.filter((line) => line.trim() !== "" && !/^\s*#/.test(line));
  const read = shellLines(said.join("\n"), { comments: false });
  return read === null ? null : [...directives, ...read];
}

const DIRECTIVE = /^#\s*(syntax|escape|check)\s*=/;

function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, "").split(/\r?\n/);
}
