/** `/help`: what this person can do here, now. */
import { ok } from '../core/result.ts';
import { helpText } from '../services/views/help-view.ts';
import { command } from './command.ts';

export const help = command<'help', null>({
  name: 'help',
  usage: '/help',
  summary: 'says what you can do here, now',
  examples: ['/help'],
  flags: [],
  parse: () => ok(null),
  run: async (world, caller, _args, all) => ({
    answer: { kind: 'text', markdown: await helpText(world, caller, all) },
  }),
});
