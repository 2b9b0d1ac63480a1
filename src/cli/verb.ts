// A verb is a declaration: how it is typed, what it does, what it answers.
import type { Command } from "commander";
import type { Config } from "../app/config.js";
import type { App, AppInput } from "../app/contract.js";
import type { SettingValue } from "../app/setting.js";
import type { Bilingual, Lang } from "../base/bilingual.js";
import type { World } from "./world.js";

export interface Typed {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly exit: number;
  /** The one JSON object of `--json`. */
  readonly json: object;
  /** The result as people read it. */
  readonly text: string;
}

export type Format = "text" | "json" | "stream";

export interface OpenInput {
  readonly config: Config;
  readonly dir: string;
  readonly onProgress?: AppInput["onProgress"];
  readonly asker?: AppInput["asker"];
}

export interface Tools {
  readonly world: World;
  readonly argv: readonly string[];
  readonly format: Format;
  readonly signal: AbortSignal;
  /** May colours and live drawing be used on standard error? */
  readonly color: boolean;
  readonly dumb: boolean;
  /** Words that come while a screen is drawn go through whoever draws it. */
  sayThrough(say: (text: string) => void): void;
  /** Ctrl-C typed into a prompt. */
  press(): void;
  config(flags: Readonly<Record<string, SettingValue | undefined>>, projectDir: string | null): Config;
  open(input: OpenInput): Promise<App>;
}

export interface Verb {
  readonly examples: readonly { readonly line: string; readonly what: Bilingual }[];
  declare(command: Command, lang: Lang): void;
  act(typed: Typed, tools: Tools): Promise<Answer>;
  /** What `--json` holds beside `exit` and `error` when the verb failed. */
  blank?(typed: Typed): object;
  /** True: `--json` prints the answer as it is, without `exit` and `error`. */
  readonly bare?: boolean;
}

export function textOption(typed: Typed, name: string): string | undefined {
  const value = typed.options[name];
  return typeof value === "string" ? value : undefined;
}

export function listOption(typed: Typed, name: string): readonly string[] {
  const value = typed.options[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function flagOption(typed: Typed, name: string): boolean {
  return typed.options[name] === true;
}
