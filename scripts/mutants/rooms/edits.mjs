/** Mistakes in editing files: bytes outside of a field change, or a value that others read differently is written. */
const styles = ['files/backlog-write-styles'];

export const edits = [
  {
    file: 'src/core/files/backlog/write/safety.ts',
    tests: ['files/edit-safety'],
    mistakes: [
      {
        text: '    noNewProblems(document, after, intended) &&\n',
        instead: '',
        harm: 'an edit that breaks another part of the backlog is made',
      },
      {
        text: '    sameFields(document.header, after.header) &&\n',
        instead: '',
        harm: 'an edit that changes the header of the backlog is made',
      },
      {
        text: "sameList('dependencies', document.dependencies, after.dependencies, intended) &&",
        instead: 'true &&',
        harm: 'an edit that changes a dependency on its way is made',
      },
      {
        text: ' &&\n    sameSizes(document, after, intended)',
        instead: '',
        harm: 'an edit that puts a mission into another sprint on its way is made',
      },
      {
        text: 'if (before.size !== after?.size) return false;',
        instead: 'if (after === undefined) return false;',
        harm: 'an edit that adds another field on its way is made',
      },
    ],
  },
  {
    file: 'src/core/files/backlog/write/replace.ts',
    tests: styles,
    mistakes: [
      {
        text: 'if (kept === undefined || (!whole && name !== undefined)) return undefined;',
        instead: 'if (kept === undefined) return undefined;',
        harm: 'in a broken backlog an anchor that may be used elsewhere goes',
      },
      {
        text: "alone ? styles : styles.filter((style) => style !== 'literal')",
        instead: 'styles',
        harm: 'a comment behind a value gets lost in a text of several lines',
      },
      {
        text: "value.endsWith('\\n');\n  const body",
        instead: 'false;\n  const body',
        harm: 'a text over several lines at the end of a file runs into what follows',
      },
      {
        text: 'if (node.properties?.tagged === true) return undefined;',
        instead: '',
        harm: 'a value behind a tag becomes whatever the tag says',
      },
      {
        text: 'const name = propertiesOf(node)?.anchor;',
        instead: 'const name: string | undefined = undefined;',
        harm: 'an anchor is taken away with its value',
      },
    ],
  },
  {
    file: 'src/core/files/backlog/write/add.ts',
    tests: styles,
    mistakes: [
      {
        text: "const hasComma = text[comma] === ',';",
        instead: 'const hasComma = false;',
        harm: 'a field added behind a last comma leads to two commas',
      },
      {
        text: "if (last === undefined || keyTextOf(last.key) !== 'missions' || pairs.length < 2) return last;",
        instead: 'if (pairs.length < 2) return last;',
        harm: 'a new field is not put at the end of its entry',
      },
      {
        text: 'newText: fresh ? lines + lineEnd : lineEnd + lines',
        instead: "newText: fresh ? lines + '\\n' : '\\n' + lines",
        harm: 'a line added to a file with CRLF ends otherwise than the others',
      },
      {
        text: "end: stop + (text.startsWith('\\r\\n', stop) ? 2 : 1), newText: ''",
        instead: "end: stop + 1, newText: ''",
        harm: 'removing a line of a file with CRLF leaves a line feed',
      },
    ],
  },
  {
    file: 'src/core/files/backlog/write/remove.ts',
    tests: styles,
    mistakes: [
      {
        text: 'if (sprint.missions.length > 0)',
        instead: 'if (sprint.missions.length > 1)',
        harm: 'a sprint with one mission is not removed, and nobody says why',
      },
      {
        text: 'if (list.items.length > 1) return [lines];',
        instead: 'return [lines];',
        harm: 'the last mission of a sprint leaves a key without a list',
      },
      {
        text: "!text.slice(from, to).includes('#');",
        instead: 'to >= from;',
        harm: 'a comment between two entries goes with one of them',
      },
      {
        text: 'const kept = keepAnchors(roots, text, extentOf(mapping));',
        instead: 'const kept = { edits: [] };',
        harm: 'removing an entry takes the value from those that refer to it',
      },
    ],
  },
  {
    file: 'src/core/files/backlog/write/move.ts',
    tests: styles,
    mistakes: [
      {
        text: 'return line.slice(Math.min(blanks, -shift));',
        instead: 'return line.slice(-shift);',
        harm: 'the text of a moved mission loses letters at its lines’ beginnings',
      },
    ],
  },
  {
    file: 'src/core/files/backlog/write/lists.ts',
    tests: styles,
    mistakes: [
      {
        text: 'if (pair !== undefined && !isEmptyList(pair.value)) return undefined;',
        instead: '',
        harm: 'something that is no list is replaced by one',
      },
      {
        text: 'if (above < floor || !/^[ \\t]*#/.test(text.slice(above, at))) break;',
        instead: 'if (!/^[ \\t]*#/.test(text.slice(above, at))) break;',
        harm: 'a mission is put into the text of the one before it',
      },
    ],
  },
  {
    file: 'src/core/files/backlog/write/values.ts',
    tests: styles,
    mistakes: [
      {
        text: "if (style === 'plain' && TYPED_ELSEWHERE.test(value) && !DOTTED.test(value)) continue;",
        instead: '',
        harm: 'a name such as 08:30 or y is read as something else by other tools',
      },
      {
        text: ".replace(/^(-?\\d+)e/, '$1.0e')",
        instead: '',
        harm: 'a number such as 1e+16 is text to Python',
      },
    ],
  },
  {
    file: 'src/core/files/yaml/quote.ts',
    tests: ['files/yaml-scalars', ...styles],
    mistakes: [
      {
        text: 'value.replaceAll("\'", "\'\'")',
        instead: 'value',
        harm: 'an apostrophe ends a name in single quotes',
      },
      {
        text: '    !(flow && /[,?[\\]{}]|:$/.test(text)) &&\n',
        instead: '',
        harm: 'a comma in a name ends it, inside of braces',
      },
      {
        text: ' &&\n    !isAmbiguous(text)',
        instead: '',
        harm: 'a text is written that YAML 1.2 reads as a number',
        survives:
          'a second net: `values.ts` quotes the same texts before, so that no text is known that only this one holds back',
      },
      {
        text: '/: |:$| #|^\\.\\.\\./',
        instead: '/: |:$|^\\.\\.\\./',
        harm: 'a # in a note makes its rest a comment',
      },
      {
        text: "`|${ends ? '' : '-'}${lineEnd}${body}`",
        instead: '`|${lineEnd}${body}`',
        harm: 'a note of several lines gets a line end that it did not have',
      },
    ],
  },
  {
    file: 'src/core/files/context/write.ts',
    tests: ['files/context-write', 'files/context-join'],
    mistakes: [
      {
        text: 'sameBesides(document.root, after.root, path',
        instead: 'sameBesides(after.root, after.root, path',
        harm: 'an edit that changes another value of a context is made',
      },
      {
        text: "!document.problems.some(({ kind }) => kind === 'syntax' || kind === 'merge-marker') &&\n",
        instead: '',
        harm: 'a context that is broken is edited',
      },
      {
        text: 'const ascii = !/[\\u0080-\\uffff]/.test(text) && /\\\\u[0-9a-fA-F]{4}/.test(text);',
        instead: 'const ascii = false;',
        harm: 'a file that keeps to ASCII gets other letters',
      },
      {
        text: 'const lineEnd = lineEndOf(text);',
        instead: "const lineEnd = '\\n';",
        harm: 'a context with CRLF gets lines that end otherwise',
      },
      {
        text: 'index < step ? index : index + 1',
        instead: 'index <= step ? index : index + 1',
        harm: 'no element can be put into a list before another one',
      },
    ],
  },
  {
    file: 'src/core/files/lines.ts',
    tests: ['files/lines', 'merge/sessions'],
    mistakes: [
      {
        text: "const unfinished = last !== undefined && last !== '\\n';",
        instead: 'const unfinished = false;',
        harm: 'an event is glued to a last line without its end',
      },
      {
        text: "return feed > 0 && text[feed - 1] === '\\r' ? '\\r\\n' : '\\n';",
        instead: "return '\\n';",
        harm: 'a log in CRLF gets lines that end otherwise',
      },
    ],
  },
  {
    file: 'src/core/files/log/parse.ts',
    tests: ['files/log'],
    mistakes: [
      {
        text: 'if (feed !== carriage + 1) end = carriage + 1;',
        instead: 'end = carriage + 1;',
        harm: 'a CRLF ends two lines, and line numbers are wrong',
      },
      {
        text: "if (first > 0 && log.lines[first - 1]?.text.endsWith('\\r') === true) first--;",
        instead: '',
        harm: 'a line feed typed behind a carriage return makes a line too many',
      },
      {
        text: 'next = hunk.last + 1;',
        instead: 'next = hunk.last;',
        harm: 'a line appears twice after an edit',
      },
    ],
  },
  {
    file: 'src/core/files/log/glued.ts',
    tests: ['files/log', 'repair/repair'],
    mistakes: [
      {
        text: "if (quoted && unit === '\\\\') at++;\n    else if",
        instead: 'if',
        harm: 'a brace in a summary with quotes is taken for the seam of two events',
      },
      {
        text: 'if (parts.length === MOST_PARTS) return [text];',
        instead: '',
        harm: 'a file of brackets fills the memory',
      },
    ],
  },
  {
    file: 'src/core/files/log/time.ts',
    tests: ['files/log-event', 'files/log'],
    mistakes: [
      {
        text: "(zone.startsWith('-') ? -1 : 1)",
        instead: '1',
        harm: 'times west of Greenwich are off by twice their zone',
      },
      {
        text: 'Number(second) > 60)',
        instead: 'Number(second) >= 60)',
        harm: 'an event of a leap second has no time',
      },
      {
        text: 'if (new Date(midnight).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return undefined;',
        instead: '',
        harm: 'the 31st of February is a day in March',
      },
    ],
  },
  {
    file: 'src/core/files/log/event.ts',
    tests: ['files/log-event', 'files/log'],
    mistakes: [
      {
        text: "firstText(fields, 'status', 'type')",
        instead: "firstText(fields, 'status')",
        harm: 'events of the older shape have no status',
      },
      {
        text: "(value !== '' || name === names.at(-1))",
        instead: 'true',
        harm: 'an empty time hides the one in another field',
      },
    ],
  },
];
