/**
 * What may stand in a policy file, assembled from the gates' own options: a gate is configured here
 * by being in the registry, and nowhere else.
 */
import { z } from 'zod';
import { gateNames, gates } from '../../core/gates/registry.ts';
import { CHANNELS, ROLES } from '../../core/person.ts';
import { PARTS } from '../../core/policy.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const NAME_RULE =
  'a name of at most 64 letters, digits, dots, dashes and underscores, the first a letter or digit';
const DURATION = /^(?:\d+[dhms])+$/;

const name = z.string().regex(NAME, NAME_RULE);
const TIME = 'a time such as 30m, 2h or 7d';
// Without `abort`, a union that also takes a word would not say so.
const duration = z.string(TIME).regex(DURATION, { error: TIME, abort: true });
const login = z
  .string()
  .max(100)
  .regex(/^@?[\w-]+(?:\[bot\])?$/, 'a GitHub login such as octocat')
  .describe('A GitHub login.');
const team = z
  .string()
  .max(200)
  .regex(/^@?(?:[\w-]+\/)?[\w.-]+$/, 'a team such as platform or @acme/platform')
  .describe('A team, as its slug or @organisation/slug.');
const permission = z.enum(ROLES.slice(1) as ['read', 'triage', 'write', 'maintain', 'admin']);

/** Says what was expected where something other than a mapping stands. */
const mapping = (expected: string): { error: z.core.$ZodErrorMap } => ({
  error: ({ code }) => (code === 'invalid_type' ? expected : undefined),
});

const grantShape = {
  users: z.array(login).optional().describe('Logins.'),
  teams: z.array(team).optional().describe('Teams; members of nested teams included.'),
  permission: permission
    .optional()
    .describe('A floor for all of them; alone, everyone who has it.'),
};
const grant = z.union([permission, z.strictObject(grantShape)]);

const rule = z.strictObject({
  name: name.optional().describe('Shown to people; must be unique in the environment.'),
  count: z.int().min(1).max(20).optional().describe('How many people; 1 when left out.'),
  ...grantShape,
});

/** Configured beside `gates:`, because people look for them there. */
const ELSEWHERE = ['approvals', 'separation-of-duties'];
export const configurableGates = gateNames.filter((each) => !ELSEWHERE.includes(each));

const onFailure = z
  .enum(['block', 'warn'])
  .optional()
  .describe('What a failure does; block when left out.');

/** `false` switches a gate off, `true` takes its defaults, an object configures it. */
const gateSetting = (gate: keyof typeof gates) => {
  const options = gates[gate].options;
  const shape = options instanceof z.ZodObject ? options.shape : {};
  return z
    .union([z.boolean(), z.strictObject({ ...shape, on_failure: onFailure })])
    .optional()
    .describe('This gate; `true` takes its defaults, `false` switches it off.');
};
const gatesShape = Object.fromEntries(configurableGates.map((each) => [each, gateSetting(each)]));

const level = z.enum(['off', 'requester', 'change', 'strict']);
const separation = z.union([
  level,
  z.array(z.enum(PARTS)).min(1),
  z.strictObject({
    level: z
      .union([level, z.array(z.enum(PARTS)).min(1)])
      .optional()
      .describe('How far it reaches, or the parts in a change that exclude.'),
    reviewed_changes: z
      .enum(['exempt', 'exclude'])
      .optional()
      .describe(
        '`exclude` excludes the people of other changes that ship even where others reviewed them.',
      ),
    promote_by_others: z
      .boolean()
      .optional()
      .describe('Who promoted the release before may not ask for the next environment.'),
  }),
]);

const githubDeployer = z.strictObject({
  timeout: duration.optional().describe('How long a deployment may take; 30m when left out.'),
  reporters: z
    .array(login)
    .max(20)
    .optional()
    .describe('Bots whose deployment statuses count; github-actions[bot] when left out.'),
});

