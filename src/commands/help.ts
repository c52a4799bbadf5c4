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
  run: async (world, caller) => {
    // The registry knows this file too: it is asked when it runs, not when it is loaded.
    const { commands } = await import('./registry.ts');
    return { answer: { kind: 'text', markdown: await helpText(world, caller, Object.values(commands)) } };
  },
});
