import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { ROOMS } from './scripts/lib/floors.mjs';

const barrels = { regex: '(^|/)index(\\.js)?$', message: 'No barrels: name the module.' };

/** Who may start programs: git in its hardened way, scripts that a person asked for, and the writer of databases. */
const STARTERS = ['src/node/ask-git.ts', 'src/node/scripts.ts', 'src/node/writer-process.ts'];
const programs = {
  paths: ['child_process', 'node:child_process'].map((name) => ({
    name,
    message: `Programs are started by ${STARTERS.join(', ')} only.`,
  })),
};

/** Rooms that know neither host nor editor: the core's, and the guardrails' own beneath their front ends. */
const PURE = ROOMS.filter(({ path }) => path.startsWith('core/') || path === 'guardrails').map((room) => ({
  ...room,
  files: `src/${room.path}/**/*.ts`,
  ignores: ROOMS.filter(({ path }) => path.startsWith(`${room.path}/`)).map(({ path }) => `src/${path}/**`),
}));

/** What a file of such a room may not import: anything of the host, the editor, a barrel, a room above. */
function pureImports(room) {
  const above = ROOMS.filter(({ floor }) => floor > room.floor).map(({ path }) => path.replace(/^core\//, ''));
  return {
    paths: programs.paths,
    patterns: [
      barrels,
      { group: ['vscode'], message: 'The core knows no editor.' },
      { regex: '^node:', message: 'The core takes the host as ports (core/ground).' },
      { regex: `^(\\.\\./)+(core/)?(${above.join('|')})/`, message: `Above the floor of ${room.path}.` },
    ],
  };
}

/** What of the host is reached without an import. */
const HOST = ['process', 'setTimeout', 'setInterval', 'setImmediate', 'Buffer', 'performance'];

export default tseslint.config(
  { ignores: ['dist', 'out', 'node_modules', '.vscode-test', 'src/core/files/generated', 'scripts/vscode-host/stubs'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.d.mts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // `${count} missions` is plainly meant; objects and functions in a template are not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An import of types alone must not evaluate the module: in-line `type` keeps the import itself.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-imports': ['error', { patterns: [barrels] }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.name='t']:not(:function *):not(PropertyDefinition *)",
          message: 'Evaluated before the language is known: put the text into a function.',
        },
      ],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: STARTERS,
    rules: { 'no-restricted-imports': ['error', { ...programs, patterns: [barrels] }] },
  },
  ...PURE.map((room) => ({
    files: [room.files],
    ignores: room.ignores,
    rules: {
      'no-restricted-globals': ['error', ...HOST],
      'no-restricted-imports': ['error', pureImports(room)],
    },
  })),
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Texts in tests are short and plain.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
);
