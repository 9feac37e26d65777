/** Secrets in what is about to be written down: whoever may read a workspace may read them, and a repository keeps them for ever. */
import { t } from '@vscode/l10n';
import { refusalOf } from '../commit/gates';
import type { Gate } from '../ground/gate';
import { SECRETS } from '../scan/rules/secrets';
import { scanText } from '../scan/scan';
import type { Operation, Parameters } from './operation';

/** A gate for each text that looks as if it had a secret in it; none of them repeats it. */
export function secretGates(
  { parameters }: Operation,
  given: Parameters,
  { agent, override }: { readonly agent?: string | undefined; readonly override?: string | undefined },
): readonly Gate[] {
  const typed = Object.entries(parameters).flatMap(([name, { type, title }]) =>
    type === 'string' || type === 'strings' ? textsIn(given[name]).map((text) => ({ title: title(), text })) : [],
  );
  return [...typed.flatMap(({ title, text }) => gateOf(title, text, true)), ...ofWhoAndWhy({ agent, override })];
}

/** These are written down as well, and a reason would pass itself. */
function ofWhoAndWhy({
  agent = '',
  override = '',
}: {
  agent?: string | undefined;
  override?: string | undefined;
}): readonly Gate[] {
  return [...gateOf(t('Reason'), override, false), ...gateOf(t('Agent'), agent, false)];
}

/** Refuses texts that are written down by what is no operation of the registry, where one seems to have a secret in it; by their titles. */
export function refuseSecrets(texts: Readonly<Record<string, string | undefined>>): void {
  const gates = Object.entries(texts).flatMap(([title, text]) => gateOf(title, text ?? '', false));
  if (gates.length > 0) throw refusalOf(gates);
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
