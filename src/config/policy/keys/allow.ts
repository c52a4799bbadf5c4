/** `allow:` who may do what. */
import { z } from 'zod';
import type { Grant, Verb } from '../../../core/policy.ts';
import { buildGrant, grant } from './plain.ts';

export const allowKey = z
  .strictObject({
    promote: grant.optional().describe('Who may ask; everyone who can write when left out.'),
    approve: grant.optional().describe('Who may vote; everyone who can write when left out.'),
    lock: grant.optional().describe('Who may lock it; everyone who can write when left out.'),
    rollback: grant
      .optional()
      .describe('Who may roll it back; everyone who can write when left out.'),
    halt: grant
      .optional()
      .describe('Who may stop all promotions; everyone who maintains when left out.'),
    quarantine: grant
      .optional()
      .describe('Who may mark a release as bad; everyone who maintains when left out.'),
    except: grant
      .optional()
      .describe('Who may let one through a freeze; everyone who maintains when left out.'),
  })
  .optional()
  .describe('Who may do what here.');

const floorGrant = (what: string) =>
  grant.optional().describe(`Who may ${what} at most; anybody when left out.`);

export const floorAllowKey = z
  .strictObject({
    promote: floorGrant('ask'),
    approve: floorGrant('vote'),
    lock: floorGrant('lock it'),
    rollback: floorGrant('roll it back'),
    halt: floorGrant('stop all promotions'),
    quarantine: floorGrant('mark a release as bad'),
    except: floorGrant('let one through a freeze'),
  })
  .optional()
  .describe('Who may do what at most: nobody else may be let in.');

/** With `byDefault` for what is not said. */
export const floorAllow = (
  text: z.infer<typeof floorAllowKey>,
  byDefault: Readonly<Record<Verb, Grant>>,
): Readonly<Record<Verb, Grant>> => ({
  promote: buildGrant(text?.promote, byDefault.promote),
  approve: buildGrant(text?.approve, byDefault.approve),
  lock: buildGrant(text?.lock, byDefault.lock),
  rollback: buildGrant(text?.rollback, byDefault.rollback),
  halt: buildGrant(text?.halt, byDefault.halt),
  quarantine: buildGrant(text?.quarantine, byDefault.quarantine),
  except: buildGrant(text?.except, byDefault.except),
});

const MAINTAIN: Grant = { users: [], teams: [], permission: 'maintain' };

export const buildAllow = (text: z.infer<typeof allowKey>): Readonly<Record<Verb, Grant>> => ({
  promote: buildGrant(text?.promote),
  approve: buildGrant(text?.approve),
  lock: buildGrant(text?.lock),
  rollback: buildGrant(text?.rollback),
  halt: buildGrant(text?.halt, MAINTAIN),
  quarantine: buildGrant(text?.quarantine, MAINTAIN),
  except: buildGrant(text?.except, MAINTAIN),
});
