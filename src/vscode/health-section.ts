/** Sections of the Health view that other rooms contribute. */
import type * as vscode from 'vscode';
import type { Controller } from './controller';
import type { Row } from './row';

export interface HealthSection {
  readonly key: string;
  readonly title: string;
  readonly icon: string;
  /** Fires when rows that were asked for may be others. */
  readonly onDidChange?: vscode.Event<void>;
  /** Asked for when the section is opened. */
  rows(controller: Controller): Promise<readonly Row[]>;
}
