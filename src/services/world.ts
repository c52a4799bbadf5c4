/** Everything a use case reaches the world through, handed in once by the composition root. */
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeHost } from '../ports/code-host.ts';
import type { Log } from '../ports/log.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Outside, Signatures } from '../ports/outside.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { Signer } from '../ports/signer.ts';
import type { Store } from '../ports/store.ts';
import type { Traces } from '../ports/traces.ts';
import type { Snapshots } from './facts/snapshots.ts';

export interface World {
  readonly store: Store;
  readonly host: CodeHost;
  readonly clock: Clock;
  readonly snapshots: Snapshots;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly traces: Traces;
  readonly signer: Signer;
  readonly policyReader: PolicyReader;
  readonly outside: Outside;
  readonly signatures: Signatures;
  /** Null where there is none. */
  readonly chat: Chat | null;
  /** Names of the settings without which no account can be linked. */
  readonly lacksForLinks: readonly string[];
  /** Of what is sent by webhook; its secrets are others than those of the gates. */
  readonly webhookSignatures: Pick<Signatures, 'sign'>;
  readonly webhookTimeoutMs: number;
  /** Null where there is no server for mail. */
  readonly mailer: Mailer | null;
  /** Where answers can be sent to, without a trailing slash; null where nobody set it. */
  readonly publicUrl: string | null;
  /** Kept in every decision record. */
  readonly engineVersion: string;
  /** The web address of GitHub, for links: `https://github.com`. */
  readonly webUrl: string;
  /** Where GitHub's interface is: what is answered is answered there. */
  readonly apiUrl: string;
  /** This app on GitHub: the only one whose own deployment statuses count. */
  readonly app: { readonly id: number; readonly slug: string };
}