const environment = z.strictObject(
  {
    name: name.describe('What people type and GitHub shows.'),
    after: z
      .union([name, z.array(name)])
      .optional()
      .describe('The environments before; the previous one in the file when left out.'),
    fan_in: z
      .enum(['all', 'any'])
      .optional()
      .describe('Whether all environments before are needed, or any; all when left out.'),
    aliases: z.array(name).optional().describe('Other names that people may type.'),
    production: z
      .boolean()
      .optional()
      .describe(
        'Turns on strict separation of duties and the gate contains-live, unless said otherwise.',
      ),
    url: z
      .url({ protocol: /^https?$/, error: 'a URL such as https://example.com' })
      .meta({ pattern: '^https?://', description: 'Where it can be seen.' })
      .optional(),
    gates: z.strictObject(gatesShape).optional().describe('Gates of this environment, by name.'),
    approvals: z
      .strictObject({
        rules: z
          .array(rule)
          .max(20)
          .optional()
          .describe('All must be met; each counts on its own.'),
        distinct_people: z
          .int()
          .min(1)
          .max(50)
          .optional()
          .describe('So many different people over all rules.'),
        via: z.array(z.enum(CHANNELS)).min(1).optional().describe('The ways of voting that count.'),
        after_request: z.boolean().optional().describe('Counts only votes cast after the request.'),
      })
      .optional()
      .describe('Who has to say yes.'),
    separation_of_duties: separation
      .optional()
      .describe(
        'Who may not approve; when left out, strict for production, change where approvals have rules, else off.',
      ),
    unknown_authors: z
      .enum(['block', 'ignore'])
      .optional()
      .describe('What an author without an account does; block when left out.'),
    allow_forks: z.boolean().optional().describe('Whether the head of a fork may be promoted.'),
    allow: z
      .strictObject({
        promote: grant.optional().describe('Who may ask; everyone who can write when left out.'),
        approve: grant.optional().describe('Who may vote; everyone who can write when left out.'),
      })
      .optional()
      .describe('Who may do what here.'),
    on_block: z
      .enum(['wait', 'reject'])
      .optional()
      .describe('What a gate that says no does: the promotion waits for it to change, or ends.'),
    execute: z
      .enum(['auto', 'manual'])
      .optional()
      .describe('`manual` lets an approved promotion wait for `/execute`.'),
    queue: z
      .enum(['fifo', 'latest'])
      .optional()
      .describe('Who goes first where several wait: the oldest, or the newest alone.'),
    expire_after: duration.optional().describe('How long a promotion may wait; 7d when left out.'),
    remind_after: z
      .union([duration, z.literal('never')])
      .optional()
      .describe('Who is waited for is reminded once, after this; 24h when left out.'),
    deploy: z
      .strictObject({ github: githubDeployer.describe('By a GitHub deployment.') })
      .optional()
      .describe('How it is deployed.'),
  },
  mapping('a mapping such as `name: staging`'),
);

export const policyFile = z.strictObject(
  {
    version: z.literal(1).describe('The version of this format.'),
    people: z
      .record(z.string().max(320), login)
      .optional()
      .describe('Commit addresses without an account: the login they belong to, or machine.'),
    programs: z
      .array(login)
      .optional()
      .describe('Bots and apps whose comments may carry commands.'),
    environments: z.array(environment).min(1).max(50).describe('In their order.'),
  },
  mapping('a mapping with `version` and `environments`'),
);

export type PolicyText = z.infer<typeof policyFile>;
export type EnvironmentText = PolicyText['environments'][number];

/** JSON Schema 2020-12 of the policy file, for editors. */
export const policyJsonSchema = (): object => ({
  ...z.toJSONSchema(policyFile, { target: 'draft-2020-12', unrepresentable: 'any' }),
  title: 'Lockkeeper policy',
  description: 'What `.github/lockkeeper.yml` may say.',
});
