/** Gates as JSON output has them. */
import { type Gate, GateRefusal } from '../core/ground/gate';

/** `remedies`: what to do, and the command line that does it where there is one. */
export function gateJson({ code, message, detail, remedies, overridable }: Gate): object {
  return {
    code,
    message,
    ...(detail === undefined ? {} : { detail }),
    remedies: remedies.map(({ title, command }) => ({ title, ...(command === undefined ? {} : { command }) })),
    overridable,
  };
}

/** The gates of a refusal, also where it was thrown on with more words; undefined for another error. */
export function gatesJson(error: Error): readonly object[] | undefined {
  const refusal = error instanceof GateRefusal ? error : error.cause;
  return refusal instanceof GateRefusal ? refusal.gates.map(gateJson) : undefined;
}
