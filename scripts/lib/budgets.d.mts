import type { Metafile } from 'esbuild';

export interface Budget {
  readonly what: string;
  /** In bytes, as the next. */
  readonly limit: number;
  readonly bytes: number;
  /** What is evaluated, each file with the one that imports it. */
  readonly files: ReadonlyMap<string, { readonly bytes: number; readonly from: string | undefined }>;
  /** Ways from an entry to what may never be evaluated. */
  readonly forbidden: readonly string[];
}
export function budgets(metafile: Metafile): readonly Budget[];
