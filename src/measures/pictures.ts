// Pictures of a report: is each where the report says, with the bytes that were drawn, small, and more than one flat colour.
import { join } from "node:path";
import type { Probe } from "../ports/workbench.js";
import { embedded } from "../spec/documents/pictures.js";
import type { PicturesEvidence } from "../spec/evidence/common.js";
import type { Picture } from "../spec/picture.js";
import { numberOf, recordOf, rowsOf } from "./commands.js";

/** `text`: the report itself; `null` where it is absent or does not parse. */
export async function measurePictures(
  probe: Probe,
  text: string | null,
  pictures: readonly Picture[],
): Promise<PicturesEvidence> {
  const paths = pictures.map(({ path }) => path);
  const states = await probe.states(paths);
  const there = paths.filter((path) => states.get(path)?.sha256 !== undefined && states.get(path)?.sha256 !== "absent");
  const decoded = there.length === 0 ? new Map<string, Decoded>() : await decode(probe, there);
  const wrong = new Map(
    pictures.map((picture) => [
      picture.path,
      faultOf(picture, text ?? "", states.get(picture.path)?.sha256, decoded.get(picture.path)),
    ]),
  );
  return {
    shown: [...wrong].filter(([, fault]) => fault === "").map(([path]) => path),
    broken: [...wrong].filter(([, fault]) => fault !== "").map(([path, fault]) => `${path}: ${fault}`),
    largestBytes: Math.max(0, ...[...decoded.values()].map(({ bytes }) => bytes)),
  };
}

interface Decoded {
  readonly shows: boolean;
  readonly bytes: number;
}

async function decode(probe: Probe, paths: readonly string[]): Promise<ReadonlyMap<string, Decoded>> {
  const files = paths.map((path) => join(probe.root, path));
  const { answer } = await probe.python(
    "probe.py",
    { probe: "png", files },
    { purpose: "pictures", inputs: [...paths] },
  );
  return new Map(
    rowsOf(recordOf(answer).pictures).map((row, at) => [
      paths[at] ?? "",
      { shows: row.ok === true && row.blank === false, bytes: numberOf(row.bytes) },
    ]),
  );
}

function faultOf(picture: Picture, text: string, sha256: string | undefined, decoded: Decoded | undefined): string {
  if (sha256 === undefined || sha256 === "absent") return "absent";
  if (sha256 !== picture.sha256) return "not the bytes that were drawn";
  if (decoded?.shows !== true) return "shows nothing";
  if (picture.alt === "") return "no alternative text";
  return text.includes(embedded(picture)) ? "" : "not embedded";
}
