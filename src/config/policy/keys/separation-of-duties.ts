/** `separation_of_duties:`. */
import { z } from 'zod';
import { PARTS, type SeparationPolicy } from '../../../core/policy.ts';

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

export const separationKey = separation
  .optional()
  .describe(
    'Who may not approve; when left out, strict for production, change where approvals have rules, else off.',
  );

export const buildSeparation = (
  written: z.infer<typeof separationKey>,
  environment: { readonly production: boolean; readonly hasRules: boolean },
): SeparationPolicy => {
  const byDefault = defaultLevel(environment);
  const plain = written === undefined || typeof written === 'string' || Array.isArray(written);
  if (plain)
    return { level: written ?? byDefault, reviewedChanges: 'exempt', promoteByOthers: false };
  return {
    level: written.level ?? byDefault,
    reviewedChanges: written.reviewed_changes ?? 'exempt',
    promoteByOthers: written.promote_by_others ?? false,
  };
};

/** Where people are asked to approve, nobody approves their own work unless the policy says so. */
const defaultLevel = ({
  production,
  hasRules,
}: {
  readonly production: boolean;
  readonly hasRules: boolean;
}): SeparationPolicy['level'] => {
  if (production) return 'strict';
  return hasRules ? 'change' : 'off';
};
