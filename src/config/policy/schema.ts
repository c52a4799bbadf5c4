/** What may stand in a policy file, assembled from its keys: each is a file with how it is built. */
import { z } from 'zod';
import { allowKey } from './keys/allow.ts';
import { approvalsKey } from './keys/approvals.ts';
import { autoPromoteKey } from './keys/auto-promote.ts';
import { deployKey } from './keys/deploy.ts';
import { floorsKey } from './keys/floors.ts';
import { commonFreezesKey, freezesKey } from './keys/freezes.ts';
import { gatesKey } from './keys/gates.ts';
import { notifyKey } from './keys/notify.ts';
import { duration, login, mapping, name } from './keys/plain.ts';
import { rollbackKey } from './keys/rollback.ts';
import { separationKey } from './keys/separation-of-duties.ts';
import { trustDeploymentsByKey } from './keys/trust-deployments-by.ts';
import { verifyKey } from './keys/verify.ts';

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
    gates: gatesKey,
    freezes: freezesKey,
    approvals: approvalsKey,
    separation_of_duties: separationKey,
    unknown_authors: z
      .enum(['block', 'ignore'])
      .optional()
      .describe('What an author without an account does; block when left out.'),
    allow_forks: z.boolean().optional().describe('Whether the head of a fork may be promoted.'),
    allow: allowKey,
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
    deploy: deployKey,
    trust_deployments_by: trustDeploymentsByKey,
    auto_promote: autoPromoteKey,
    rollback: rollbackKey,
    verify: verifyKey,
    notify: notifyKey.meta({
      title: 'notify as at the top',
      description: 'Who is told beside those.',
    }),
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
    freezes: commonFreezesKey,
    notify: notifyKey,
    floors: floorsKey,
    environments: z
      .array(environment)
      .min(1)
      .max(50)
      .optional()
      .describe('In their order; may be left out only where there are floors.'),
  },
  mapping('a mapping with `version` and `environments`'),
);

type Written = z.infer<typeof policyFile>;
export type EnvironmentText = NonNullable<Written['environments']>[number];
export type PolicyText = Written & { readonly environments: readonly EnvironmentText[] };

/** A file of floors alone has no environments. */
export const textOf = (written: Written): PolicyText => ({
  ...written,
  environments: written.environments ?? [],
});

/** What each key takes. */
export const schemaOfKeys = (): object =>
  z.toJSONSchema(policyFile, { target: 'draft-2020-12', unrepresentable: 'any' });

/** JSON Schema 2020-12 of the policy file, for editors. */
export const policyJsonSchema = (): object => ({
  ...schemaOfKeys(),
  anyOf: [{ required: ['environments'] }, { required: ['floors'] }],
  title: 'Lockkeeper policy',
  description: 'What `.github/lockkeeper.yml` may say.',
});
