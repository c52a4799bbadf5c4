/** What a request says: a header, and a body of bounded size in UTF-8. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

export const header = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' && value.length <= 256 ? value : null;
};

/** The whole body, or null when it is larger than that, or is said to be before it comes. */
export const readBody = async (
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | null> => {
  if (Number(header(request, 'content-length') ?? 0) > maxBytes) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // Whoever sends too much reads the answer by the same connection.
  const sent: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of sent) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

export const decodeUtf8 = (body: Buffer): string | null =>
  isUtf8(body) ? body.toString('utf8') : null;
