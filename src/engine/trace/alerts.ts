// Alert rules of Prometheus with the clause that their label names.
import { z } from "zod";
import { parseYaml } from "../../spec/yaml.js";

const Rules = z.looseObject({
  groups: z.array(
    z.looseObject({
      rules: z.array(
        z.looseObject({ alert: z.string().optional(), labels: z.record(z.string(), z.unknown()).optional() }),
      ),
    }),
  ),
});

/** Rules without a clause label, and files of another kind, hold no link. */
export function alertsIn(text: string): { readonly name: string; readonly clause: string }[] {
  const yaml = parseYaml(text);
  const file = Rules.safeParse(yaml.ok ? yaml.data : null);
  if (!file.success) return [];
  return file.data.groups.flatMap((group) =>
    group.rules.flatMap(({ alert, labels }) => {
      const clause = labels?.clause;
      return alert === undefined || typeof clause !== "string" ? [] : [{ name: alert, clause }];
    }),
  );
}
