/**
 * Watches a sandbox for whatever is not as GitHub publishes it: what the app sends, what it is
 * answered, and what is delivered to it.
 */
import type { Exchange } from '../../src/sandbox/rest/server.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { answerFaults, faultsIn } from './openapi.ts';
import { payloadFaults } from './webhooks.ts';

export interface Watch {
  readonly observe: (exchange: Exchange) => void;
  /** Throws where anything was wrong, with all of it. */
  end(sandbox: Pick<Sandbox, 'deliveries'>): void;
}

/** `answers` leaves out what was sent, for tests that send what is wrong. */
export const watchConformance = (what: 'all' | 'answers' = 'all'): Watch => {
  const found = new Set<string>();
  return {
    observe: (exchange) => {
      // Its answers are executed over a schema that is a part of GitHub's.
      if (exchange.route === '/graphql') return;
      const faults = what === 'all' ? faultsIn(exchange) : answerFaults(exchange);
      for (const fault of faults) found.add(fault);
    },
    end: ({ deliveries }) => {
      for (const { event, action, body } of deliveries) {
        for (const fault of payloadFaults(event, action, JSON.parse(body))) found.add(fault);
      }
      if (found.size > 0) throw new Error(`Not as GitHub does it:\n${[...found].join('\n')}`);
    },
  };
};
