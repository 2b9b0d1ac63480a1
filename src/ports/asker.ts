// Asks a person. The caller of app hands it in; without a terminal nobody is there.
import type { Bilingual } from "../base/bilingual.js";
import type { Question } from "../spec/requirements.js";

/** What came back for one question: a text, "go on with the assumption", or nothing. */
export type Reply = { readonly kind: "answer"; readonly text: string } | { readonly kind: "skip" };

/** Why this text cannot be taken, in words; null when it can. */
export type Accept = (question: Question, text: string) => Bilingual | null;

export interface Asker {
  /** The person's reply, or null when nobody is there or they left it. */
  ask(question: Question): Promise<string | null>;
  /**
   * One round over several questions; the person may step back and change an earlier reply before it ends. A question
   * without an entry got no reply. What `accept` refuses is asked again.
   */
  askAll(questions: readonly Question[], accept: Accept): Promise<ReadonlyMap<string, Reply>>;
  /** A yes/no that only a person may give (approvals), or null without a terminal. */
  confirm(text: { readonly zh: string; readonly en: string }): Promise<boolean | null>;
  readonly tty: boolean;
  readonly who: string;
  /** Name and id of the parent process, for the record of an approval. */
  readonly parent?: string;
}
