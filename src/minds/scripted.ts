// The scripted mind: answers from a JSONL transcript, in order of asking per question; the test double that ships.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ConfigError } from "../base/errors.js";
import type { Hands, Mind } from "../ports/mind.js";
import type { MindResult, MindTask } from "../spec/mind.js";

/** One line: which question it answers (task id, or `answer` name), what is written, what is answered. */
const Line = z.strictObject({
  task: z.string(),
  answer: z.unknown(),
  writes: z.record(z.string(), z.string()).default({}),
  tokens: z.int().nonnegative().default(0),
  cost: z.number().nonnegative().default(0),
  fail: z.enum(["retry", "cannot", "waiting", "stopped"]).optional(),
});
type Line = z.infer<typeof Line>;

export class ScriptedMind implements Mind {
  readonly id: string;
  readonly #lines: Line[];
  /** Everything it was asked, in order. */
  readonly asked: MindTask[] = [];
  readonly #fallback: Mind | null;

  constructor(id: string, lines: readonly unknown[], fallback: Mind | null = null) {
    this.id = id;
    this.#lines = lines.map((line) => Line.parse(line));
    this.#fallback = fallback;
  }

  /** Lines nobody asked for. */
  get leftovers(): readonly string[] {
    return this.#lines.map((line) => line.task);
  }

  async think(task: MindTask, hands: Hands, signal: AbortSignal): Promise<MindResult> {
    this.asked.push(task);
    const at = this.#lines.findIndex((line) => line.task === task.id || line.task === task.answer);
    const line = at < 0 ? undefined : this.#lines.splice(at, 1)[0];
    if (line === undefined)
      return this.#fallback === null ? unanswered(task) : await this.#fallback.think(task, hands, signal);
    for (const [path, content] of Object.entries(line.writes)) await hands.write(path, content);
    if (line.fail !== undefined) {
      const text = String(line.answer);
      return {
        ok: false,
        failure: { kind: line.fail, message: { zh: text, en: text }, hint: { zh: "见脚本", en: "see the script" } },
      };
    }
    return { ok: true, answer: line.answer, usage: { tokens: line.tokens, cost: line.cost } };
  }
}

function unanswered(task: MindTask): MindResult {
  return {
    ok: false,
    failure: {
      kind: "cannot",
      message: { zh: `脚本里没有 ${task.id} 的回答`, en: `The script holds no answer to ${task.id}` },
      hint: { zh: "在脚本文件中补上这一行", en: "Add the line to the script file" },
    },
  };
}

/** @throws ConfigError naming file and line. */
export async function loadScript(path: string): Promise<readonly unknown[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new ConfigError({
      says: { zh: `读不到脚本 ${path}`, en: `The script ${path} cannot be read` },
      hint: { zh: "检查 --mind scripted:文件", en: "Check --mind scripted:FILE" },
      at: path,
      cause,
    });
  });
  return text
    .split("\n")
    .map((line, at) => ({ line: line.trim(), at: at + 1 }))
    .filter(({ line }) => line !== "" && !line.startsWith("//"))
    .map(({ line, at }) => parseLine(path, line, at));
}

function parseLine(path: string, line: string, at: number): unknown {
  try {
    return Line.parse(JSON.parse(line));
  } catch (cause) {
    throw new ConfigError({
      says: { zh: `脚本 ${path} 第 ${at} 行无效`, en: `Line ${at} of the script ${path} is not valid` },
      hint: { zh: "每行是一个 JSON：{task, answer, writes?}", en: "Each line is JSON: {task, answer, writes?}" },
      at: `${path}:${at}`,
      cause,
    });
  }
}
