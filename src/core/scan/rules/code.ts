/** What code and configuration do wrong, by category of the OWASP Top 10, where a line alone shows it. */
import { t } from '@vscode/l10n';
import { DATA, type KeyPattern, lineAround, type SecurityRule } from '../rule';

/** A key of data or code set to one of some values. Quotes and the end of the value belong to it. */
function set(keys: string, values: string): KeyPattern {
  const value = `["']?(?:${values})["']?(?![\\w.-])`;
  return {
    key: new RegExp(`(?<![A-Za-z0-9])(?:${keys})["'\\]]{0,2}[ \\t]{0,20}(?::=?|=>?)[ \\t]{0,20}${value}`, 'gi'),
  };
}

/** Off, in the ways in which a setting says so. */
const OFF = 'false|off|no|none|null|disabled?|0|never';
const INPUT = String.raw`\b(?:req(?:uest)?\.(?:query|params|body|args|form|values|GET|POST|json)|ctx\.(?:query|request)|params\[|input\(|event\.(?:body|queryStringParameters))`;

export const ACCESS: readonly SecurityRule[] = [
  {
    id: 'access/everyone',
    category: 'A01',
    message: () => t('This gives everybody access.'),
    patterns: [
      /\bchmod[ \t]{1,9}(?:-R[ \t]{1,9})?(?:0?777|a\+rwx|o\+w)\b/g,
      /"(?:Action|Principal|Resource)"[ \t]{0,9}:[ \t]{0,9}"\*"/g,
      set('allowed[_-]?roles|required[_-]?role|permissions?|acl', String.raw`\*|public-read-write|everyone|anonymous`),
    ],
  },
  {
    id: 'access/forgery',
    category: 'A01',
    message: () => t('Protection against forged requests is switched off.'),
    patterns: [set('csrf|csrf[_-]?protection|csrf[_-]?enabled|xsrf|WTF_CSRF_ENABLED', OFF), /@csrf_exempt\b/g],
  },
  {
    id: 'access/redirect',
    category: 'A01',
    message: () => t('A request says where the browser is sent.'),
    patterns: [new RegExp(`\\b(?:redirect|sendRedirect|location\\.assign)\\([^()\\n]{0,80}${INPUT}`, 'g')],
  },
];

