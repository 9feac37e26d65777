export interface Generated {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
}
export function generated(): readonly Generated[];
