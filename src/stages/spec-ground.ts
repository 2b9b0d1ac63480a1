// How the spec moves: assumptions come into force, a person's word is applied, the machine is asked about after each.
import { type Machine, withFeasibility } from "../knowledge/feasibility.js";
import type { Hardware } from "../knowledge/hardware.js";
import type { Lexicon } from "../reading/lexicon.js";
import { assume, settle } from "../reading/settle.js";
import type { Recipe } from "../spec/recipe.js";
import type { Question, Requirements } from "../spec/requirements.js";

/** What a word of a person is read with and a limit is held against. */
export interface Ground {
  readonly lexicon: Lexicon;
  /** Those at hand; of a recipe that is not, nothing is asked of the machine. */
  readonly recipes: readonly Recipe[];
  readonly hardware: Hardware;
  readonly machine: Machine;
}

/** A reading as it becomes the spec: what is assumed holds until someone answers. */
export function opened(spec: Requirements, ground: Ground): Requirements {
  return withMachine(assumed(spec, spec.questions, ground), ground);
}

/** `id`: a question or a clause. @throws InputError for what cannot be read; the spec is then as it was. */
export function answered(spec: Requirements, id: string, text: string, ground: Ground): Requirements {
  return withMachine(settle(spec, id, text, ground.lexicon, ground), ground);
}

/** Questions that this machine gives rise to, those that are assumed in force at once. */
export function withMachine(spec: Requirements, ground: Ground): Requirements {
  const recipe = ground.recipes.find(({ id }) => id === spec.project.recipe);
  if (recipe === undefined) return spec;
  const asked = withFeasibility(spec, recipe, ground.hardware, ground.machine);
  return assumed(asked, asked.questions.slice(spec.questions.length), ground);
}

function assumed(spec: Requirements, questions: readonly Question[], { lexicon }: Ground): Requirements {
  return questions
    .filter((question) => question.strategy === "assume" && question.answer === undefined)
    .reduce((now, question) => assume(now, question.id, lexicon), spec);
}
