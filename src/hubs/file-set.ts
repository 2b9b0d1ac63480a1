// A set of files from a hub into the cache: names checked, room checked, one file after the other.
import { mkdir, stat, statfs } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { formatBytes } from "../base/units.js";
import type {
  FetchedFile,
  FileSet,
  FileWish,
  HubFailure,
  HubFile,
  HubName,
  HubProgress,
  Resolved,
} from "../ports/hubs.js";
import { aborted, diskFailure, hubFailure } from "./failure.js";
import { fetchFile } from "./file-fetch.js";
import { wishedFiles } from "./splits.js";
import type { Web } from "./web.js";

export interface FileSetOptions {
  readonly web: Web;
  /** Folder of all fetched sets. */
  readonly folder: string;
  readonly urlOf: (set: Resolved, file: HubFile) => string;
  /** Free bytes of the disk that holds a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** Free bytes asked for, per byte to fetch: the raw files, what is made of them, and air. */
const SPARE = 3;

export async function fetchSet(
  options: FileSetOptions,
  set: Resolved,
  wish: FileWish,
  signal: AbortSignal,
  onProgress: HubProgress,
): Promise<FileSet | HubFailure> {
  const { web } = options;
  const files = wishedFiles(web.hub, set, wish);
  if ("ok" in files) return files;
  const bad = unsafeName(files.map((file) => file.path));
  if (bad !== "") return unsafePath(web.hub, bad);
  const folder = join(options.folder, set.hub, `${set.kind}s`, ...pathParts(set.id), ...pathParts(set.revision));
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const room = await roomFor(options, folder, files);
  if (room !== null) return room;
  const fetched: FetchedFile[] = [];
  let [done, fetchedBytes] = [0, 0];
  for (const file of files) {
    if (signal.aborted) return aborted(web.hub);
    const result = await fetchFile({
      web,
      file,
      url: options.urlOf(set, file),
      target: join(folder, file.path),
      id: set.id,
      page: set.page,
      signal,
      onBytes: (bytes) => onProgress({ path: file.path, bytes: done + bytes, total }),
    });
    if (!result.ok) return result;
    fetched.push(result.file);
    done += file.bytes;
    fetchedBytes += result.fetched;
    onProgress({ path: file.path, bytes: done, total });
  }
  const { hub, id, revision, licence } = set;
  return { ok: true, hub, id, revision, licence, folder, files: fetched, bytes: total, fetchedBytes };
}

/** An id or revision as folder names: `owner/name` gives two, anything odd is written out. */
function pathParts(text: string): readonly string[] {
  return text.split("/").map((part) => (/^[\w][\w.-]*$/.test(part) ? part : `_${Buffer.from(part).toString("hex")}`));
}

/** The first name that would leave the folder, or be file and folder at once; "" = all are fine. */
function unsafeName(paths: readonly string[]): string {
  const all = new Set(paths);
  return (
    paths.find((path) => {
      const parts = path.split("/");
      const odd = parts.some((part) => part === "" || part === "." || part === ".." || /[\\:\0]/.test(part));
      const inside = parts.slice(1).some((_, index) => all.has(parts.slice(0, index + 1).join("/")));
      return odd || inside || isAbsolute(path) || path.endsWith(".part");
    }) ?? ""
  );
}

function unsafePath(hub: HubName, path: string): HubFailure {
  return hubFailure(
    hub,
    "unsafe-path",
    {
      zh: `拒绝下载：文件名 ${JSON.stringify(path)} 会写到文件夹之外`,
      en: `Refused: the file name ${JSON.stringify(path)} would leave the folder`,
    },
    { zh: "换一个数据集，或用 paths 避开该文件", en: "choose another set, or leave that file out by name" },
  );
}

async function roomFor(options: FileSetOptions, folder: string, files: readonly HubFile[]): Promise<HubFailure | null> {
  try {
    await mkdir(folder, { recursive: true });
    const sizes = await Promise.all(files.map((file) => stat(join(folder, file.path)).catch(() => null)));
    const missing = files.reduce((sum, file, index) => sum + (sizes[index]?.size === file.bytes ? 0 : file.bytes), 0);
    const free = await (options.freeBytes ?? freeBytes)(folder);
    if (free >= SPARE * missing) return null;
    const [need, left] = [formatBytes(SPARE * missing), formatBytes(free)];
    return hubFailure(
      options.web.hub,
      "disk",
      {
        zh: `磁盘空间不足：需要 ${need}（待下载的 ${SPARE} 倍），剩余 ${left}`,
        en: `Not enough disk: ${need} are needed (${SPARE} times what is to be fetched), ${left} are left`,
      },
      {
        zh: "清出空间，或用 PLUMBLINE_CACHE 换一个缓存文件夹",
        en: "free some space, or name another cache folder in PLUMBLINE_CACHE",
      },
    );
  } catch (error) {
    return diskFailure(options.web.hub, error, folder);
  }
}

async function freeBytes(folder: string): Promise<number> {
  const facts = await statfs(folder);
  return facts.bavail * facts.bsize;
}
