// f3: tests first and red, then the files task by task, then green; the split is drawn once; README and build log.
import { defineStage, file, tree } from "../graph/stage.js";
import { lastJson, numberOf, recordOf } from "../measures/commands.js";
import { measureConstruction } from "../measures/construction.js";
import { samplingRequest } from "../measures/data.js";
import { samplingKey } from "../measures/handover.js";
import { readRecipe } from "../measures/recipes.js";
import { readRequirements, readTechnology } from "../measures/spec-files.js";
import { acceptTask, inPairs, redOf, redPurpose } from "../measures/tasks.js";
import type { Recorded, WorkTools } from "../ports/workbench.js";
import type { BuildLog, Task, TaskPlan } from "../spec/build-log.js";
import { renderBuildLog } from "../spec/documents/build-log.js";
import { FIXED_GLOBS, NOTEBOOK, PROJECT_GLOBS } from "../spec/layout.js";
import { samplingOf } from "../spec/sampling.js";
import { mendConstruction } from "./construction-repairs.js";
import { makeReadme } from "./project-readme.js";
import { writeRequirementsHeader } from "./requirements-header.js";
import { sectionOf } from "./rulebook-section.js";
import { writeReport } from "./write-report.js";

export const f3Construction = defineStage({
  id: "f3-construction",
  seed: "3.1.3",
  title: { zh: "任务拆解与代码生成", en: "Construction" },
  roles: ["planner", "coder", "tester", "dataset"],
  reads: { technology: file("tech.md", "Technology"), requirements: file("requirements.md", "Requirements") },
  writes: {
    project: tree("project/", ...PROJECT_GLOBS),
    readme: file("README.md"),
    notebook: file(NOTEBOOK),
    verifier: file("verify_ledger.py"),
    log: file("PROJECT_BUILD_LOG.md", "BuildLog"),
  },
  does: [
    {
      zh: "生成任务清单：每项写明输入、输出、验收命令与估时",
      en: "Plan the tasks, each with inputs, outputs, an acceptance command and an estimate",
    },
    { zh: "先写测试并由引擎运行，确认为红", en: "Write the tests first; the engine runs them and sees them red" },
    {
      zh: "逐项生成代码与配置，再由引擎运行，确认为绿",
      en: "Build code and configuration task by task; the engine runs them again and sees them green",
    },
    { zh: "放入独立的账本校验脚本", en: "Add the verifier that checks the ledger without Plumbline" },
    {
      zh: "一次性划定数据，抽出样本；写 README 与构建记录",
      en: "Draw the data split once and take the sample; write README and build log",
    },
  ],
  gate: {
    zh: "每个任务的验收命令由引擎运行：先红后绿；`scripts/train.py --dry-run` 退出码为 0",
    en: "Each task's acceptance command was run by the engine, red before and green after; `scripts/train.py --dry-run` exits 0",
  },
  work: async (tools) => {
    const requirements = await readRequirements(tools);
    const technology = await readTechnology(tools);
    if (requirements === null || technology === null) return;
    const material = {
      requirements,
      recipe: technology.recipe,
      model: technology.chosen,
      metric: technology.metric.name,
    };
    const skeleton = { ...material, guide: await sectionOf(tools, "ML.md", "API/代码骨架") };
    tools.note({ zh: "生成任务清单", en: "Planning the tasks" });
    const plan = await tools.ask<TaskPlan>("planner", {
      goal: "Plan the construction as tasks with acceptance commands.",
      material: skeleton,
      answer: "TaskPlan",
    });
    await tools.ask("coder", {
      id: "f3/T00",
      goal: "Lay the fixed parts.",
      material: { ...material, task: "T00" },
      answer: "TaskDone",
      touch: FIXED_GLOBS,
    });
    await writeRequirementsHeader(tools, await tools.environment());
    const split = await drawSplit(tools, technology.recipe);
    await tools.ask("tester", {
      goal: "Write the tests of every task.",
      material: { ...material, plan },
      answer: "TestsWritten",
      touch: ["tests/**"],
    });
    await proveRed(tools, plan.tasks);
    for (const task of plan.tasks) {
      tools.note({ zh: `${task.id} ${task.title}`, en: `${task.id} ${task.title}` });
      await tools.ask("coder", {
        id: `f3/${task.id}`,
        goal: task.goal,
        material: { ...material, task },
        answer: "TaskDone",
        touch: task.outputs,
      });
    }
    await tools.write("verify_ledger.py", (await tools.shipped("python/verify_ledger.py")) ?? "");
    await tools.write("README.md", await makeReadme(tools, requirements, technology));
    await writeLog(tools, plan.tasks, split);
  },
  evidence: (probe) => measureConstruction(probe),
});

