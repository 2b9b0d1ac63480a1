// Draws the state of a run as lines for a screen of a given size: a pure function.
import type { Lang } from "../base/bilingual.js";
import { formatSeconds } from "../base/units.js";
import { clip, displayWidth, padEnd } from "../base/width.js";
import { phaseOf } from "../spec/codes.js";
import { sparkline } from "./loss.js";
import type { Paint } from "./paint.js";
import { type ProgressState, type StageView, stageViews } from "./progress-state.js";
import { STAGE_LABELS, STATE_MARKS } from "./words.js";

export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly lang: Lang;
  readonly paint: Paint;
}

type Row = StageView & { readonly id: keyof typeof STAGE_LABELS };

/** At most `rows - 1` lines, none wider than the screen. */
export function progressLines(state: ProgressState, canvas: Canvas, now: number): readonly string[] {
  const { columns, lang, paint } = canvas;
  const detail = detailLines(state, canvas);
  const room = Math.max(1, canvas.rows - 2 - detail.length);
  const views = stageViews(state);
  const shown = window(views, room);
  const lines = [headLine(state, columns, paint, now)];
  for (const view of shown) {
    lines.push(stageLine(view, columns, lang, paint, now));
    if (view.id === state.current) lines.push(...detail);
  }
  return lines;
}

/** The stages that fit: what has ended leaves first, then what is far ahead. */
function window(views: readonly Row[], room: number): readonly Row[] {
  if (views.length <= room) return views;
  const active = Math.max(
    0,
    views.findIndex((view) => view.state === "running" || view.state === "waiting"),
  );
  const first = Math.min(Math.max(0, active - 1), views.length - room);
  return room < 3 ? views.slice(active, active + room) : views.slice(first, first + room);
}

function headLine(state: ProgressState, columns: number, paint: Paint, now: number): string {
  const name = state.project === "" ? "Plumbline 准绳" : `Plumbline 准绳 · ${state.project}`;
  const elapsed = formatSeconds(Math.max(0, now - state.startedAt));
  const text = clip(name, Math.max(1, columns - elapsed.length - 2));
  return columns < elapsed.length + 8 ? paint.bold(clip(name, columns)) : `${paint.bold(text)}  ${paint.dim(elapsed)}`;
}

function stageLine(view: Row, columns: number, lang: Lang, paint: Paint, now: number): string {
  const later = phaseOf(view.id) === "production" && view.state === "pending";
  const seconds = view.state === "running" ? now - view.since : view.seconds;
  const time = later ? (lang === "zh" ? "后续版本" : "later") : seconds > 0 ? formatSeconds(seconds) : "";
  const attempt = view.attempt > 1 ? (lang === "zh" ? ` 第 ${view.attempt} 次` : ` attempt ${view.attempt}`) : "";
  const label = columns < 50 ? "" : ` ${padEnd(STAGE_LABELS[view.id][lang], 26)}`;
  const line = clip(`${STATE_MARKS[view.state]} ${padEnd(view.id, 16)}${label} ${time}${attempt}`.trimEnd(), columns);
  if (later) return paint.dim(line);
  switch (view.state) {
    case "passed":
      return paint.green(line);
    case "failed":
      return paint.red(line);
    case "running":
      return paint.bold(paint.cyan(line));
    case "waiting":
    case "stale":
      return paint.yellow(line);
    case "pending":
      return line;
  }
}

function detailLines(state: ProgressState, { columns, lang, paint }: Canvas): readonly string[] {
  const lines: string[] = [];
  if (state.action !== null) lines.push(clip(`    ${state.action[lang]}`, columns));
  const last = state.losses.at(-1);
  if (last !== undefined) {
    const figure = `    loss ${last} `;
    const blocks = sparkline(state.losses, Math.max(0, Math.min(24, columns - displayWidth(figure))));
    lines.push(clip(figure, columns) + paint.cyan(blocks));
  }
  if (state.line !== "") lines.push(paint.dim(clip(`    │ ${state.line}`, columns)));
  return lines;
}
