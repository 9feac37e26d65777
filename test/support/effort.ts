/**
 * How much a test tries: `npm test` takes a sample, `npm run torture` (which sets `CMOS_EFFORT=full`) all of it.
 * `CMOS_SEED=N` makes the property tests try what they tried when they printed that seed.
 */
import fc from 'fast-check';

export const full = process.env['CMOS_EFFORT'] === 'full';

/** What a run chooses by, where it tries a sample. */
export const seed = Number(process.env['CMOS_SEED'] ?? (Math.random() * 2 ** 31) >>> 0);
fc.configureGlobal({ seed });

/** Of what is tried many times, a fifth in a sample. */
export function runs(whole: number): number {
  return full ? whole : Math.ceil(whole / 5);
}

/** Of what there is to try, each `n`th in a sample, from another one on each time. */
export function sample<Case>(cases: readonly Case[], n: number): readonly Case[] {
  return full ? cases : cases.filter((_, index) => index % n === seed % n);
}
