// Constraints and compatibilities in the request, each with its machine-readable code.
import type { Family } from "../spec/codes.js";
import type { Books } from "./books.js";
import { isNegated } from "./negation.js";
import type { NormalText } from "./normal-text.js";
import { findPhrases, overlaps, phraseAt } from "./phrases.js";
import { type Span, segmentsOf, sentencesOf, spanAt } from "./sentences.js";

export interface ConstraintHit {
  readonly kind: "constraint" | "compatibility";
  readonly code: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly span: Span;
  readonly clear: number;
  /** GB of memory of a named accelerator. */
  readonly memory?: number;
}

const LATIN = /^[a-z][a-z0-9.+]*/;
const AGAIN = /^ ?(和|或|或者|与|、|,|and|or|nor)? ?/;
const FILLER = /^ ?(任何|any|the|a|an|所有|基于)? ?/;

function listed(books: Books, text: NormalText): ConstraintHit[] {
  const blocked = findPhrases(books.list("blockedBy"), text.flat);
  const unlimited = findPhrases(books.list("unlimited"), text.flat);
  return findPhrases(books.constraints, text.flat)
    .filter((hit) => ![...blocked, ...unlimited].some((span) => overlaps(span, hit)))
    .filter(
      (hit) => !isNegated(books, text, hit) || /^(no|without|不|无|没|must not|never|may not|cannot)/.test(hit.word),
    )
    .map((hit) => ({
      kind: hit.value.kind,
      code: hit.value.entry.code,
      title: hit.value.entry.title,
      span: hit,
      clear: 0.9,
    }));
}

const NEAR = 26;

/** 录音只能留在行内服务器上: a word of staying and a word of one's own place in one segment. */
function together(books: Books, text: NormalText): ConstraintHit[] {
  const segments = sentencesOf(text.norm).flatMap((sentence) => segmentsOf(text.norm, sentence));
  return books.together.flatMap(({ entry, first, second }) => {
    const firsts = findPhrases(first, text.flat);
    const seconds = firsts.length === 0 ? [] : findPhrases(second, text.flat);
    for (const a of firsts) {
      const home = spanAt(segments, a.start);
      const b = seconds.find(
        (each) => each.start >= a.end && each.start - a.end <= NEAR && spanAt(segments, each.start) === home,
      );
      if (b !== undefined) {
        const span = { start: a.start, end: b.end };
        return [{ kind: "constraint" as const, code: entry.code, title: entry.title, span, clear: 0.85 }];
      }
    }
    return [];
  });
}

function accelerators(books: Books, text: NormalText): ConstraintHit[] {
  return findPhrases(books.accelerators, text.flat)
    .filter((hit) => !isNegated(books, text, hit))
    .filter(
      (hit) =>
        /[a-z]/.test(hit.word) ||
        /显卡|gpu|卡|一张|单张/.test(text.flat.slice(Math.max(0, hit.start - 6), hit.end + 6)),
    )
    .map((hit) => ({
      kind: "constraint" as const,
      code: "hardware:gpu",
      title: nameTitle(books, "accelerator", { zh: hit.value.name, en: hit.value.name }, "{name}"),
      span: hit,
      clear: 0.9,
      ...(hit.value.memory === undefined ? {} : { memory: hit.value.memory }),
    }));
}

function nameTitle(
  books: Books,
  key: string,
  filling: { zh: string; en: string },
  slot: string,
): ConstraintHit["title"] {
  const wording = books.lexicon.wording.clauses[key];
  return {
    zh: (wording?.zh ?? slot).replace(slot, filling.zh),
    en: (wording?.en ?? slot).replace(slot, filling.en),
  };
}

function exclusion(books: Books, code: string, span: Span): ConstraintHit {
  const title = nameTitle(books, "exclude", { zh: code, en: code }, "{name}");
  return { kind: "constraint", code: `exclude:${code}`, title, span, clear: 0.9 };
}

const LAST_WORDS = /([a-z][a-z0-9.+]*) (?:is |are )?$/;

/** "PaddleOCR must not be used", "Llama is banned": the thing stands in front. */
function bannedThings(books: Books, text: NormalText): ConstraintHit[] {
  return findPhrases(books.list("banned"), text.flat).flatMap((hit) => {
    const from = Math.max(0, hit.start - 30);
    const head = text.flat.slice(from, hit.start);
    const known = findPhrases(books.things, head).at(-1);
    if (known !== undefined && head.slice(known.end).trim() === "") {
      return [exclusion(books, known.value, { start: from + known.start, end: hit.end })];
    }
    const word = LAST_WORDS.exec(head)?.[1];
    if (word === undefined) return [];
    const start = hit.start - (LAST_WORDS.exec(head)?.[0].length ?? 0);
    return isName(text, start, word) ? [exclusion(books, word, { start, end: hit.end })] : [];
  });
}

/** A Latin word with a capital or a digit is a name. */
function isName(text: NormalText, at: number, word: string): boolean {
  if (word.length < 2 || /^(gpu|cpu|cuda|they|it|this|that|which|data|api|apis)$/.test(word)) return false;
  return /[A-Z0-9]/.test(
    text.points.slice(text.origin[at] ?? 0, (text.origin[at + word.length - 1] ?? 0) + 1).join(""),
  );
}

