/** The moments that session logs name, in all the spellings that were seen there (field guide, section 5). */

/**
 * Date, time, fraction, zone. `N` follows where a shell's `date` did not know `%N` and printed it as it was: `16.NZ`,
 * `16.6N+0000`, `00N+0000`. The digits between the point and the `N` are then the format's width and no fraction.
 */
const SPELLING =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d*))?(N)?)? ?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * A time stamp in milliseconds since 1970, or undefined where it cannot be understood. Without a zone it is taken as
 * UTC, which is what every known writer means; a bare date is its midnight.
 */
export function parseTime(text: string): number | undefined {
  const match = SPELLING.exec(text.trim());
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', width, zone] = match;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // `Date.UTC` rolls over: the 31st of February would be a day in March, the year 20 would be 1920.
  if (new Date(midnight).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return undefined;
  // A leap second counts as the first moment of the next minute.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const offset = offsetOf(zone);
  if (offset === undefined) return undefined;
  const milliseconds = width === undefined ? Number(fraction.slice(0, 3).padEnd(3, '0')) : 0;
  return midnight + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1000 + milliseconds;
}

/** A zone's distance from UTC in minutes, or undefined where there is no such zone. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
