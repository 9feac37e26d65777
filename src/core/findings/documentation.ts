/** Where findings are explained. */

const PAGE = 'https://github.com/cmos-operations/cmos-operations/blob/main/docs/findings.md';

/** The section of the findings page for a code. */
export function documentationOf(code: string): string {
  return `${PAGE}#${code.replaceAll(/[^a-z0-9-]/g, '')}`;
}
