// The person's own data: looked at once by trusted Python, recorded, and laid over the recipe that it is for.
import { mkdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { hashFile } from "../base/disk.js";
import { InputError, MachineError } from "../base/errors.js";
import type { CommandRecord } from "../spec/command.js";
import { type OwnData, OwnFacts } from "../spec/own-data.js";
import type { Reading } from "../spec/requirements.js";
import type { Project, Tools } from "./open-project.js";
import { ownFamily, refuseNoInputs, toldFirst } from "./own-family.js";
import { OWN_DECISION, OWN_PLACE, ownOf } from "./own-record.js";
import { readingOf } from "./reading.js";

const LOOK_SECONDS = 3600;

/** Looks at a file and decides the task with the request. @throws InputError naming what is wrong with either. */
export async function lookAt(tools: Tools, path: string, request: string, reading: Reading): Promise<OwnData> {
  const first = await inspect(tools, path, request, toldFirst(reading));
  const wanted = ownFamily(first, reading);
  const facts = wanted.again ? await inspect(tools, path, request, wanted.family) : first;
  refuseNoInputs(facts);
  const recipe = (await readingOf(tools, request, wanted.family)).recipe?.id ?? wanted.family;
  return { facts, family: wanted.family, recipe, entry: 0, path };
}

async function inspect(tools: Tools, path: string, request: string, family: string): Promise<OwnFacts> {
  const lock = (await tools.product.read("python/requirements.lock.txt")) ?? "";
  const { signal, config } = tools.input;
  const env = await tools.environments.ensure({ profile: "trusted", lock, offline: config.offline }, signal, () => {});
  if (!env.ok) throw new MachineError({ says: env.message, hint: env.hint, at: env.reason });
  const script = join(tools.product.root, "python", "own_data.py");
  const record = await tools.executor.run(
    {
      argv: [env.python, "-I", "-B", script],
      cwd: dirname(script),
      env: { PYTHONDONTWRITEBYTECODE: "1" },
      stdin: JSON.stringify({ do: "inspect", path, request, family }),
      purpose: "own data",
      sandbox: { read: [...env.roots, dirname(script), path], write: [], mask: [], network: false },
    },
    { wallSeconds: LOOK_SECONDS },
    signal,
  );
  signal.throwIfAborted();
  return factsFrom(record, path);
}

const Refused = z.looseObject({
  error: z.looseObject({ message: z.strictObject({ zh: z.string(), en: z.string() }), at: z.string() }),
});

function factsFrom(record: CommandRecord, path: string): OwnFacts {
  const answer = jsonOf(record.stdout);
  if (record.exit === 0) return OwnFacts.parse(answer);
  const refused = Refused.safeParse(answer);
  const last = record.stderr.trim().split("\n").at(-1) ?? record.ended;
  throw new InputError({
    says: refused.success ? refused.data.error.message : { zh: last, en: last },
    hint: {
      zh: "修正文件后再运行；要求见 docs 中“自己的数据”一节",
      en: "Mend the file and run again; what it must be stands under “Your own data” in the README",
    },
    at: refused.success && refused.data.error.at !== "" ? refused.data.error.at : basename(path),
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The facts go to the ledger, the place on this machine into the project's private folder. */
export async function recordOwn(project: Project, own: OwnData): Promise<void> {
  const object = await project.journal.putObject(JSON.stringify(own.facts));
  const [label] = own.facts.labels;
  await project.journal.append({
    type: "decision",
    data: {
      what: OWN_DECISION,
      options: own.facts.labels.map(({ name }) => name),
      chosen: own.facts.file,
      why: `${own.facts.kind}, ${own.family}, label ${label?.name ?? ""}`,
      clause: "",
      role: "dataset",
      recipe: own.recipe,
      family: own.family,
      sha256: own.facts.sha256,
      body: { object },
    },
  });
  await placeOwn(project, own.path);
}

async function placeOwn(project: Project, path: string): Promise<void> {
  const folder = join(project.dir, ".plumbline", "private");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, OWN_PLACE), JSON.stringify({ path }), { mode: 0o600 });
}

/** The file of a standing project, wherever it lies now. @throws InputError for other bytes, or a project without such data. */
export async function placeAgain(project: Project, path: string): Promise<void> {
  const own = await ownOf(project);
  const same = own !== null && (await stat(path)).isFile() && hashFile(path).sha256 === own.facts.sha256;
  if (same) return await placeOwn(project, path);
  throw new InputError({
    says:
      own === null
        ? { zh: "这个项目建立时没有用 --data", en: "This project was not made with --data" }
        : {
            zh: `${basename(path)} 不是建立项目时的那份数据`,
            en: `${basename(path)} is not the data that this project was made of`,
          },
    hint: {
      zh: "用新数据请新建项目（换一个 --dir）；继续原项目则去掉 --data",
      en: "For other data make a new project (another --dir); to go on with this one leave --data out",
    },
    at: "--data",
  });
}
