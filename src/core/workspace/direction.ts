/** Which end of a dependency is done first (field guide, section 4). */

/** `from-first`: `from` is done before `to`. `soft`: shown, never a gate. */
export type Direction = 'from-first' | 'to-first' | 'soft';
