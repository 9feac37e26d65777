/** What commands are given that are called on a row: the row of a view, or as much of one. */
import type { Mission, Sprint } from '../core/model/missions';
import type { Controller } from './controller';

export interface MissionTarget {
  readonly kind: 'mission';
  readonly controller: Controller;
  readonly mission: Mission;
}

export interface SprintTarget {
  readonly kind: 'sprint';
  readonly controller: Controller;
  readonly sprint: Sprint;
}

export function isMission<Given extends { readonly kind: string }>(row: Given): row is Given & MissionTarget {
  return row.kind === 'mission';
}

export function isSprint<Given extends { readonly kind: string }>(row: Given): row is Given & SprintTarget {
  return row.kind === 'sprint';
}
