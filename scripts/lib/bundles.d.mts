import type { Metafile, OutputFile } from 'esbuild';

/** An ES module as CommonJS. */
export function asCommonJs(file: Pick<OutputFile, 'path' | 'text'>): Promise<{ readonly code: string }>;

export function measured(): Promise<{ readonly metafile: Metafile; readonly outputFiles: readonly OutputFile[] }>;
