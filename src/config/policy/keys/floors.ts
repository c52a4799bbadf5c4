/** `floors:` what an organisation asks at least of its repositories: only in its own `.github` repository. */
import { z } from 'zod';
import { emptyFloor, PRODUCTION } from '../../../core/floors/floor.ts';
import type { Floor } from '../../../core/policy.ts';
import type { Places } from '../problem.ts';
import { floorAllow, floorAllowKey } from './allow.ts';
import { buildApprovals, floorApprovalsKey } from './approvals.ts';
import { buildFreezes, freezesKey } from './freezes.ts';
import { floorGates, floorGatesKey } from './gates.ts';
import { duration, login, loginOf, mapping, name, timeOr } from './plain.ts';
import { buildSeparation, separationKey } from './separation-of-duties.ts';

const PATTERN = 'a name with `*` for any part of it, such as prod-*';

const floor = z.strictObject(
  {
    environment: name.optional().describe('The environments of this name.'),
    pattern: z
      .string()
      .max(64)
      .regex(/^[A-Za-z0-9._*-]+$/, PATTERN)
      .optional()
      .describe('The environments of such a name, with `*` for any part of it.'),
    production: z
      .literal(true)
      .optional()
      .describe('The environments with `production: true`. One of these three is needed.'),
    approvals: floorApprovalsKey,
    separation_of_duties: separationKey.meta({
      title: 'as below',
      description: 'It must be as strict at least.',
    }),
    gates: floorGatesKey,
    freezes: freezesKey.describe('Freezes that are added to those of the repository.'),
    unknown_authors: z
      .literal('block')
      .optional()
      .describe('An author without an account must block.'),
    allow_forks: z.literal(false).optional().describe('No head of a fork may be promoted.'),
    allow: floorAllowKey,
    expire_after: duration.optional().describe('A promotion may wait no longer than this.'),
    trust_deployments_by: z
      .array(login)
      .max(20)
      .optional()
      .describe('Whose deployments past Lockkeeper may count: nobody else.'),
  },
  mapping('a mapping such as `environment: production`'),
);

export const floorsKey = z
  .array(floor)
  .min(1)
  .max(50)
  .optional()
  .describe(
    'What environments of all repositories of an organisation must have at least: only in its `.github` repository.',
  );

export type FloorText = NonNullable<z.infer<typeof floorsKey>>[number];

/** Null where it does not say for what it is, or says it twice. */
export const selectorIn = ({ environment, pattern, production }: FloorText): string | null => {
  const said = [environment, pattern, production === true ? PRODUCTION : undefined];
  const [selector, ...more] = said.flatMap((each) => each ?? []);
  return selector === undefined || more.length > 0 ? null : selector;
};

/** The keys that one of these asks for something with. */
const KEYS = Object.keys(floor.shape).filter(
  (key) => !['environment', 'pattern', 'production'].includes(key),
);

export const buildFloors = (
  floors: readonly FloorText[],
  places: Places,
): { readonly floors?: readonly Floor[] } =>
  floors.length === 0
    ? {}
    : { floors: floors.map((each, index) => buildFloor(each, index, places)) };

const buildFloor = (text: FloorText, index: number, places: Places): Floor => {
  const selector = selectorIn(text) ?? '';
  const empty = emptyFloor(selector);
  const { separation_of_duties: separation, trust_deployments_by: trust } = text;
  const at = KEYS.map((key) => {
    const { line, column } = places(['floors', index, key], true);
    return [key, { line, column }];
  });
  return {
    selector,
    places: Object.fromEntries(at),
    environment: {
      ...empty,
      ...buildFreezes(empty.name, [], text.freezes),
      approvals: buildApprovals(text.approvals),
      gates: floorGates(text.gates),
      separationOfDuties:
        separation === undefined
          ? empty.separationOfDuties
          : buildSeparation(separation, { production: false, hasRules: false }),
      unknownAuthors: text.unknown_authors ?? empty.unknownAuthors,
      allowForks: text.allow_forks ?? empty.allowForks,
      allow: floorAllow(text.allow, empty.allow),
      expireAfterMs: timeOr(empty.expireAfterMs, text.expire_after),
      ...(trust === undefined ? {} : { trustDeploymentsBy: trust.map(loginOf) }),
    },
  };
};
