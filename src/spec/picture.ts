// A picture that a report shows: its file with its hash, what is to be seen, and the line of the command that drew it.
import { z } from "zod";
import { Language, Sha256 } from "./codes.js";

export const Picture = z.strictObject({
  path: z.string(),
  sha256: Sha256,
  bytes: z.int(),
  /** What is to be seen, in the report's language. */
  alt: z.string(),
  /** Language of the labels inside: English where no font has the Chinese glyphs. */
  labels: Language,
  /** Names of the data that no font could write: the mark that stands for each. */
  marks: z.record(z.string(), z.string()).optional(),
  /** Ledger line of the drawing command. */
  entry: z.int(),
});
export type Picture = z.infer<typeof Picture>;
