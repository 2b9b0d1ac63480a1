import { expect, test } from "vitest";
import { withProbe } from "../../test/makers/folder-probe.js";
import { sha256 } from "../base/hash.js";
import { embedded } from "../spec/documents/pictures.js";
import type { Picture } from "../spec/picture.js";
import { measurePictures } from "./pictures.js";

const PATH = "docs/pictures/result-curve.png";

const aPicture = (part: Partial<Picture> = {}): Picture => ({
  path: PATH,
  sha256: sha256("drawn"),
  bytes: 5,
  alt: "The [learning] curve",
  labels: "en",
  entry: 7,
  ...part,
});

interface Given {
  readonly picture?: Partial<Picture>;
  readonly content?: string | null;
  readonly text?: string;
  readonly decoded?: Readonly<Record<string, unknown>>;
}

async function measured({ picture = {}, content = "drawn", text, decoded = {} }: Given = {}) {
  const files = content === null ? {} : { [PATH]: content };
  const row = { ok: true, blank: false, bytes: 5, ...decoded };
  const one = aPicture(picture);
  return await withProbe({ files, trusted: { pictures: { pictures: [row] } } }, (probe) =>
    measurePictures(probe, text ?? `# A\n\n${embedded(one)}\n`, [one]),
  );
}

test("a picture that lies there as it was drawn and is embedded stands", async () => {
  expect(await measured()).toEqual({ shown: [PATH], broken: [], largestBytes: 5 });
});

test.each<[string, Given, string]>([
  ["that is gone", { content: null }, "absent"],
  ["that was changed by hand", { content: "painted over" }, "not the bytes that were drawn"],
  ["of one flat colour", { decoded: { blank: true } }, "shows nothing"],
  ["that does not decode", { decoded: { ok: false } }, "shows nothing"],
  ["without alternative text", { picture: { alt: "" } }, "no alternative text"],
  ["that the report does not embed", { text: "# A\n\nNo picture.\n" }, "not embedded"],
])("a picture %s is named", async (_what, given, why) => {
  expect((await measured(given)).broken).toEqual([`${PATH}: ${why}`]);
});

test("a report without pictures shows none", async () => {
  const found = await withProbe({}, (probe) => measurePictures(probe, null, []));

  expect(found).toEqual({ shown: [], broken: [], largestBytes: 0 });
});
