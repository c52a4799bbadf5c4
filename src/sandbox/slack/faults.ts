/** Calls of the app that fail because a story asked for it, as Slack does in its bad hours. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

export interface SlackFault {
  /**
   * An HTTP status, or an error of Slack's by its code. `cut` ends the connection without an answer;
   * `hang` keeps it open until `release`, and goes on then.
   */
  readonly as: number | { readonly error: string } | 'cut' | 'hang';
  /** So many calls go well before. */
  readonly skip?: number;
  /** One unless told otherwise. */
  readonly times?: number;
  /** The call does what it was to do, and only its answer is lost or changed. */
  readonly afterEffect?: boolean;
}

export interface SlackLimit {
  readonly retryAfterSeconds: number;
  /** So many calls go well before. */
  readonly skip?: number;
  readonly times?: number;
}

export interface OrderedFault {
  /** So often it has still to happen. */
  left(): number;
  /** Lets the calls go on that hang. */
  release(): void;
}

export interface SlackFaults {
  /** `method` is `chat.postMessage`, `response_url`, or `*` for any. */
  fail(method: string, fault: SlackFault): OrderedFault;
  limit(method: string, limit: SlackLimit): OrderedFault;
  /** From here on nothing is made to fail, and what hangs goes on. */
  heal(): void;
  through(
    c: Context<{ Bindings: HttpBindings }>,
    method: string,
    work: () => Promise<Response>,
  ): Promise<Response>;
}

interface Open {
  readonly method: string;
  readonly fault: SlackFault;
  readonly retryAfterSeconds: number | null;
  readonly released: Promise<void>;
  readonly release: () => void;
  left: number;
  skip: number;
}

export const createSlackFaults = (): SlackFaults => {
  const open: Open[] = [];
  const add = (
    method: string,
    fault: SlackFault,
    retryAfterSeconds: number | null,
  ): OrderedFault => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { times: left = 1, skip = 0 } = fault;
    const ordered: Open = { method, fault, retryAfterSeconds, released, release, left, skip };
    open.push(ordered);
    return { left: () => ordered.left, release };
  };
  const next = (method: string): Open | null => {
    const matching = open.filter(
      (each) => each.left > 0 && (each.method === '*' || each.method === method),
    );
    const found = matching.find(({ skip }) => skip === 0);
    for (const each of matching) each.skip = Math.max(0, each.skip - 1);
    if (found === undefined) return null;
    found.left -= 1;
    return found;
  };
  return {
    fail: (method, fault) => add(method, fault, null),
    limit: (method, { retryAfterSeconds, ...rest }) =>
      add(method, { as: { error: 'ratelimited' }, ...rest }, retryAfterSeconds),
    heal: () => {
      for (const { release } of open) release();
      open.length = 0;
    },
    through: async (c, method, work) => {
      const ordered = next(method);
      if (ordered === null) return await work();
      const early = ordered.fault.afterEffect === true ? await work() : null;
      if (ordered.fault.as !== 'hang') return answerTo(c, method, ordered);
      const { socket } = c.env.incoming;
      const closed = new Promise<void>((resolve) => socket.once('close', resolve));
      await Promise.race([ordered.released, closed]);
      return early ?? (socket.destroyed ? new Response(null) : await work());
    },
  };
};

const answerTo = (
  c: Context<{ Bindings: HttpBindings }>,
  method: string,
  { fault, retryAfterSeconds }: Open,
): Response => {
  if (typeof fault.as === 'number') return new Response('Server Error', { status: fault.as });
  if (typeof fault.as === 'string') {
    c.env.incoming.socket.destroy();
    return new Response(null);
  }
  const { error } = fault.as;
  // There the status says it, and not the answer alone.
  const status = method === 'response_url' ? 500 : 200;
  if (retryAfterSeconds === null) return Response.json({ ok: false, error }, { status });
  const headers = { 'retry-after': `${retryAfterSeconds}` };
  return Response.json({ ok: false, error }, { status: 429, headers });
};
