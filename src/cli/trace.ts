// plumbline trace [--check]: clause → task → file → test → run → metric → endpoint → alert, and every cut link.
import { resolve } from "node:path";
import { say } from "../base/bilingual.js";
import { traceMarkdown } from "../engine/trace/markdown.js";
import { traceMermaid } from "../engine/trace/mermaid.js";
import type { TraceResult } from "../spec/trace.js";
import { declareDir, openHere } from "./here.js";
import { createPaint } from "./paint.js";
import { type TraceView, traceText } from "./trace-text.js";
import { usage } from "./usage.js";
import { flagOption, textOption, type Verb } from "./verb.js";

const FORMATS = ["text", "md", "mermaid", "json"] as const;
type TraceFormat = (typeof FORMATS)[number];

export const trace: Verb = {
  examples: [
    {
      line: "plumbline trace",
      what: { zh: "整张追溯表，并写入 .plumbline/trace", en: "the whole matrix, also written to .plumbline/trace" },
    },
    {
      line: "plumbline trace --check",
      what: {
        zh: "有断开的链接、孤立测试或无主文件则退出码 2",
        en: "exit 2 for a cut link, an orphan test, an unowned file",
      },
    },
    { line: "plumbline trace --format mermaid", what: { zh: "只打印 mermaid 图", en: "the mermaid graph alone" } },
    {
      line: "plumbline trace --out ../audit",
      what: { zh: "把三个文件写到别处", en: "the three files somewhere else" },
    },
  ],
  declare: (command, lang) => {
    command.option(
      "--check",
      say(
        {
          zh: "链接断开、证据失效、条目未满足、测试孤立或文件无主时退出码 2",
          en: "exit 2 when a link is cut, a proof lost, a clause unmet, a test orphaned or a file unowned",
        },
        lang,
      ),
    );
    command.option(
      "--format <F>",
      say(
        {
          zh: "打印为 text、md、mermaid 或 json（默认 text）",
          en: "print as text, md, mermaid or json (default: text)",
        },
        lang,
      ),
    );
    command.option(
      "--out <D>",
      say(
        {
          zh: "把 trace.md、trace.json、trace.mmd 写入该目录",
          en: "write trace.md, trace.json and trace.mmd to this folder",
        },
        lang,
      ),
    );
    declareDir(command, lang);
  },
  act: async (typed, tools) => {
    const format = formatOf(textOption(typed, "format"));
    const { app } = await openHere(typed, tools);
    const out = textOption(typed, "out");
    const result = await app.trace({
      check: flagOption(typed, "check"),
      out: out === undefined ? null : resolve(tools.world.cwd, out),
    });
    const { screen, stdoutIsTTY } = tools.world;
    const view = { columns: stdoutIsTTY ? screen.columns() : 100, paint: createPaint(stdoutIsTTY && tools.color) };
    return { exit: result.exit, json: result, text: printed(result, format, view) };
  },
};

function formatOf(typed: string | undefined): TraceFormat {
  const found = FORMATS.find((format) => format === (typed ?? "text"));
  if (found !== undefined) return found;
  const hint = { zh: `可选：${FORMATS.join("、")}`, en: `one of: ${FORMATS.join(", ")}` };
  throw usage(`--format 不认识 ${typed}`, `--format does not know ${typed}`, hint, "--format");
}

function printed(result: TraceResult, format: TraceFormat, view: TraceView): string {
  if (format === "json") return JSON.stringify(result, null, 2);
  if (format === "md") return traceMarkdown(result, result.language);
  return format === "mermaid" ? traceMermaid(result, result.language) : traceText(result, view);
}
