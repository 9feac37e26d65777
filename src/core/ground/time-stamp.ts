/** A moment, in milliseconds since 1970, as operations write it: ISO 8601 in UTC, whole seconds. */
export function timeStamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
