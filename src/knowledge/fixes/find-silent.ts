// Faults that raise nothing, found where they stand: a silent class whose repair would change something; texts in, faults out.
import { globMatcher } from "../../base/glob.js";
import type { Failure } from "../../spec/failure.js";
import type { FixClass } from "../../spec/fix.js";
import { rewritePython } from "./edit-code.js";
import { editConfig, type Texts } from "./edit-config.js";

export interface SilentFault {
  readonly fix: FixClass;
  readonly path: string;
  /** Repairs of the class that have something to do there. */
  readonly places: number;
}

/** `chosen`: names of the config groups in use; groups that no run takes hold no fault. */
export function findSilent(
  texts: Texts,
  classes: readonly FixClass[],
  chosen: Readonly<Record<string, string>>,
): readonly SilentFault[] {
  return classes.filter(({ silent }) => silent).flatMap((fix) => faultsOf(texts, fix, chosen));
}

function faultsOf(texts: Texts, fix: FixClass, chosen: Readonly<Record<string, string>>): readonly SilentFault[] {
  const paths = fix.repairs.flatMap((repair) => {
    if (repair.kind === "config")
      return repair.edits.flatMap((edit) => {
        const file = edit.file.replace(/\{(\w+)\}/g, (_all, group: string) => chosen[group] ?? "");
        return editConfig(texts, { ...edit, file }) === null ? [] : [file];
      });
    if (repair.kind !== "code") return [];
    const matches = globMatcher(repair.files);
    return [...texts].flatMap(([path, text]) =>
      matches(path) ? repair.rewrites.filter((rewrite) => rewritePython(text, rewrite) !== null).map(() => path) : [],
    );
  });
  return [...new Set(paths)].map((path) => ({ fix, path, places: paths.filter((one) => one === path).length }));
}

/** As the repair loop takes it: a run that went through and about which something is wrong. */
export function silentFailure({ fix, path, places }: SilentFault): Failure {
  const message = `${fix.id} in ${path} (${places}): ${fix.cause.en}`;
  return {
    exit: 0,
    signal: null,
    ended: "",
    raised: [{ type: "SilentFault", message }],
    frames: [],
    warnings: [],
    message: `SilentFault: ${message}`,
    tail: "",
  };
}
