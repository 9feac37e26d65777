/** Secrets in what is about to be written down: whoever may read a workspace may read them, and a repository keeps them for ever. */
import { t } from '@vscode/l10n';
import type { Gate } from '../ground/gate';
import { SECRETS } from '../scan/rules/secrets';
import { scanText } from '../scan/scan';
import type { Operation, Parameters } from './operation';

/** A gate for each text that looks as if it had a secret in it; none of them repeats it. */
export function secretGates(
  { parameters }: Operation,
  given: Parameters,
  override: string | undefined,
): readonly Gate[] {
  const typed = Object.entries(parameters).flatMap(([name, { type, title }]) =>
    type === 'string' || type === 'strings' ? textsIn(given[name]).map((text) => ({ title: title(), text })) : [],
  );
  return [
    ...typed.flatMap(({ title, text }) => gateOf(title, text, true)),
    // It is written down as well, and would pass itself.
    ...gateOf(t('Reason'), override ?? '', false),
  ];
}

function gateOf(title: string, text: string, overridable: boolean): readonly Gate[] {
  // Read as data: a bare word behind `password:` is prose unless it looks made up.
  const [hit] = scanText(text, SECRETS, { language: 'json' });
  if (hit === undefined) return [];
  return [
    {
      code: 'gate/secret',
      message: t('“{0}” seems to have a secret in it. {1}', title, hit.message),
      remedies: [{ title: t('Take it out, and write where it is kept instead, such as the name of a variable') }],
      overridable,
    },
  ];
}

function textsIn(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}
