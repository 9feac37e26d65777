/** Whether a journal's record was written here: one that came with a checkout, or from another machine, is not applied by itself. */
import { type JournalRecord, sealedText, type SealedRecord } from './record';

/** What the host knows of that. */
export interface Provenance {
  /** A seal of a text that only this user on this machine can make; undefined where no key can be kept. */
  seal(text: string): Promise<string | undefined>;
  /** Whether git tracks a file; absolute path. False where there is no git. */
  tracks(path: string): Promise<boolean>;
}

/** Why a record is not taken for one of our own. */
export type Foreign = 'another-machine' | 'tracked-by-git';

export function sealOf(provenance: Provenance, record: JournalRecord): Promise<string | undefined> {
  return provenance.seal(sealedText(record));
}

/** Why a record must not be applied without a person's decision; undefined for one that was written here. */
export async function foreignOf(
  provenance: Provenance,
  { record, seal }: SealedRecord,
  isTracked: () => Promise<boolean>,
): Promise<Foreign | undefined> {
  if (seal === undefined || seal !== (await sealOf(provenance, record))) return 'another-machine';
  return (await isTracked()) ? 'tracked-by-git' : undefined;
}