/** Draws the split on first need; later work cites the first draw. */
async function drawSplit(tools: WorkTools, recipeId: string): Promise<BuildLog["split"]> {
  const recipe = await readRecipe(tools, recipeId);
  const sampling = samplingOf(recipe ?? {});
  const earlier = tools
    .entries("command", "f3-construction")
    .find((entry) => entry.data.purpose === "data draw" && entry.data.exit === 0);
  const known = earlier === undefined ? null : await tools.command(earlier.seq);
  if (earlier !== undefined && known !== null && (await tools.read("data/sample/sample.jsonl")) !== null) {
    return splitFrom(earlier.seq, lastJson(known.stdout));
  }
  tools.note({ zh: "划定数据并抽样", en: "Drawing the split and the sample" });
  await tools.decide({
    what: "sampling",
    options: [samplingKey(sampling)],
    chosen: samplingKey(sampling),
    why: "recipe",
    role: "dataset",
  });
  const drawn = await tools.fetch({ do: "draw", sampling: samplingRequest(sampling), out: "data/sample" });
  return splitFrom(drawn.entry, recordOf(drawn.answer));
}

function splitFrom(entry: number, answer: Readonly<Record<string, unknown>>): BuildLog["split"] {
  const rows = (part: string): number => numberOf(recordOf(recordOf(answer.splits)[part]).rows);
  return {
    entry,
    rows: numberOf(answer.rows),
    duplicatesRemoved: numberOf(answer.duplicates_removed),
    train: rows("train"),
    val: rows("val"),
    test: rows("test"),
    indexSha256: String(answer.index_sha256 ?? ""),
  };
}

/** The red record of each acceptance command is made once, before its outputs are laid. */
async function proveRed(tools: WorkTools, tasks: readonly Task[]): Promise<void> {
  const open = tasks.filter((task) => !redOf(tools, task).ran);
  tools.note({ zh: "运行验收命令，确认为红", en: "Running the acceptance commands: they must be red" });
  await inPairs(open, 2, (task) => acceptTask(tools, task, redPurpose(task), false));
}

async function writeLog(tools: WorkTools, tasks: readonly Task[], split: BuildLog["split"]): Promise<void> {
  const { greens, dry, repairs } = await mendConstruction(tools, tasks);
  const records = await Promise.all(tasks.map((task, at) => recordOfTask(tools, task, greens[at])));
  const log: BuildLog = {
    project: tools.facts.project,
    repairs: [...repairs],
    records,
    dryRun: {
      entry: dry.entry,
      exit: dry.record.exit ?? -1,
      parameters: numberOf(lastJson(dry.record.stdout).params),
    },
    split,
  };
  await writeReport(tools, "PROJECT_BUILD_LOG.md", renderBuildLog(log, tools.facts.language));
}

async function recordOfTask(
  tools: WorkTools,
  task: Task,
  green: Recorded | undefined,
): Promise<BuildLog["records"][number]> {
  const red = redOf(tools, task);
  const exit = green?.record.exit ?? -1;
  const files = await Promise.all(
    task.outputs.map(async (path) => ({ path, lines: ((await tools.read(path)) ?? "").split("\n").length })),
  );
  return {
    task,
    red: { entry: red.entry, exit: red.exit },
    green: green === undefined ? null : { entry: green.entry, exit, seconds: Number(green.record.seconds.toFixed(2)) },
    done: red.ran && red.exit !== 0 && exit === 0,
    files,
  };
}
