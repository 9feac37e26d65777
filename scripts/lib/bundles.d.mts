import type { Metafile, OutputFile } from 'esbuild';

export function measured(): Promise<{ readonly metafile: Metafile; readonly outputFiles: readonly OutputFile[] }>;
