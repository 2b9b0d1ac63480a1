// Words that stand where content is missing.
const PLACEHOLDERS: readonly RegExp[] = [
  /\b(?:TODO|TBD|FIXME|TBC)\b/,
  /\bx{3,}\b/i,
  /\blorem ipsum\b/i,
  /\bplaceholder\b/i,
  /<\s*(?:your|my|insert|fill|add|put|name of|path to|请|你的|您的|填)[^<>\n]*>/i,
  /\[\s*(?:your|insert|fill in|add)\b[^\]\n]*\]/i,
  /\{\{[^}\n]*\}\}/,
  /待补充|待定|待完善|待填写|待填|此处填写|占位/,
  /\?{3,}|？{2,}/,
  /^\s*(?:\.{3,}|…+)\s*$/,
];

/** The first placeholder in a text, or null. */
export function placeholderIn(text: string): string | null {
  for (const pattern of PLACEHOLDERS) {
    const hit = pattern.exec(text)?.[0].trim();
    if (hit !== undefined) return hit;
  }
  return null;
}
