export interface Host {
  readonly node: string;
  readonly serverMain: string;
  readonly version: string;
}
export function cacheFolder(): string;
export function ensureHost(): Promise<Host>;
export function installedNode(): Promise<string | undefined>;
