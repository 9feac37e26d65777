export interface Room {
  readonly path: string;
  readonly what: string;
  readonly floor: number;
}
export const ROOMS: readonly Room[];
export function roomOf(file: string): Room | undefined;
export function floorTable(): string;
