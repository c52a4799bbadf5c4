/** Reads an answer of GitHub by its schema. What is not as documented is a fault, never a guess. */
import type { z } from 'zod';
import { HostFault } from '../../ports/code-host.ts';

/** A fault names what was asked and where the answer went wrong, never what was answered. */
export const readAnswer = <T>(what: string, schema: z.ZodType<T>, answer: unknown): T => {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? 'the answer';
  throw new HostFault('unreadable', `GitHub's answer about ${what} cannot be read at ${where}.`);
};
