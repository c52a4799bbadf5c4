/** `auto_promote:` when a release is promoted there by itself. */
import { z } from 'zod';
import type { AutoPromote } from '../../../core/policy.ts';

export const autoPromoteKey = z
  .strictObject({
    on: z
      .enum(['push', 'completed'])
      .describe(
        'push: every push to the default branch; completed: what completed in the environments before.',
      ),
  })
  .optional()
  .describe('When a release is promoted here by itself; never when left out.');

export const buildAutoPromote = (text: z.infer<typeof autoPromoteKey>): AutoPromote | null =>
  text === undefined ? null : { on: text.on };
