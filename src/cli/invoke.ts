// From arguments to an exit code: finds the verb, runs it, prints its answer or its failure.
import { ambient, loadConfig } from "../app/config.js";
import { nearest } from "../app/setting.js";
import type { Lang } from "../base/bilingual.js";
import { EXIT } from "../base/errors.js";
import { hasHan } from "../base/text.js";
import { absentAsker } from "./asker.js";
import { failureOf, failureText } from "./error-text.js";
import { overview } from "./help.js";
import { langOf } from "./here.js";
import { type Interrupt, watchInterrupt } from "./interrupt.js";
import { createPaint, type Paint } from "./paint.js";
import { readTyped } from "./typed.js";
import { NotInReleaseError, usage } from "./usage.js";
import type { Answer, Format, Tools, Verb } from "./verb.js";
import { LATER_VERBS, VERBS, type VerbEntry } from "./verbs.js";
import type { World } from "./world.js";

/** Never throws: whatever happens is printed and becomes an exit code. */
export async function invoke(argv: readonly string[], world: World): Promise<number> {
  const { lang: locale, langChosen, noColor, forceColor, dumb } = ambient(world.env);
  const lang = typedLang(argv) ?? (langChosen ? locale : langOf(argv.join(" "), locale));
  const color = forceColor || (world.screen.isTTY && !noColor && !dumb);
  const scene: Scene = { argv, world, lang, color, dumb, paint: createPaint(color), format: typedFormat(argv) };
  const [first = "--help", ...rest] = argv;
  if (first === "--help" || first === "-h" || first === "--lang" || (first === "help" && rest.length === 0)) {
    world.printer.out(overview(lang));
    return EXIT.ok;
  }
  const [name, typed] = first === "help" ? [rest[0] ?? "", ["--help"]] : [first, rest];
  try {
    const entry = VERBS.find((one) => one.name === name);
    if (entry === undefined) throw unknownVerb(name);
    const verb = await entry.load();
    return await perform(scene, entry, verb, typed);
  } catch (error) {
    return tell(scene, error, null, undefined);
  }
}

interface Scene {
  readonly argv: readonly string[];
  readonly world: World;
  readonly lang: Lang;
  readonly color: boolean;
  readonly dumb: boolean;
  readonly paint: Paint;
  readonly format: Format;
}

async function perform(scene: Scene, entry: VerbEntry, verb: Verb, argv: readonly string[]): Promise<number> {
  let typed: ReturnType<typeof readTyped>;
  try {
    typed = readTyped(entry, verb, argv, scene.lang);
  } catch (error) {
    return tell(scene, error, null, verb.blank?.({ args: [], options: {} }));
  }
  if ("help" in typed) {
    scene.world.printer.out(typed.help);
    return EXIT.ok;
  }
  let say = scene.world.printer.err;
  const sayThrough = (other: typeof say): void => {
    say = other;
  };
  const interrupt = watchInterrupt(scene.world, () => say(stopping(scene.lang)));
  try {
    const answer = await verb.act(typed, toolsOf(scene, interrupt, sayThrough));
    print(scene, verb, answer);
    return answer.exit;
  } catch (error) {
    return tell(scene, error, interrupt.received(), verb.blank?.(typed));
  } finally {
    interrupt.release();
  }
}

function toolsOf(scene: Scene, { signal, press }: Interrupt, sayThrough: Tools["sayThrough"]): Tools {
  const { world, argv, format, color, dumb } = scene;
  return {
    world,
    argv,
    format,
    signal,
    color,
    dumb,
    press,
    sayThrough,
    config: (flags, projectDir) => {
      const env = world.env === undefined ? {} : { env: world.env };
      const config = loadConfig({ flags: { lang: typedLang(argv), ...flags }, cwd: world.cwd, projectDir, ...env });
      for (const warning of config.warnings) world.printer.err(`! ${warning[scene.lang]}`);
      return config;
    },
    open: ({ config, dir, onProgress, asker }) =>
      world.createApp({
        config,
        dir,
        asker: asker ?? absentAsker(world.who),
        onProgress: onProgress ?? (() => {}),
        signal,
        tty: world.screen.isTTY,
      }),
  };
}

function print({ world, format }: Scene, verb: Verb, answer: Answer): void {
  if (format === "text") {
    if (answer.text !== "") world.printer.out(answer.text);
    return;
  }
  const json = verb.bare === true ? answer.json : { ...answer.json, exit: answer.exit, ...noError(answer.json) };
  world.printer.out(JSON.stringify(format === "stream" ? { type: "run.ended", ...json } : json));
}

function noError(json: object): object {
  return "error" in json ? {} : { error: null };
}

function tell(scene: Scene, thrown: unknown, received: "SIGINT" | "SIGTERM" | null, blank: object | undefined): number {
  const failure = failureOf(thrown, scene.lang, received);
  scene.world.printer.err(failureText(failure, scene.lang, scene.paint));
  if (scene.format !== "text") {
    const json = { ...blank, exit: failure.exit, error: failure.error };
    scene.world.printer.out(JSON.stringify(scene.format === "stream" ? { type: "run.ended", ...json } : json));
  }
  return failure.exit;
}

function typedLang(argv: readonly string[]): Lang | undefined {
  const at = argv.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const value = at < 0 ? undefined : argv[at] === "--lang" ? argv[at + 1] : argv[at]?.slice("--lang=".length);
  return value === "zh" || value === "en" ? value : undefined;
}

function typedFormat(argv: readonly string[]): Format {
  return argv.includes("--stream-json") ? "stream" : argv.includes("--json") ? "json" : "text";
}

function stopping(lang: Lang): string {
  return lang === "zh"
    ? "正在干净地停下来……（再按一次 Ctrl-C 立即退出）"
    : "Stopping cleanly … (press Ctrl-C again to leave at once)";
}

function unknownVerb(name: string): Error {
  if (LATER_VERBS.includes(name)) {
    return new NotInReleaseError(
      {
        says: { zh: `plumbline ${name} 将在后续版本提供`, en: `plumbline ${name} arrives with a later release` },
        hint: { zh: "本版本的动词见 plumbline --help", en: "See plumbline --help for what is here" },
      },
      EXIT.input,
    );
  }
  const near = nearest(
    name,
    VERBS.map((verb) => verb.name),
  );
  if (hasHan(name) || name.includes(" ")) {
    const line = `plumbline run "${name}"`;
    return usage("缺少动词", "A verb is missing", { zh: `是否想输入 ${line}`, en: `Did you mean ${line}` });
  }
  return usage(`没有名为 ${name} 的动词`, `There is no verb ${name}`, {
    zh: near === "" ? "查看 plumbline --help" : `是否想写 plumbline ${near}？`,
    en: near === "" ? "See plumbline --help" : `Did you mean plumbline ${near}?`,
  });
}
