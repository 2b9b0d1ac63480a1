// What licence names allow, and what they hide.
import { expect, test } from "vitest";
import { readLicence } from "./licence.js";

test.each([
  ["mit", "yes", ""],
  ["Apache-2.0", "yes", ""],
  ["Apache License 2.0", "unknown", ""],
  ["cc-by-4.0", "yes", ""],
  ["CC-BY-SA-4.0", "yes", "share-alike"],
  ["cc-by-nc-4.0", "no", ""],
  ["cc-by-nc-sa-4.0", "no", "share-alike"],
  ["cc-by-nc-nd-4.0", "no", "no derivatives"],
  ["cc-by-nd-4.0", "yes", "no derivatives"],
  ["fair-noncommercial-research-license", "no", ""],
  ["agpl-3.0", "yes", "AGPL"],
  ["gpl-3.0", "yes", "GPL"],
  ["lgpl-3.0", "yes", ""],
  ["llama3.2", "unknown", "terms of its own"],
  ["other", "unknown", "terms of its own"],
  ["", "unknown", ""],
])("the licence %j allows commercial use: %s %s", (name, commercial, trap) => {
  const licence = readLicence(name);

  expect(licence.commercial).toBe(commercial);
  expect(licence.trap?.en ?? "").toContain(trap);
  expect(licence.trap === null).toBe(trap === "");
});

test("of several licences the strictest counts", () => {
  expect(readLicence(["mit", "cc-by-nc-4.0"])).toMatchObject({ id: "mit + cc-by-nc-4.0", commercial: "no" });
});

test("no licence is no permission", () => {
  expect(readLicence(null)).toEqual({ id: "", commercial: "unknown", trap: null });
});
