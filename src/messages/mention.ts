/** Names that call somebody: used only where being called is the point. */
import { code } from './escape.ts';

/** As GitHub reads a mention: letters, digits, dashes. Anything else is shown and mentions nobody. */
export const mention = (name: string): string =>
  /^[\w-]+(?:\/[\w.-]+)?$/.test(name) ? `@${name}` : code(name);
