import { t } from '@vscode/l10n';
import { type Coverage, coverageOf, coverageStateText } from '../security/coverage';
import { owaspTitle } from '../security/owasp';
import { type ScannedFile, scanWorkspace } from '../security/workspace';
import { positionInChunk } from '../../core/files/text';
import { nodeGit } from '../../node/git';
import type { CommandInput, CommandResult } from '../../cli/command';
import { type Guardrail, rootFilesOf } from './guardrail';
import { oneLine } from '../../core/ground/printable';
import { table } from '../../cli/missions';

/** Looks for what the OWASP Top 10 warns of, or says which of it the fixtures cover (playbook, "Quality & Telemetry"). */
export const security: Guardrail = {
  name: 'security',
  description: () =>
    t('look through contexts, missions and instructions, or the named files, for what the OWASP Top 10 warns of'),
  options: () => [
    ['--coverage', t('security: say which categories the fixtures in tests/security cover, and whether that is stale')],
  ],
  run: (input, words) => (input.options['coverage'] === true ? coverage(input) : scan(input, words)),
};

async function scan({ snapshot, files }: CommandInput, words: readonly string[]): Promise<CommandResult> {
  const { files: scanned, unread, more } = await scanWorkspace(files, snapshot, words);
  const hits = scanned.flatMap(located);
  const lines = [
    ...hits.map(({ file, range, category, rule, message }) =>
      oneLine(`${file}:${range.start.line + 1}:${range.start.character + 1}: ${category} ${rule}: ${message}`),
    ),
    ...unread.map(({ path, reason }) => oneLine(t('{0} was not looked at: {1}', path, reason))),
    ...(more ? [t('There are more files than are looked at; name those that matter.')] : []),
    hits.length === 0
      ? t('{0} files, nothing found.', scanned.length)
      : t('{0} files, {1} places to look at.', scanned.length, hits.length),
  ];
  return {
    status: hits.length > 0 ? 1 : 0,
    text: lines.join('\n'),
    json: { root: snapshot.layout.root, files: scanned.map(({ path }) => path), hits, unread, more },
  };
}

function located({ path, text, hits }: ScannedFile): readonly LocatedHit[] {
  const chunk = { text };
  return hits.map(({ start, end, ...hit }) => ({
    file: path,
    range: { start: positionInChunk(chunk, start), end: positionInChunk(chunk, end) },
    ...hit,
  }));
}

type LocatedHit = Omit<ScannedFile['hits'][number], 'start' | 'end'> & {
  readonly file: string;
  readonly range: { readonly start: Position; readonly end: Position };
};
type Position = ReturnType<typeof positionInChunk>;

async function coverage(input: CommandInput): Promise<CommandResult> {
  const found = await coverageOf(rootFilesOf(input), nodeGit);
  const wrong = found.fixtures.filter(({ verdict }) => verdict !== 'as-expected');
  const uncovered = found.categories.filter(({ state }) => state === 'uncovered').length;
  return {
    status: found.stale || uncovered > 0 || wrong.length > 0 ? 1 : 0,
    text: [
      ...coverageText(found),
      ...wrong.map(({ path, verdict }) => `${oneLine(path)}: ${verdictText(verdict)}`),
    ].join('\n'),
    json: { ...found, lastRun: found.lastRun === undefined ? null : new Date(found.lastRun).toISOString() },
  };
}

function coverageText({ categories, unread, lastRun, changed, stale }: Coverage): readonly string[] {
  return [
    ...table(
      categories.map(({ category, state, fixtures }) => [
        `${category}:2021`,
        owaspTitle(category),
        coverageStateText(state),
        oneLine(fixtures.join(', ')),
      ]),
    ),
    ...unread.map(({ path, reason }) => oneLine(t('{0} was not looked at: {1}', path, reason))),
    lastRun === undefined
      ? t('No run of the integration suite is recorded, so nothing is confirmed. Run it.')
      : t('The integration suite last ran at {0}.', new Date(lastRun).toISOString()),
    ...(stale && lastRun !== undefined
      ? [oneLine(t('Since then this has changed: {0}. Run the suite again.', changed.slice(0, 10).join(', ')))]
      : []),
  ];
}

function verdictText(verdict: 'as-expected' | 'missed' | 'false-alarm'): string {
  return verdict === 'missed'
    ? t('expected to be rejected, and what is expected was not found in it')
    : t('expected to pass, and something was found in it');
}
