/** The two sides that are to say the same. */
export type Side = 'database' | 'files';

export function otherSide(side: Side): Side {
  return side === 'database' ? 'files' : 'database';
}
