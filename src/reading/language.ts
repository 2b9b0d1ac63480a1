// The language of the request: the one its artefacts are written in.
import type { Lang } from "../base/bilingual.js";

const HAN = /\p{Script=Han}/gu;
const LATIN_WORD = /[A-Za-z][A-Za-z'’-]*/g;
const JAPANESE = /[\u3040-\u30ff]/g;

/** Chinese when there are at least as many characters as Latin words, or Chinese stops end the sentences. */
export function languageOf(request: string): Lang {
  const head = request.slice(0, 20_000);
  const han = head.match(HAN)?.length ?? 0;
  if (han === 0 || (head.match(JAPANESE)?.length ?? 0) > han / 2) return "en";
  const words = head.match(LATIN_WORD)?.length ?? 0;
  return han >= words || /[，。；]/.test(head) ? "zh" : "en";
}
