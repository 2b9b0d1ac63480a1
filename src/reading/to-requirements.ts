// A reading with a task becomes the spec: requirements.md as data.
import { InputError } from "../base/errors.js";
import { slug } from "../base/text.js";
import type { Reading, Requirements } from "../spec/requirements.js";

const TITLE = 80;

/** @throws InputError when the task is not known or no recipe was chosen. */
export function toRequirements(reading: Reading, request: string, title = titleOf(reading)): Requirements {
  const { family, modality, compound } = reading.task;
  if (family === null || modality === null) {
    throw new InputError({
      says: { zh: "看不出要做哪一类任务，还不能成为规格", en: "The task is not known, so there is no spec yet" },
      hint: { zh: "在需求里写明输入与想要的输出", en: "Say in the request what goes in and what should come out" },
    });
  }
  return {
    project: {
      name: slug(reading.project.name) || "ml-project",
      language: reading.language,
      title,
      request,
      family,
      modality,
      compound,
      recipe: reading.recipe?.id ?? "",
      metric: reading.metric,
    },
    items: reading.items,
    questions: reading.questions,
    tombstones: [],
  };
}

function titleOf(reading: Reading): string {
  const goal = reading.items[0]?.text ?? reading.project.name;
  const points = [...goal];
  return points.length <= TITLE ? goal : `${points.slice(0, TITLE - 1).join("")}…`;
}
