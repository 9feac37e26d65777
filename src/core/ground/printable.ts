/** Text of anybody's, made fit to be shown. */

/**
 * Text without the control characters that a terminal would act on; each is replaced by U+FFFD. What a mission is called
 * is up to whoever wrote it, and must not move a cursor or set a title. Line ends and tabs stay.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what it is about; and what turns the direction of text around
  return text.replaceAll(/[\0-\x08\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');
}

/** A text of at most so many UTF-16 units, the ellipsis of a longer one among them; no surrogate pair is torn. */
export function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

/** A text as a sentence, so that another one can follow: with a full stop, unless it ends already. */
export function asSentence(text: string): string {
  return /[.!?…]["”’)]?$/.test(text) ? text : `${text}.`;
}

/** One line of text, whatever was in it. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** A word for a shell's command line: whatever a workspace says stays a word. */
export function shellWord(text: string): string {
  return /^[\w.@%+:,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