export const CRYPTOGRAPHY: readonly SecurityRule[] = [
  {
    id: 'crypto/weak',
    category: 'A02',
    message: () => t('This algorithm is broken; use SHA-256 or newer, AES-GCM, and a slow hash for passwords.'),
    patterns: [
      /\b(?:createHash|createHmac|hashlib\.new|MessageDigest\.getInstance|Digest::)\(?["']?(?:md[245]|sha-?1)\b/gi,
      /\bhashlib\.(?:md5|sha1)\(/g,
      /\b(?:createCipher(?:iv)?|Cipher\.getInstance|CryptoJS\.)\(?["']?(?:des|3des|rc[24]|bf|[a-z0-9-]{1,20}[-/]ecb)\b/gi,
      /\bcreateCipher\(/g,
      set(
        String.raw`(?:password[_-]?)?hash(?:ing)?(?:[_-]?(?:algorithm|function|method))?|cipher(?:[_-]?suite)?|encryption(?:[_-]?algorithm)?|(?:signature[_-]?)?algorithm`,
        String.raw`md[245]|sha-?1|des|3des|rc[24]|base64|rot13|aes-\d{3}-ecb`,
      ),
    ],
  },
  {
    id: 'crypto/old-protocol',
    category: 'A02',
    message: () => t('This version of the protocol is broken; use TLS 1.2 or newer.'),
    patterns: [
      set(
        String.raw`(?:min[_-]?)?(?:tls|ssl)(?:[_-]?min)?(?:[_-]?(?:version|protocol))?|(?:minVersion|secureProtocol|ssl_protocols?)`,
        String.raw`(?:TLS|SSL)?[ _-]?v?(?:1(?:\.[01])?|2(?:\.0)?|3(?:\.0)?|TLSv1(?:[._]1)?)(?:_method)?`,
      ),
      /\bPROTOCOL_(?:SSLv[23]|TLSv1(?:_1)?)\b/g,
    ],
    // Version 2 and 3 are SSL's; TLS 1.2 and 1.3 are read above as what they are by the end of the value.
    accept: ({ 0: match }) => !/tls[^:=]{0,30}[:=][\s"']{0,20}(?:TLS)?[ _-]?v?[23]/i.test(match),
  },
  {
    id: 'crypto/guessable',
    category: 'A02',
    message: () => t('Chance that can be guessed makes a secret; use the system’s generator.'),
    patterns: [/\bMath\.random\(\)|\brandom\.(?:random|randint|choice)\(|\brand\(\)|\bmt_rand\(/g],
    accept: ({ index }, { text }) =>
      /token|secret|passw|session|nonce|salt|\bkey\b|api[_-]?key|otp|\biv\b|uuid/i.test(lineAround(text, index)),
  },
  {
    id: 'crypto/unsigned',
    category: 'A02',
    message: () => t('A signed token is taken without its signature.'),
    patterns: [
      set('alg|algorithms?|jwt[_-]?algorithm', String.raw`\[?[ ]?["']?none["']?[ ]?\]?`),
      /\bjwt\.decode\([^\n]{0,200}verify(?:_signature)?["']?[ \t]{0,4}[:=][ \t]{0,4}False/g,
    ],
  },
];

export const DESIGN: readonly SecurityRule[] = [
  {
    id: 'design/plain-passwords',
    category: 'A04',
    message: () => t('Passwords are kept as they are typed.'),
    patterns: [
      set(
        String.raw`passwords?[_-]?(?:storage|hash(?:ing)?|encoding|encryption|format)|store[_-]?passwords?(?:[_-]?as)?`,
        'plain|plain[_-]?text|clear|clear[_-]?text|none|false|off|disabled',
      ),
    ],
  },
  {
    id: 'design/no-limit',
    category: 'A04',
    message: () => t('How often something may be tried is not limited.'),
    patterns: [
      set(
        String.raw`rate[_-]?limit(?:ing|s|er)?(?:[_-]?enabled)?|throttl(?:e|ing)|lockout(?:[_-]?enabled)?|max[_-]?(?:login[_-]?)?attempts|brute[_-]?force[_-]?protection`,
        `${OFF}|unlimited|-1`,
      ),
    ],
  },
  {
    id: 'design/error-detail',
    category: 'A04',
    message: () => t('An answer tells how the program failed inside.'),
    patterns: [
      /\b(?:res|response|ctx)\.(?:status\(\d{3}\)\.)?(?:send|json|end|write)\([^\n]{0,120}\b(?:err|error|e|ex|exception)\.(?:stack|message)\b/g,
      /\breturn[ \t]{1,9}[^\n]{0,80}\btraceback\.format_exc\(\)/g,
      set(
        String.raw`(?:expose|show|return|send)[_-]?(?:stack[_-]?traces?|error[_-]?details|internal[_-]?errors)`,
        'true|yes|on|always',
      ),
    ],
  },
  {
    id: 'design/any-upload',
    category: 'A04',
    message: () => t('Files of any kind may be uploaded.'),
    patterns: [
      set(
        String.raw`allowed[_-]?(?:extensions|file[_-]?types|mime[_-]?types)|upload[_-]?types`,
        String.raw`\[?[ ]?["']?(?:\*|\*/\*|any|all)["']?[ ]?\]?`,
      ),
    ],
  },
];

export const CONFIGURATION: readonly SecurityRule[] = [
  {
    id: 'configuration/debug',
    category: 'A05',
    message: () => t('Debugging is on: it shows what only developers may see.'),
    patterns: [
      set('debug(?:[_-]?(?:mode|enabled))?|FLASK_DEBUG|DJANGO_DEBUG|display_errors', 'true|on|yes|1'),
      /\.run\([^()\n]{0,100}\bdebug[ ]?=[ ]?True\b/g,
    ],
    // Instructions show how debugging is switched on; what they say is switched on nowhere.
    kinds: ['json', 'yaml', 'settings', 'text', 'code'],
  },
  {
    id: 'configuration/any-origin',
    category: 'A05',
    message: () => t('Pages of any origin may ask.'),
    patterns: [
      set(
        String.raw`Access-Control-Allow-Origin|(?:cors[_-]?)?(?:allow(?:ed)?[_-]?)?origins?|cors`,
        String.raw`\[?[ ]?["']?\*["']?[ ]?\]?`,
      ),
      /Access-Control-Allow-Origin["'],[ ]?["']\*/gi,
    ],
  },
  {
    id: 'configuration/entities',
    category: 'A05',
    message: () => t('XML brings in another file or address.'),
    patterns: [
      /<!ENTITY[ \t]{1,9}%?[ \t]{0,9}[\w.-]{1,80}[ \t]{1,9}(?:SYSTEM|PUBLIC)\b/gi,
      set('resolve_entities|noent|load_dtd', 'true|1'),
    ],
  },
  {
    id: 'configuration/cookies',
    category: 'A05',
    message: () => t('A cookie may be read by scripts, or sent in the clear.'),
    patterns: [set(String.raw`httpOnly|http_only|(?:session_)?cookie_(?:secure|httponly)|secure_?cookies?`, OFF)],
  },
  {
    id: 'configuration/headers',
    category: 'A05',
    message: () => t('A protection that browsers and systems offer is switched off.'),
    patterns: [
      set(
        String.raw`helmet|security[_-]?headers|content[_-]?security[_-]?policy|csp|hsts|x[_-]frame[_-]options|sandbox|selinux|firewall`,
        OFF,
      ),
      /\b(?:unsafe-inline|unsafe-eval)\b/g,
      set('privileged|allowPrivilegeEscalation|hostNetwork', 'true'),
      set(
        String.raw`cidr(?:_?ip|_?blocks?)?|source_?ranges?|ingress`,
        String.raw`\[?[ ]?["']?0\.0\.0\.0/0["']?[ ]?\]?`,
      ),
    ],
  },
];

export const COMPONENTS: readonly SecurityRule[] = [
  {
    id: 'components/any-version',
    category: 'A06',
    message: () => t('Any version of a component is taken, also one that is known to be broken.'),
    patterns: [
      /\b(?:FROM|image:)[ \t]{1,9}["']?[\w./-]{1,120}:latest\b/g,
      /(?<=["'\w])["']?[ \t]{0,9}:[ \t]{0,9}["'](?:\*|latest|x|>=?[ ]?0(?:\.0){0,2})["']/g,
    ],
    accept: ({ 0: match, index }, { text }) =>
      match.endsWith('latest') ||
      /(?:ependenc(?:y|ies)|packages|requirements|components|version)/i.test(
        text.slice(Math.max(0, index - 2_000), index),
      ),
  },
  {
    id: 'components/unwatched',
    category: 'A06',
    message: () => t('Nobody looks whether components have known flaws.'),
    patterns: [
      set(
        String.raw`(?:dependency|vulnerability|component|package)[_-]?(?:scan(?:ning)?|check|audit|updates?)(?:[_-]?enabled)?|npm[_-]?audit`,
        OFF,
      ),
      /\bnpm[ \t]{1,9}(?:install|ci|i)\b[^\n]{0,100}--no-audit\b/g,
    ],
  },
  {
    id: 'components/outdated',
    category: 'A06',
    message: () => t('This version is no longer mended, or has well-known flaws.'),
    patterns: [
      /\blog4j(?:-core)?["']?[ :=@^~"'-]{1,9}2\.(?:[0-9]|1[0-6])(?:\.\d{1,3})?\b/gi,
      /\b(?:FROM|image:)[ \t]{1,9}["']?(?:python:(?:2|3\.[0-7])|node:(?:[0-9]|1[0-7])|ubuntu:1[0-8]|debian:(?:[0-9]|jessie|stretch))\b/gi,
      /["']?\b(?:jquery["']?[ :=@^~"']{1,9}[12]\.\d|lodash["']?[ :=@^~"']{1,9}(?:[0-3]\.|4\.(?:[0-9]|1[0-6])\.)|struts2?-core["']?[ :=@^~"']{1,9}2\.[0-4])/gi,
    ],
  },
];

export const AUTHENTICATION: readonly SecurityRule[] = [
  {
    id: 'authentication/off',
    category: 'A07',
    message: () => t('Nobody is asked who they are.'),
    patterns: [
      set(
        String.raw`auth(?:entication)?(?:[_-]?(?:required|enabled))?|require[_-]?auth(?:entication)?|require[_-]?login|mfa(?:[_-]?(?:required|enabled))?|two[_-]?factor|2fa`,
        OFF,
      ),
      set(String.raw`(?:min(?:imum)?[_-]?password[_-]?length|password[_-]?min(?:imum)?[_-]?length)`, '[0-7]'),
    ],
  },
  {
    id: 'authentication/any-server',
    category: 'A07',
    message: () => t('A server’s certificate is not looked at.'),
    patterns: [
      set(
        String.raw`rejectUnauthorized|verify_?ssl|ssl_?verify|strictSSL|verify_certs?|check_hostname|NODE_TLS_REJECT_UNAUTHORIZED|sslVerify`,
        OFF,
      ),
      /\b(?:requests|httpx|session)\.\w{1,10}\([^\n]{0,200}\bverify[ ]?=[ ]?False\b/g,
      /\b_create_unverified_context\b|\bCERT_NONE\b|\bInsecureSkipVerify[ \t]{0,9}:[ \t]{0,9}true\b|\bcurl\b[^\n|;]{0,60}[ ](?:-k|--insecure)\b/g,
    ],
  },
  {
    id: 'authentication/session-address',
    category: 'A07',
    message: () => t('An address carries a session.'),
    patterns: [/[?&;](?:jsessionid|phpsessid|session_?id|sid)=[A-Za-z0-9-]{6,200}/gi],
  },
];

export const INTEGRITY: readonly SecurityRule[] = [
  {
    id: 'integrity/deserialise',
    category: 'A08',
    message: () => t('Objects are made of foreign data, and may run code.'),
    patterns: [
      /\b(?:c?[pP]ickle|dill|shelve|marshal|joblib)\.loads?\(/g,
      /\byaml\.(?:unsafe_load|full_load)\(|\byaml\.load\((?![^\n]{0,200}Safe)[^\n)]/g,
      /!!python\/(?:object|name|module)|!ruby\/object|!!javax\.script/g,
      /(?<![\w.])unserialize\([^)\s]|\bnew[ ]{1,4}ObjectInputStream\(|\bBinaryFormatter\b|\bMarshal\.load\(|\brequire\(["']node-serialize["']\)/g,
      /\bO:\d{1,4}:"[\w\\]{1,100}":\d{1,4}:\{|\brO0AB[A-Za-z0-9+/]/g,
      /["']__proto__["'][ \t]{0,9}:/g,
    ],
  },
  {
    id: 'integrity/run-download',
    category: 'A08',
    message: () => t('What is downloaded is run without a look at what it is.'),
    patterns: [
      /\b(?:curl|wget)\b[^\n|]{1,200}\|[ \t]{0,9}(?:sudo[ \t]{1,9})?(?:ba|z|da)?sh\b/g,
      set(
        String.raw`(?:verify|check)[_-]?(?:signature|checksum|integrity|hash)|integrity[_-]?check|signature[_-]?verification|gpgcheck`,
        OFF,
      ),
    ],
  },
];

export const LOGGING: readonly SecurityRule[] = [
  {
    id: 'logging/off',
    category: 'A09',
    message: () => t('What happens is not recorded.'),
    patterns: [
      set(
        String.raw`(?:audit|security|access)?[_-]?log(?:ging|s)?(?:[_-]?enabled)?|audit(?:[_-]?trail)?|monitoring(?:[_-]?enabled)?|alert(?:s|ing)?`,
        OFF,
      ),
    ],
    accept: ({ 0: match }) => !/^log["']?\s*[:=]/i.test(match),
  },
  {
    id: 'logging/secret',
    category: 'A09',
    message: () => t('A secret is written to a log.'),
    patterns: [
      /\b(?:console\.(?:log|info|warn|error|debug)|log(?:ger|ging)?\.\w{1,10}|print|println|fmt\.Print\w{0,5})\((?:[^()\n]{0,120}[\s,+{$(.])?(?:\w{1,30}\.){0,3}(?:password|passwd|secret|api_?key|private_?key|access_?token|auth_?token|credit_?card|ssn)\b(?!["' ]{0,3}(?:is|was|not|must|reset|changed|required|missing|invalid))/gi,
    ],
  },
  {
    id: 'logging/forged',
    category: 'A09',
    message: () => t('Encoded line ends would forge lines of a log, or headers.'),
    patterns: [/%0d%0a/gi, /%0a(?=[\w%-]{1,40}(?::|%3a))/gi],
  },
];

export const REQUESTS: readonly SecurityRule[] = [
  {
    id: 'requests/inside',
    category: 'A10',
    message: () => t('An address leads to where only the server itself may go.'),
    patterns: [
      /\b(?:169\.254\.169\.254|metadata\.google\.internal|100\.100\.100\.200)\b|\bfd00:ec2::254/gi,
      /\b(?:gopher|dict|ldaps?|tftp|jar|netdoc):\/\/[^\s"']/gi,
      /\bhttps?:\/\/(?:0x[0-9a-f]{6,8}|\d{8,10}|0[0-7]{1,3}(?:\.0[0-7]{1,3}){3}|\[::(?:1|ffff:[\w.:]{1,40})\]|[\w.-]{1,60}\.(?:nip|sslip|xip)\.io)(?=[:/\s"']|$)/gim,
    ],
  },
  {
    id: 'requests/inside-target',
    category: 'A10',
    message: () => t('What is fetched for others leads inside.'),
    patterns: [
      /\b(?:callback|webhook|fetch|target|import|redirect|proxy|avatar|image|remote)[_-]?(?:url|uri|endpoint)?["']?[ \t]{0,9}[:=][ \t]{0,9}["']?https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})\b/gi,
    ],
    kinds: DATA,
  },
  {
    id: 'requests/input',
    category: 'A10',
    message: () => t('A request says which address the server fetches.'),
    patterns: [
      new RegExp(
        `\\b(?:fetch|axios(?:\\.\\w{1,10})?|got|request|urlopen|requests\\.\\w{1,10}|httpx\\.\\w{1,10}|http\\.get|https\\.get|curl_exec|file_get_contents)\\([^()\\n]{0,80}${INPUT}`,
        'g',
      ),
    ],
  },
];
