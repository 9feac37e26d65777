/** How long to wait before something is tried again: longer each time, and never two processes in step. */
import { ExponentialBackoff } from 'cockatiel';

/** Both in milliseconds. */
const FIRST_DELAY = 400;
export const LONGEST_DELAY = 8_000;

/** The waits, one after another. */
export function* delays(): Generator<number, never> {
  // What is made of the factory stands before the first wait.
  for (let backoff = new ExponentialBackoff({ initialDelay: FIRST_DELAY, maxDelay: LONGEST_DELAY }).next(); ;) {
    backoff = backoff.next(undefined);
    yield Math.round(backoff.duration);
  }
}
