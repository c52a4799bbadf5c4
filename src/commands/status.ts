/** `/status`: what runs where, and what is on its way. */
import { ok } from '../core/result.ts';
import { statusText } from '../services/views/status-view.ts';
import { command } from './command.ts';

export const status = command<'status', null>({
  name: 'status',
  usage: '/status',
  summary: 'says what runs where and what is on its way',
  examples: ['/status'],
  alsoTried: ['lock-status'],
  flags: [],
  parse: () => ok(null),
  run: async (world, caller) => ({
    answer: { kind: 'text', markdown: await statusText(world, caller) },
  }),
});
