import { expect, test } from "vitest";
import { ARTEFACT_NAMES, exampleOf, isArtefactName, jsonSchemaOf, SCHEMAS } from "./schemas.js";
import { parseYaml } from "./yaml.js";

test.each(ARTEFACT_NAMES)("the example of %s is valid by its schema in both languages", (name) => {
  for (const lang of ["zh", "en"] as const) {
    const read = parseYaml(exampleOf(name, lang));

    expect(SCHEMAS[name].schema.safeParse(read.ok ? read.data : null)).toMatchObject({ success: true });
  }
});

test.each(ARTEFACT_NAMES)("%s has a JSON Schema with a title and properties", (name) => {
  expect(jsonSchemaOf(name)).toMatchObject({
    title: SCHEMAS[name].title.en,
    type: "object",
    properties: expect.any(Object),
  });
});

test("other names are no schema", () => {
  expect([isArtefactName("Requirements"), isArtefactName("toString"), isArtefactName("")]).toEqual([
    true,
    false,
    false,
  ]);
});
