// Shows a run while it works: live on a terminal, plain lines elsewhere, JSON lines on demand.
import { createLogUpdate } from "log-update";
import type { Lang } from "../base/bilingual.js";
import type { Progress } from "../spec/progress.js";
import { langOf } from "./here.js";
import { createPaint, type Paint } from "./paint.js";
import { progressLines } from "./progress-lines.js";
import { lastingLines, plainLines } from "./progress-note.js";
import { advance, type ProgressState, startState } from "./progress-state.js";
import { streamLine } from "./stream.js";
import type { World } from "./world.js";

export interface Display {
  take(progress: Progress): void;
  /** Gives the screen to a question, and takes it back. */
  pause(): void;
  resume(): void;
  end(): void;
  /** A line from outside of the run, above what is drawn. */
  say(text: string): void;
  /** The language spoken: chosen, or the project's own once it is known. */
  lang(): Lang;
}

export interface DisplayInput {
  readonly world: World;
  readonly live: boolean;
  readonly stream: boolean;
  readonly color: boolean;
  readonly lang: Lang;
  /** False: the request's language takes over. */
  readonly langChosen: boolean;
}

const FRAME_MS = 100;

export function createDisplay(input: DisplayInput): Display {
  let lang = input.lang;
  let project: Lang = input.lang;
  const paint = createPaint(input.color);
  const screen = input.live ? liveScreen(input.world, paint) : null;
  return {
    take: (progress) => {
      if (progress.kind === "run.started") {
        project = langOf(progress.request, "en");
        if (!input.langChosen) lang = langOf(progress.request, input.lang);
      }
      const line = input.stream ? streamLine(progress, project) : null;
      if (line !== null) input.world.printer.out(line);
      if (screen !== null) screen.take(progress, lang);
      else for (const text of plainLines(progress, lang, paint)) input.world.printer.err(text);
    },
    pause: () => screen?.pause(),
    resume: () => screen?.resume(),
    end: () => screen?.end(),
    say: (text) => (screen === null ? input.world.printer.err(text) : screen.say(text)),
    lang: () => lang,
  };
}

function liveScreen(world: World, paint: Paint) {
  const draw = createLogUpdate(world.screen.stream, { showCursor: false });
  let state: ProgressState = startState(world.seconds());
  let lang: Lang = "en";
  let timer: NodeJS.Timeout | null = null;
  const frame = (): void => {
    const canvas = { columns: world.screen.columns(), rows: world.screen.rows(), lang, paint };
    draw(progressLines(state, canvas, world.seconds()).join("\n"));
  };
  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const resume = (): void => {
    timer ??= setInterval(frame, FRAME_MS);
    frame();
  };
  return {
    take: (progress: Progress, spoken: Lang): void => {
      lang = spoken;
      state = advance(state, progress, world.seconds());
      const lasting = lastingLines(progress, lang, paint);
      if (lasting.length > 0) draw.persist(lasting.join("\n"));
      if (progress.kind === "run.started") resume();
    },
    pause: (): void => {
      stop();
      draw.clear();
    },
    resume,
    say: (text: string): void => draw.persist(text),
    /** The last frame stays on the screen. */
    end: (): void => {
      if (timer !== null) frame();
      stop();
      draw.done();
    },
  };
}
