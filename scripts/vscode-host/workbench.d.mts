import type { Locator, Page } from 'playwright-core';

export interface Workbench {
  readonly page: Page;
  picture(name: string, shown: string | RegExp): Promise<void>;
  statusItem(): Locator;
  openContainer(): Promise<void>;
  rows(): Locator;
  command(title: string): Promise<void>;
  log(): Promise<string>;
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly folder: string;
  readonly extensionPath?: string;
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trust?: boolean;
}

export const PICTURES: string;
export function attempts<Result>(
  times: number,
  what: string,
  act: (attempt: number) => Promise<Result>,
): Promise<Result>;
export function openWorkbench(options: WorkbenchOptions): Promise<Workbench>;
