// Text that we write for people, in both languages.

export type Lang = "zh" | "en";

export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** Picks one language. */
export function say(text: Bilingual, lang: Lang): string {
  return text[lang];
}

/** Fills `{path.to.value}` from plain data; an unknown path stays visible as it was written. */
export function fill(template: string, data: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{([A-Za-z_][\w.]*)\}/g, (whole, path: string) => {
    const value = path
      .split(".")
      .reduce<unknown>(
        (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
        data,
      );
    if (value === undefined) return whole;
    return typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}
