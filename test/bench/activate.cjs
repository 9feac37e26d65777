/**
 * `node activate.cjs DIST`: loads the extension and activates it, without an editor. Whatever it asks of `vscode` is a
 * stand-in that does nothing, so what is timed is our own part.
 */
'use strict';
const Module = require('node:module');
const path = require('node:path');

const standIn = new Proxy(function () {}, {
  get: (_, name) => {
    // Not a promise, and an empty list.
    if (name === 'then' || name === 'bundle') return undefined;
    if (name === Symbol.iterator) return [][Symbol.iterator].bind([]);
    if (name === Symbol.toPrimitive) return () => '';
    return standIn;
  },
  set: () => true,
  apply: () => standIn,
  construct: () => standIn,
});

const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? standIn : load(name, ...rest));

const dist = path.resolve(process.argv[2]);
const { activate } = require(path.join(dist, 'extension.js'));
void (async () => {
  const extensionPath = path.dirname(dist);
  const extension = { packageJSON: require(path.join(extensionPath, 'package.json')) };
  await activate({ extensionPath, extension, subscriptions: [], asAbsolutePath: (file) => file });
  process.exit();
})();
