/** `rollback:` what a rollback goes through here, beside the gates that hold whatever is deployed. */
import { z } from 'zod';
import type { RollbackPolicy } from '../../../core/policy.ts';
import { approvalsShape, buildApprovals } from './approvals.ts';
import { gateSettings, gatesShape } from './gates.ts';

/** What is live is never in what is gone back to: this one would hold every rollback back. */
const { 'contains-live': _never, ...shape } = gatesShape;

const migration = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/]/, 'a path such as db/migrations/**')
    .describe('Files, with `*` for a part of a name and `**` for any folders.'),
  irreversible: z
    .boolean()
    .optional()
    .describe('Whether they cannot be undone; going back across them has to be confirmed.'),
});

export const rollbackKey = z
  .strictObject({
    gates: z
      .strictObject(shape)
      .optional()
      .describe('Gates of a rollback, by name, beside those that hold always.'),
    approvals: z
      .strictObject(approvalsShape)
      .omit({ after_request: true })
      .optional()
      .describe('Who has to say yes to a rollback, after it was asked for; nobody when left out.'),
    migrations: z
      .array(migration)
      .max(20)
      .optional()
      .describe('Files that change a database: a rollback tells which it goes back across.'),
  })
  .optional()
  .describe('What a rollback goes through.');

export type RollbackText = z.infer<typeof rollbackKey>;

export const buildRollback = (
  text: RollbackText,
  environment: Parameters<typeof gateSettings>[1],
): RollbackPolicy => {
  const written = text?.gates ?? {};
  return {
    gates: gateSettings(written, environment).filter(({ gate }) => Object.hasOwn(written, gate)),
    approvals: { ...buildApprovals(text?.approvals), afterRequest: true },
    migrations: (text?.migrations ?? []).map(({ path, irreversible = false }) => ({
      path,
      irreversible,
    })),
  };
};
