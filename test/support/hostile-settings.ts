/** Every setting and variable of git's that names a program, or lets a repository name one. */
import path from 'node:path';

/** Makes a program, and answers its path. */
type Naming = (name: string) => string;

/** The text of a configuration; `hooks` is a folder. */
export function configurationNaming(program: Naming, hooks: string): string {
  const quoted = (text: string): string => `"${text}"`;
  const named = (name: string): string => quoted(program(name));
  return `
[core]
	repositoryFormatVersion = 1
	fsmonitor = ${named('fsmonitor')}
	hooksPath = "${hooks}"
	pager = ${named('pager')}
	editor = ${named('editor')}
	askPass = ${named('askpass')}
	sshCommand = ${named('ssh')}
	gitProxy = ${named('proxy')}
	alternateRefsCommand = ${named('alternates')}
	untrackedCache = true
[extensions]
	partialClone = origin
[remote "origin"]
	url = ${quoted(`ext::${program('remote')}`)}
	uploadpack = ${named('upload-pack')}
	promisor = true
	partialCloneFilter = blob:none
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[credential]
	helper = ${named('credentials')}
[filter "ev.il"]
	clean = ${named('clean')}
	smudge = ${named('smudge')}
[filter "process"]
	process = ${named('process')}
	required
[filter "required"]
	clean = ${named('required clean')}
	smudge = ${named('required smudge')}
	required = true
[diff]
	external = ${named('external diff')}
	submodule = diff
	ignoreSubmodules = none
	trustExitCode = true
[diff "evil"]
	command = ${named('diff driver')}
	textconv = ${named('textconv')}
	cachetextconv = true
[merge "evil"]
	driver = ${named('merge driver')}
[gpg]
	program = ${named('gpg')}
[gpg "ssh"]
	program = ${named('ssh-keygen')}
	allowedSignersFile = /dev/null
	defaultKeyCommand = ${named('ssh key')}
[log]
	showSignature = true
	follow = true
[status]
	submoduleSummary = true
	showUntrackedFiles = all
[submodule]
	recurse = true
[submodule "sub"]
	url = ${quoted(`ext::${program('remote')}`)}
	active = true
[fetch]
	recurseSubmodules = true
[column]
	ui = always
[color]
	ui = always
[pager]
	log = ${named('log pager')}
	status = ${named('status pager')}
	config = ${named('config pager')}
[alias]
	log = ${quoted(`!${program('alias')}`)}
	status = ${quoted(`!${program('alias')}`)}
	cat-file = ${quoted(`!${program('alias')}`)}
[trailer "evil"]
	command = ${named('trailer')}
[hook "evil"]
	command = ${named('configured hook')}
	event = post-index-change
`;
}

/** Variables of a process that is, as they say, at work in another repository. */
export function environmentNaming(program: Naming, repository: string): Readonly<Record<string, string>> {
  return {
    GIT_EXTERNAL_DIFF: program('GIT_EXTERNAL_DIFF'),
    GIT_PAGER: program('GIT_PAGER'),
    PAGER: program('PAGER'),
    GIT_EDITOR: program('GIT_EDITOR'),
    GIT_SSH: program('GIT_SSH'),
    GIT_SSH_COMMAND: program('GIT_SSH_COMMAND'),
    GIT_PROXY_COMMAND: program('GIT_PROXY_COMMAND'),
    GIT_ASKPASS: program('GIT_ASKPASS'),
    GIT_ALLOW_PROTOCOL: 'ext:file',
    GIT_NO_LAZY_FETCH: '0',
    GIT_DIR: path.join(repository, '.git'),
    GIT_WORK_TREE: repository,
    GIT_INDEX_FILE: path.join(repository, '.git/index'),
    GIT_OBJECT_DIRECTORY: path.join(repository, '.git/objects'),
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: program('core.fsmonitor'),
    GIT_CONFIG_KEY_1: 'filter.other.clean',
    GIT_CONFIG_VALUE_1: program('filter.other'),
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${program('parameters')}'`,
    GIT_LITERAL_PATHSPECS: '1',
  };
}
