/** How an operation is called on the command line: what its parameters are there, and how help shows them. */
import { t } from '@vscode/l10n';
import { isId, type Operation, type Parameter } from '../../core/operations/operation';
import { withDefault } from '../option-text';

type Named = readonly [name: string, parameter: Parameter];

/** Ids may stand behind the command, in the order of the parameters: those that are required, and the first of all. */
export function positionalOf({ parameters }: Operation): readonly Named[] {
  return Object.entries(parameters).filter(
    ([, parameter], at) => isId(parameter) && (at === 0 || parameter.required === true),
  );
}

/** What stands behind the operation's name in usage and documentation, required options first. */
export function usageOf(operation: Operation): string {
  const positional = positionalOf(operation);
  const options = Object.entries(operation.parameters)
    .filter(([name]) => !positional.some(([each]) => each === name))
    .map((each) => [each[1].required === true, longForm(each)] as const);
  return [
    ...positional.map((each) => (each[1].required === true ? argumentName(each) : `[${argumentName(each)}]`)),
    ...options.filter(([required]) => required).map(([, form]) => form),
    ...options.filter(([required]) => !required).map(([, form]) => `[${form}]`),
  ].join(' ');
}

/** The arguments as commander takes them. None is required there: each may also be given as an option. */
export function argumentsOf(operation: Operation): readonly (readonly [name: string, description: string])[] {
  return positionalOf(operation).map((each) => {
    const [name, parameter] = each;
    const described = t('{0}; also as {1}', parameter.title(), flagOf(name, parameter));
    return [`[${argumentName(each)}]`, marked(described, parameter)];
  });
}

/** The options as commander takes them. */
export function optionsOf(operation: Operation): readonly (readonly [flags: string, description: string])[] {
  const positional = positionalOf(operation);
  return Object.entries(operation.parameters).map((each) => {
    const [name, parameter] = each;
    const form = longForm(each).replace(
      / (.+?)(…?)$/,
      (_, value: string, more) => ` <${value}${more === '' ? '' : '...'}>`,
    );
    const isArgument = positional.some(([other]) => other === name);
    return [form, isArgument ? parameter.title() : marked(parameter.title(), parameter)];
  });
}

/** What is required and not given, as a person would give it; `given` are the parameters. */
export function missingIn(operation: Operation, given: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(operation.parameters)
    .filter(([name, { required }]) => required === true && isBlank(given[name]))
    .map(([name, parameter]) => flagOf(name, parameter));
}

/** The command line's option of a parameter. */
export function flagOf(name: string, { flag }: Parameter): string {
  return `--${flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function marked(title: string, { required, default: otherwise }: Parameter): string {
  if (required === true) return t('{0} (required)', title);
  return otherwise === undefined ? title : withDefault(title, otherwise());
}

/** `--need TEXT…` */
function longForm([name, parameter]: Named): string {
  const flag = flagOf(name, parameter);
  switch (parameter.type) {
    case 'boolean':
      return flag;
    case 'choice':
      return `${flag} ${(parameter.choices ?? []).map(({ value }) => value).join('|')}`;
    case 'strings':
      return `${flag} ${parameter.placeholder ?? 'TEXT'}…`;
    default:
      return `${flag} ${parameter.placeholder ?? (isId(parameter) ? 'ID' : 'TEXT')}`;
  }
}

/** What an argument is called: a mission, which most operations are about, by `ID` alone. */
function argumentName([name, { type, placeholder }]: Named): string {
  return placeholder ?? (name === type && type === 'mission' ? 'ID' : name.toUpperCase());
}
