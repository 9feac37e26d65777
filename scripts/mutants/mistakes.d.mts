export interface Mistake {
  readonly room: string;
  readonly file: string;
  readonly tests: readonly string[];
  readonly named?: string;
  readonly text: string;
  readonly instead: string;
  readonly harm: string;
  readonly survives?: string;
}
export const MISTAKES: readonly Mistake[];
export function withMistake(source: string, mistake: Mistake): string;
export function survivorTable(): string;
