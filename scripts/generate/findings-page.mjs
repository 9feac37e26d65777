/** `docs/findings.md`: every code with its severity and its documentation, which is the comment above it in its rule's file. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { documentation } from './comments.mjs';

const FOLDERS = ['src/core/findings/rules', 'src/guardrails/references'];

/** In the order of the page; an area that is not named here gets a chapter of its own at the end. */
const CHAPTERS = [
  { title: 'Drift', areas: ['drift', 'export'] },
  { title: 'Backlog', areas: ['backlog'] },
  { title: 'Readiness', areas: ['readiness'] },
  { title: 'Session log', areas: ['log'] },
  { title: 'Contexts', areas: ['context'] },
  { title: 'Security', areas: ['security'] },
  { title: 'Telemetry', areas: ['telemetry'] },
  { title: 'Files and database', areas: ['journal', 'file', 'layout', 'database'] },
  {
    title: 'Foundational references',
    areas: ['references'],
    intro: `What these say concerns three files: \`agents.md\`, \`README.md\` and the master context. Where no document of a workspace
speaks of \`foundational-docs/\` at all, the first two are information, and \`cmos guardrails references\` alone reports them.
\`cmos lint\` and the editor report everything else here and under *Documents* as well; the verdict of parity does not
depend on it.`,
  },
  {
    title: 'Documents',
    areas: ['docs'],
    intro: `All Markdown files of the cmos root are read, and in a project with a \`cmos\` folder also its README, \`agents.md\` and
\`foundational-docs/\`. Folders that hold no documents (\`node_modules\`, \`dist\`, \`archive\`, names with a dot in front, …) are
left out, and a link that leads out of the workspace is not followed.`,
  },
];

const HEAD = `# Findings

What each code means, and what to do. A code never changes its meaning. Severities are those without other settings.

Each difference between database and files can be mended where it is shown: by a quick fix, in the Drift view, or with
\`cmos repair\` ([Repair](commands.md#repair)); the message says which side changed since both agreed, where that is known.
`;

/** The whole page. Throws for a code without documentation. */
export function findingsPage(project) {
  const codes = FOLDERS.flatMap((folder) => codesIn(path.join(project, folder)));
  const areas = new Set(codes.map(({ code }) => areaOf(code)));
  const known = new Set(CHAPTERS.flatMap((chapter) => chapter.areas));
  const others = [...areas].filter((area) => !known.has(area)).map((area) => ({ title: area, areas: [area] }));
  const chapters = [...CHAPTERS, ...others].map(({ title, intro, areas }) => {
    const own = areas.flatMap((area) => codes.filter(({ code }) => areaOf(code) === area));
    const sections = own.map(({ code, severity, text }) => `### ${code}\n\n*${severity}.* ${text}`);
    return [`## ${title}`, ...(intro === undefined ? [] : [intro]), ...sections].join('\n\n');
  });
  return `${[HEAD.trimEnd(), ...chapters].join('\n\n')}\n`;
}

function areaOf(code) {
  return code.split('/')[0];
}

function codesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => codesOf(path.join(folder, name)));
}

/** The codes of a file: the members of what it gives to `codes(…)`. */
function codesOf(file) {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'codes')
      for (const member of node.arguments[0]?.properties ?? []) found.push(codeOf(member, text, file));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function codeOf(member, text, file) {
  const code = member.name.text;
  const comment = (ts.getLeadingCommentRanges(text, member.getFullStart()) ?? []).at(-1);
  const said = comment === undefined ? '' : documentation(text.slice(comment.pos, comment.end));
  if (said === '') throw new Error(`${file}: ${code} has no documentation above it.`);
  const kind = ts.isCallExpression(member.initializer) ? member.initializer.arguments[0] : member.initializer;
  const severity = kind.properties.find(({ name }) => name.text === 'severity')?.initializer.text;
  return { code, severity, text: said };
}
