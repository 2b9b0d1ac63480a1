// What the screen knows of a run: a pure fold over progress.
import type { Bilingual } from "../base/bilingual.js";
import { printable } from "../base/text.js";
import { STAGE_IDS, type StageId } from "../spec/codes.js";
import type { Progress, StageState } from "../spec/progress.js";
import { lossIn } from "./loss.js";

export interface StageView {
  readonly state: StageState;
  readonly attempt: number;
  /** Seconds of a stage that has ended. */
  readonly seconds: number;
  /** When it began to run, on the screen's own clock. */
  readonly since: number;
}

export interface ProgressState {
  readonly project: string;
  readonly dir: string;
  readonly startedAt: number;
  readonly stages: Readonly<Partial<Record<StageId, StageView>>>;
  readonly current: StageId | null;
  readonly action: Bilingual | null;
  /** Last line of the running command. */
  readonly line: string;
  readonly losses: readonly number[];
}

const LOSSES_KEPT = 200;

export function startState(now: number): ProgressState {
  return { project: "", dir: "", startedAt: now, stages: {}, current: null, action: null, line: "", losses: [] };
}

export function advance(state: ProgressState, progress: Progress, now: number): ProgressState {
  switch (progress.kind) {
    case "run.started":
      return { ...state, project: progress.project, dir: progress.dir };
    case "stage":
      return withStage(state, progress, now);
    case "action":
      return { ...state, current: progress.stage, action: progress.text, line: "", losses: [] };
    case "line": {
      const text = printable(progress.text).trim();
      if (text === "") return state;
      const loss = lossIn(text);
      const losses = loss === null ? state.losses : [...state.losses, loss].slice(-LOSSES_KEPT);
      return { ...state, current: progress.stage, line: text, losses };
    }
    case "note":
    case "run.ended":
      return state;
  }
}

function withStage(
  state: ProgressState,
  { stage, state: word, attempt, seconds }: Extract<Progress, { kind: "stage" }>,
  now: number,
): ProgressState {
  const before = state.stages[stage];
  const goesOn = before?.state === "running" && word === "running" && before.attempt === attempt;
  const view: StageView = { state: word, attempt, seconds, since: goesOn ? before.since : now };
  const stages = { ...state.stages, [stage]: view };
  if (goesOn) return { ...state, stages };
  const current = word === "running" || word === "waiting" ? stage : state.current === stage ? null : state.current;
  return { ...state, stages, current, action: null, line: "", losses: [] };
}

/** Every stage in order, those not heard of as pending. */
export function stageViews(state: ProgressState): readonly (StageView & { readonly id: StageId })[] {
  return STAGE_IDS.map((id) => ({
    id,
    ...(state.stages[id] ?? { state: "pending", attempt: 0, seconds: 0, since: 0 }),
  }));
}
