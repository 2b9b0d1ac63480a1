// The hashes of one file while its bytes go by: always SHA-256, and the git blob's where the hub promises that.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { HubFile } from "../ports/hubs.js";

export interface Digest {
  update(chunk: Uint8Array): void;
  finish(): { readonly sha256: string; readonly fits: boolean };
}

export function createDigest(file: HubFile): Digest {
  const own = createHash("sha256");
  const git = file.hash?.algorithm === "git-sha1" ? createHash("sha1").update(`blob ${file.bytes}\0`) : null;
  return {
    update: (chunk) => {
      own.update(chunk);
      git?.update(chunk);
    },
    finish: () => {
      const sha256 = own.digest("hex");
      const found = git === null ? sha256 : git.digest("hex");
      return { sha256, fits: file.hash === null || file.hash.value.toLowerCase() === found };
    },
  };
}

/** Feeds what already lies on the disk. Bounded memory; the event loop stays free. */
export async function feedFile(digest: Digest, path: string): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(chunk);
}
