/** Small values that many keys of a policy file take: names, times, logins, teams, people. */
import { z } from 'zod';
import { DURATION, durationMs } from '../../../core/duration.ts';
import { ROLES } from '../../../core/person.ts';
import type { Grant } from '../../../core/policy.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const NAME_RULE =
  'a name of at most 64 letters, digits, dots, dashes and underscores, the first a letter or digit';

export const name = z.string().regex(NAME, NAME_RULE);
const TIME = 'a time such as 30m, 2h or 7d';
// Without `abort`, a union that also takes a word would not say so.
export const duration = z.string(TIME).regex(DURATION, { error: TIME, abort: true });
export const login = z
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
export const mapping = (expected: string): { error: z.core.$ZodErrorMap } => ({
  error: ({ code }) => (code === 'invalid_type' ? expected : undefined),
});

export const grantShape = {
  users: z.array(login).optional().describe('Logins.'),
  teams: z.array(team).optional().describe('Teams; members of nested teams included.'),
  permission: permission
    .optional()
    .describe('A floor for all of them; alone, everyone who has it.'),
};
/** Who may do something, or is asked for something. */
export const grant = z.union([permission, z.strictObject(grantShape)]).meta({ title: 'who' });

export type GrantText = z.infer<typeof grant>;

const WRITE: Grant = { users: [], teams: [], permission: 'write' };

export const buildGrant = (text: GrantText | undefined, byDefault = WRITE): Grant => {
  if (text === undefined) return byDefault;
  if (typeof text === 'string') return { users: [], teams: [], permission: text };
  return buildPeople(text);
};

export const buildPeople = (text: Exclude<GrantText, string>): Grant => ({
  users: (text.users ?? []).map(loginOf),
  teams: (text.teams ?? []).map(slugOf),
  permission: text.permission ?? null,
});

/** `@ada` is how people write the login `ada`. */
export const loginOf = (login: string): string => login.replace(/^@/, '');

/** `@acme/platform` and `acme/platform` are how people write the team `platform`. */
export const slugOf = (team: string): string =>
  (team.split('/').at(-1) ?? team).replace(/^@/, '').toLowerCase();

export const timeOr = (byDefault: number, text: string | undefined): number =>
  text === undefined ? byDefault : durationMs(text);
