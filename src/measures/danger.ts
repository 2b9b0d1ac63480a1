// f4: which of the calls that a reader of code would stop at have no business where they stand.

/** The ledger's verifier is the product's own file, laid byte for byte; it calls git. */
const OWN = "verify_ledger.py";

/**
 * A row of what inspect_code.py found unsafe. Fetching data is what the download script and the mini data's
 * reader are for, by the registry's own client, never by a shell; a model may take weights from a hub.
 */
export function isDangerous(row: Readonly<Record<string, unknown>>): boolean {
  const path = String(row.path);
  if (path.startsWith("tests/") || path === OWN) return false;
  if (path === "scripts/download.py" || /^src\/\w+\/datasets\//.test(path)) {
    const byClient = row.kind === "process" && String(row.what).startsWith("subprocess.");
    return !(row.kind === "network" || row.kind === "origin" || byClient);
  }
  const takesWeights = row.kind === "network" && String(row.what).endsWith(".from_pretrained");
  return !(takesWeights && /^src\/\w+\/models\//.test(path));
}