/** After 不要用 or "without": known things, or a Latin name; a list goes on after "and". */
function exclusions(books: Books, text: NormalText): ConstraintHit[] {
  const found: ConstraintHit[] = [];
  const verbs = findPhrases(books.list("verbs"), text.flat).map((hit) => ({ ...hit, bare: false }));
  const bare = findPhrases(books.list("bare"), text.flat)
    .filter((hit) => !verbs.some((verb) => overlaps(verb, hit)))
    .map((hit) => ({ ...hit, bare: true }));
  for (const verb of [...verbs, ...bare]) {
    let at = verb.end + (FILLER.exec(text.flat.slice(verb.end))?.[0].length ?? 0);
    for (;;) {
      const thing = thingAt(books, text, at, verb.bare);
      if (thing === null) break;
      found.push(exclusion(books, thing.code, { start: verb.start, end: thing.end }));
      const next = thing.end + (AGAIN.exec(text.flat.slice(thing.end))?.[0].length ?? 0);
      if (next === thing.end) break;
      at = next;
    }
  }
  return [...found, ...bannedThings(books, text)];
}

function thingAt(books: Books, text: NormalText, at: number, bare: boolean): { code: string; end: number } | null {
  const known = phraseAt(books.things, text.flat, at);
  if (known !== null && known.value[0] !== undefined) return { code: known.value[0], end: known.end };
  if (bare) return null;
  const word = LATIN.exec(text.norm.slice(at))?.[0].replace(/[.]+$/, "");
  if (word === undefined || word.length < 2 || /^(gpu|cpu|cuda)$/.test(word)) return null;
  const raw = text.points.slice(text.origin[at] ?? 0, (text.origin[at + word.length - 1] ?? 0) + 1).join("");
  const chinese = /[\u4e00-\u9fff]/.test(text.norm[at - 1] ?? "");
  return chinese || /[A-Z0-9]/.test(raw) ? { code: word, end: at + word.length } : null;
}

const LANGUAGE_FAMILIES: ReadonlySet<string> = new Set(["text", "audio"]);

/** 不需要翻译成英文, "no English translation": anything denied earlier in the same segment. */
function deniedBefore(books: Books, text: NormalText, hit: Span): boolean {
  const head =
    text.flat
      .slice(Math.max(0, hit.start - 14), hit.start)
      .split(/[,。.;:!?、]/)
      .at(-1) ?? "";
  return (
    isNegated(books, text, hit) || findPhrases(books.list("negations"), head).some((found) => found.word.length > 1)
  );
}

/** The languages of the input, unless the task itself is about languages. */
function languages(books: Books, text: NormalText, family: Family | null, modality: string | null): ConstraintHit[] {
  if (family !== null && books.lexicon.constraints.language_is_task.includes(family)) return [];
  const wide =
    modality !== null && (LANGUAGE_FAMILIES.has(modality) || family === "ocr" || family === "vision-language");
  if (!wide) return [];
  const hits = findPhrases(books.languages, text.flat).filter((hit) => !deniedBefore(books, text, hit));
  const codes = [...new Set(hits.map((hit) => hit.value))].sort();
  const [first] = hits;
  if (first === undefined) return [];
  const last = hits.at(-1) ?? first;
  const near = last.end - first.start <= 40 ? { start: first.start, end: last.end } : first;
  const title = nameTitle(books, "languages", { zh: codes.join("、"), en: codes.join(", ") }, "{names}");
  return [{ kind: "constraint", code: `languages:${codes.join(",")}`, title, span: near, clear: 0.9 }];
}

/** A metric that is to come first, without a number: 召回率优先. */
function priorities(books: Books, text: NormalText): ConstraintHit[] {
  return findPhrases(books.list("priority"), text.flat).flatMap((hit) => {
    const from = Math.max(0, hit.start - 14);
    const metric = findPhrases(books.metrics, text.flat.slice(from, hit.start)).at(-1);
    if (metric === undefined || /[。;,!?\n\d]/.test(text.norm.slice(from + metric.end, hit.start))) return [];
    const { title, name } = metric.value;
    const words = nameTitle(books, "priority", title, "{title}");
    return [
      {
        kind: "constraint",
        code: `priority:${name}`,
        title: words,
        span: { start: from + metric.start, end: hit.end },
        clear: 0.85,
      },
    ];
  });
}

/** "CPU 就行, 不用 GPU": a plain mention inside a longer statement of the same code is one clause. */
function merged(hits: readonly ConstraintHit[]): ConstraintHit[] {
  const seen = new Map<string, ConstraintHit>();
  for (const hit of hits) {
    const known = seen.get(hit.code);
    if (known === undefined || (hit.memory !== undefined && known.memory === undefined)) seen.set(hit.code, hit);
  }
  return [...seen.values()].sort((a, b) => a.span.start - b.span.start);
}

export function findConstraints(
  books: Books,
  text: NormalText,
  family: Family | null,
  modality: string | null,
): ConstraintHit[] {
  const excluded = exclusions(books, text);
  const others = [...accelerators(books, text), ...listed(books, text), ...together(books, text)].filter(
    (hit) => !excluded.some((each) => overlaps(each.span, hit.span)) || hit.code === "privacy:on-premise",
  );
  return merged([...others, ...excluded, ...languages(books, text, family, modality), ...priorities(books, text)]);
}
