/** Names that call somebody: used only where being called is the point. */
import { code } from './escape.ts';

/** A login or a team; anything that GitHub gives nobody as a name is shown and mentions nobody. */
const NAME = /^[a-z\d](?:[\w-]*[a-z\d])?(?:\/[a-z\d](?:[\w.-]*[a-z\d])?)?$/i;

export const mention = (name: string): string => (NAME.test(name) ? `@${name}` : code(name));
