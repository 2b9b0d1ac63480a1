// t3: the smallest repair that the classes of failures know and that was not tried; what they do not know it says it cannot do.
import { z } from "zod";
import type { Lang } from "../../base/bilingual.js";
import { proposeFix } from "../../knowledge/fixes/propose.js";
import type { Hands } from "../../ports/mind.js";
import { Failure } from "../../spec/failure.js";
import type { FixClass } from "../../spec/fix.js";
import type { BugRepair } from "../../spec/training.js";

const Material = z.looseObject({
  failure: Failure,
  tried: z.array(z.string()),
  /** Names of the config groups that the run used. */
  chosen: z.record(z.string(), z.string()),
});

/** Null when no known repair fits, or every one was tried or would change nothing. */
export async function proposeRepair(
  material: Readonly<Record<string, unknown>>,
  lang: Lang,
  hands: Hands,
  classes: readonly FixClass[],
): Promise<BugRepair | null> {
  const { failure, tried, chosen } = Material.parse(material);
  const found = await proposeFix({ failure, tried, chosen, classes, sources: hands });
  if (found === null) return null;
  for (const [path, text] of found.writes) await hands.write(path, text);
  const { fix, repair, key, writes } = found;
  const says = lang === "zh" ? `${fix.cause.zh}；${repair.note.zh}` : `${fix.cause.en}. ${repair.note.en}`;
  return { repair: key, wrote: [...writes.keys()], note: says, forbidden: fix.forbidden[lang] };
}
