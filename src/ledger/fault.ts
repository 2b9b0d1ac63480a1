// What is wrong with a history: the kind, the first bad entry, and the error that carries both.
import type { Bilingual } from "../base/bilingual.js";
import { LedgerError } from "../base/errors.js";

export type FaultKind = "chain" | "object" | "anchor" | "artefact";

export interface Fault {
  readonly kind: FaultKind;
  /** Number of the first bad entry; -1 when no entry is concerned. */
  readonly seq: number;
  /** First bad file, relative to the project. */
  readonly path: string;
  readonly message: Bilingual;
}

/** A history that does not hold: every verb but `status` and `audit` refuses. */
export class BrokenLedger extends LedgerError {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super({
      says: {
        zh: `账本校验不通过（${fault.kind}${fault.seq >= 0 ? `，第 ${fault.seq} 条` : ""}）：${fault.message.zh}`,
        en: `The ledger does not hold (${fault.kind}${fault.seq >= 0 ? `, entry ${fault.seq}` : ""}): ${fault.message.en}`,
      },
      hint: {
        zh: "执行 plumbline audit 查看详情；从备份或 git 恢复 .plumbline/ 后再继续，系统不会自行修补历史",
        en: "type `plumbline audit` for details; bring .plumbline/ back from a backup or from git: nothing heals a history by itself",
      },
      at: fault.path,
    });
    this.fault = fault;
  }
}
