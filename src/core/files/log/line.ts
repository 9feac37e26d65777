/** One line of a log: kept as it is, read as JSON only when somebody asks what it says. */
import { t } from '@vscode/l10n';
import { isObject } from '../../ground/values';
import { jsonValue } from '../context/parse';
import { readJson } from '../context/reader';
import { plainJson } from '../json';
import { pythonStrip } from '../python';
import { sessionEvent } from './event';
import type { LogLine, LogLineProblem, SessionEvent } from './model';

interface Reading {
  readonly event?: SessionEvent;
  readonly problem?: LogLineProblem;
}

/** What git leaves in a file that it could not merge, at the start of a line. */
const MERGE_MARKER = /^(?:[<>|]{7}(?: .*)?|={7})$/;

class Line implements LogLine {
  readonly text: string;
  #raw: string | undefined;
  #reading: Reading | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get raw(): string {
    return (this.#raw ??= pythonStrip(this.text));
  }

  get event(): SessionEvent | undefined {
    // Whatever else is wrong with such a line: why is worked out when somebody asks.
    if (!this.raw.startsWith('{')) return undefined;
    return (this.#reading ??= this.#read()).event;
  }

  get problem(): LogLineProblem | undefined {
    return (this.#reading ??= this.#read()).problem;
  }

  #read(): Reading {
    const { raw } = this;
    if (raw === '') return {};
    const mergeMarker = isMergeMarker(raw) && this.text.startsWith(raw);
    if (mergeMarker) return this.#problem('merge-marker', t('A merge conflict was left unresolved here.'));
    const value = plainJson(raw);
    return value === undefined ? this.#readTolerantly() : this.#readingOf(value);
  }

  /** For what is no JSON to us: Python reads `NaN` and the infinities; for the rest, where and why it breaks. */
  #readTolerantly(): Reading {
    // Only the strip that Python does, too: a no-break space at the line's edge is not white space to JSON.
    const from = this.text.indexOf(this.raw);
    const { root, problems } = readJson(this, from, from + this.raw.length);
    const [first] = problems;
    if (first !== undefined) {
      return { problem: { kind: 'not-json', detail: first.detail, start: first.at.start, end: first.at.end } };
    }
    return this.#readingOf(root === undefined ? undefined : jsonValue(root));
  }

  #readingOf(value: unknown): Reading {
    if (isObject(value)) return { event: sessionEvent(value) };
    return this.#problem('not-an-object', t('The line is JSON, but no object.'));
  }

  /** A problem with all of the line but the white space around it. */
  #problem(kind: LogLineProblem['kind'], detail: string): Reading {
    const start = this.text.indexOf(this.raw);
    return { problem: { kind, detail, start, end: start + this.raw.length } };
  }
}

/** A line from its text, line end included where it has one. */
export function logLine(text: string): LogLine {
  return new Line(text);
}

function isMergeMarker(raw: string): boolean {
  return '<>|='.includes(raw.charAt(0)) && MERGE_MARKER.test(raw);
}
