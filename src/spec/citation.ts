// How a number in a document names its proof: `[L42]` ledger entry, `[SLA-001]` clause, `[K:path]` shipped knowledge.
import { z } from "zod";

/** `L<seq>` = entry of the ledger, a clause id = the spec, `K:<file>#<key>` = a fact shipped in knowledge/. */
export const Citation = z.string().regex(/^(L\d+|(REQ|SLA|CON|COM|Q)-\d{3}|K:[\w./-]+(#[\w.-]+)?)$/);
export type Citation = z.infer<typeof Citation>;

export const CITATION_IN_TEXT = /\[(L\d+|(?:REQ|SLA|CON|COM|Q)-\d{3}|K:[\w./-]+(?:#[\w.-]+)?)\]/g;

export function cite(...ids: readonly string[]): string {
  return ids.map((id) => `[${id}]`).join("");
}

/** A figure with its kind and proof; the only way a number enters a document. */
export const Figure = z.strictObject({
  value: z.number(),
  unit: z.string(),
  kind: z.enum(["measured", "derived", "published", "specified"]),
  cites: z.array(Citation).min(1),
  /** Formula with its inputs for derived figures, or the published source. */
  how: z.string().default(""),
});
export type Figure = z.infer<typeof Figure>;
