// Asks a person. The caller of app hands it in; without a terminal nobody is there.
import type { Question } from "../spec/requirements.js";

export interface Asker {
  /** The person's reply, or null when nobody is there or they left it. */
  ask(question: Question): Promise<string | null>;
  /** A yes/no that only a person may give (approvals), or null without a terminal. */
  confirm(text: { readonly zh: string; readonly en: string }): Promise<boolean | null>;
  readonly tty: boolean;
  readonly who: string;
}
