// `.plumbline/head`: the last entry that surely reached the disk. The ledger may be one line ahead of it, never behind.
import { Head } from "../spec/entry.js";
import { EMPTY_HEAD } from "./chain.js";
import type { Fault } from "./fault.js";
import { HEAD_PATH } from "./layout.js";

export function formatHead({ seq, hash }: Head): string {
  return `${JSON.stringify({ seq, hash })}\n`;
}

/** Null when these are not exactly the bytes of a head. */
export function parseHead(text: string): Head | null {
  try {
    const head = Head.safeParse(JSON.parse(text));
    return head.success && formatHead(head.data) === text ? head.data : null;
  } catch {
    return null;
  }
}

/** `behind` = the ledger is one line ahead of the head: a crash between the two, put right by the next append. */
export function compareHead(
  hashes: readonly string[],
  text: string | null,
): { readonly behind: boolean } | { readonly fault: Fault } {
  const head = text === null ? EMPTY_HEAD : parseHead(text);
  const last = hashes.length;
  if (head === null) return broken(last, "head 文件的格式不对", "the head file does not have the form of a head");
  if (head.seq > last) {
    return broken(
      last + 1,
      `账本只到第 ${last} 条，而 head 已记到第 ${head.seq} 条：缺少记录`,
      `the ledger ends at entry ${last}, but the head names entry ${head.seq}: entries are missing`,
    );
  }
  if (head.seq < last - 1) {
    return broken(
      head.seq + 2,
      `账本比 head（第 ${head.seq} 条）多出不止一条`,
      `the ledger is more than one entry ahead of its head (entry ${head.seq})`,
    );
  }
  const expected = head.seq === 0 ? EMPTY_HEAD.hash : hashes[head.seq - 1];
  if (head.seq < 0 || expected !== head.hash) {
    return broken(head.seq, "head 的哈希与账本不符", "the head's hash is not that of the entry it names");
  }
  return { behind: head.seq === last - 1 };
}

function broken(seq: number, zh: string, en: string): { readonly fault: Fault } {
  return { fault: { kind: "chain", seq, path: HEAD_PATH, message: { zh, en } } };
}
