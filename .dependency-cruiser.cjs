// The directions of src in one list: main/cli → adapters → commands → services → ports → core.
// Each rule says why it is there and where the code belongs instead. `@swc/core` parses the sources,
// so `import type` counts like any other import.

/**
 * Packages core may use: each is deterministic and does no I/O. Add one here only with that reason.
 * The last two count days and read clocks: time zones are as Node has them.
 */
const CORE_PACKAGES = ['zod', 'canonicalize', 'rrule-temporal', 'temporal-polyfill'];

/** Packages that speak an outside language: the code that uses one is an adapter. */
const OUTSIDE_PACKAGES = [
  '@hono',
  '@octokit',
  '@opentelemetry',
  '@slack',
  'better-sqlite3',
  'commander',
  'hono',
  'kysely',
  'nodemailer',
  'pg',
  'pg-boss',
  'pino',
  'probot',
  'prom-client',
];

const installed = (names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const NPM = [
  'npm',
  'npm-dev',
  'npm-optional',
  'npm-peer',
  'npm-bundled',
  'npm-no-pkg',
  'npm-unknown',
];
const TESTS = '^(test|bench|fixtures)/';

/** @param {string} layer @param {string[]} allowed @param {string} comment */
function layer(layer, allowed, comment) {
  return {
    name: `${layer}-imports-only-inwards`,
    severity: 'error',
    comment,
    from: { path: `^src/${layer}/` },
    to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    layer(
      'core',
      [],
      'core takes facts and gives a decision, so that a decision can be replayed from its record: it knows nothing of the world around it. What must be fetched is a fact: name it in core/facts.ts, and let a service load it through a port.',
    ),
    layer(
      'ports',
      ['core'],
      'A port says in the words of core what services need from the world, so that any adapter can stand behind it. What a port needs from further out is a type: put it into core, or into the port itself.',
    ),
    layer(
      'messages',
      ['core'],
      'messages turn a decision into words and do nothing else, so that every surface says the same. What a sentence needs comes in as an argument: add it to the reason or the decision in core.',
    ),
    layer(
      'config',
      ['core'],
      'config turns text into checked values before anything runs. Using such a value is the work of whoever is given it: main.ts passes settings and policies on.',
    ),
    layer(
      'services',
      ['ports', 'core', 'messages'],
      'A service gathers facts, asks core and records the answer: it does not know which GitHub, database or chat is behind a port. Put the call into an adapter and reach it through an interface in ports; let main.ts pass settings in.',
    ),
    layer(
      'commands',
      ['services', 'ports', 'core', 'messages'],
      'A command means the same in a comment, in Slack and on the command line, so it knows none of them. What is special to a surface belongs to its adapter, which parses with commands and shows what they return.',
    ),
    layer(
      'sandbox',
      [],
      'The sandbox stands in for GitHub and Slack: it shares no code with Lockkeeper, so that it cannot share its mistakes. Speak to it over HTTP; what both need to know is in the published documents of GitHub and Slack.',
    ),
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      comment:
        'An adapter speaks one outside language; if it knew another, neither could be replaced. Let a service use both through ports, or let main.ts hand one to the other.',
      from: { path: '^src/adapters/([^/]+)' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1(/|$)' },
    },
    {
      name: 'nobody-imports-main-or-cli',
      severity: 'error',
      comment:
        'main.ts and cli.ts put the program together and start it; importing one starts it. Move what you need into the folder that it is about, and let main.ts or cli.ts import it from there.',
      from: { path: '^src/' },
      to: { path: '^src/(main|cli)[.]ts$' },
    },
    {
      name: 'composition-stays-at-the-top',
      severity: 'error',
      comment:
        'Files directly in src put the parts together, so they know every part; a part that knows them is a cycle in waiting. Take what you need as an argument.',
      from: { path: '^src/', pathNot: '^src/([^/]+$|demo/)' },
      to: { path: '^src/[^/]+$', pathNot: '^src/(main|cli)[.]ts$' },
    },
    {
      name: 'sandbox-is-for-trying-out',
      severity: 'error',
      comment:
        'Nothing that runs in production may depend on the pretended GitHub and Slack. Start the sandbox from cli.ts, adapters/cli or demo, and speak to it over HTTP.',
      from: { path: '^src/', pathNot: '^src/(sandbox/|demo/|adapters/cli/|(main|cli)[.]ts$)' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'demo-is-for-trying-out',
      severity: 'error',
      comment:
        'The demo tells a story with the whole product, so the product must not lean on it. Start it from cli.ts or adapters/cli; what the product needs of it belongs to the folder that it is about.',
      from: { path: '^src/', pathNot: '^src/(demo/|adapters/cli/|(main|cli)[.]ts$)' },
      to: { path: '^src/demo/' },
    },
    {
      name: 'core-uses-few-packages',
      severity: 'error',
      comment:
        'Every package in core must give the same answer for the same input on every machine. Do the work outside and hand the result in as a fact; a package that is deterministic and does no I/O may be added to CORE_PACKAGES with a reason.',
      from: { path: '^src/core/' },
      to: { dependencyTypes: NPM, pathNot: installed(CORE_PACKAGES) },
    },
    {
      name: 'core-leaves-node-alone',
      severity: 'error',
      comment:
        'Files, sockets, clocks and randomness come with the modules of Node, and core has none of them: name the need as a port and let an adapter fulfil it. Only core/digest.ts uses node:crypto, to hash; use what it exports.',
      from: { path: '^src/core/', pathNot: '^src/core/digest[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-digest-only-hashes',
      severity: 'error',
      comment:
        'core/digest.ts may use node:crypto because a hash depends on nothing but its input. Any other module of Node belongs behind a port.',
      from: { path: '^src/core/digest[.]ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'outside-languages-stay-outside',
      severity: 'error',
      comment:
        'GitHub, Slack, SQL, HTTP and the command line are spoken by adapters. Describe what is needed as an interface in ports, in the words of core, and translate in the adapter.',
      from: { path: '^src/(core|ports|messages|config|services|commands)/' },
      to: { path: installed(OUTSIDE_PACKAGES) },
    },
    {
      name: 'sql-only-in-the-store',
      severity: 'error',
      comment:
        'The two databases differ in small ways that adapters/store knows. Add a query there and offer it through a port.',
      from: { path: '^src/', pathNot: '^src/adapters/store/' },
      to: { path: installed(['kysely', 'better-sqlite3', 'pg']) },
    },
    {
      name: 'src-does-not-import-tests',
      severity: 'error',
      comment:
        'The product is installed without its tests. Move what both need into src, next to what it is about.',
      from: { path: '^src/' },
      to: { path: TESTS },
    },
    {
      name: 'src-does-not-need-dev-dependencies',
      severity: 'error',
      comment:
        'A production install has no devDependencies. Move the package to dependencies, or import only its types.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      comment:
        'A package that is only there because another one brought it may be gone after the next update. Add it to package.json with an exact version.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      comment:
        'This import leads nowhere, so no rule here can judge it. Write the path with its .ts extension, or install the package.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'Files in a cycle can only be understood, tested and moved together. Put what both need into a third file that imports neither; this holds for types too.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment:
        'Nothing uses this file and it uses nothing, so it does nothing. Import it from where it is needed (a registry, a composition root) or delete it.',
      from: { orphan: true, path: '^src/', pathNot: '^src/(main|cli)[.]ts$' },
      to: {},
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'require', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.d.ts'],
      mainFields: ['main', 'types'],
    },
  },
};
