// What the hubs said in f2 of one thing the recipe names: the full data, or the weights of a pretrained candidate.
import { z } from "zod";

const Named = z.strictObject({ hub: z.enum(["huggingface", "modelscope"]), id: z.string() });

export const HubCheck = z.strictObject({
  kind: z.enum(["dataset", "model"]),
  /** `full`, or the id of the candidate. */
  of: z.string(),
  /** Ids that the recipe names. */
  asked: z.array(Named),
  /** The recipe's own, as a hub holds it now; null = no hub confirmed it, and the recipe stands unverified. */
  confirmed: Named.extend({
    revision: z.string(),
    page: z.string(),
    licence: z.string(),
    parameters: z.number().nullable(),
    bytes: z.number(),
    /** When the hub said so. */
    at: z.string(),
  }).nullable(),
  why: z.string(),
  /** Others that the search offers, best first; none is taken by itself, for the project reads the recipe's. */
  offered: z.array(Named.extend({ score: z.number(), why: z.string() })),
  refused: z.array(Named.extend({ why: z.string() })),
  /** Which hub did not answer, and why. */
  notes: z.array(z.string()),
  /** Ledger line of the decision. */
  entry: z.int(),
});
export type HubCheck = z.infer<typeof HubCheck>;
