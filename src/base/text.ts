// Small text functions: code points, lines, slugs.

/** Slice by code points, end exclusive. */
export function codePointSlice(text: string, start: number, end: number): string {
  return [...text].slice(start, end).join("");
}

/** True when the text holds CJK ideographs. */
export function hasHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

/** Lower-case ASCII name `^[a-z][a-z0-9-]{1,39}$`, or "" when nothing is left. */
export function slug(text: string): string {
  const cut = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return cut.length >= 2 ? cut : "";
}

/** Python package name of a project name. */
export function packageName(project: string): string {
  return project.replaceAll("-", "_");
}

/** Strips control characters and terminal escapes, so that data cannot drive a terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose.
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

/** A word as it may be typed into a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
