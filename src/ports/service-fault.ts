/** A service outside did not do what it was asked. `retryAfterMs` is what it asked for itself. */
export class ServiceFault extends Error {
  override readonly name: string = 'ServiceFault';
  readonly kind: 'unreachable' | 'unreadable' | 'forbidden' | 'limited' | 'gone';
  readonly retryAfterMs: number | null;
  constructor(
    kind: ServiceFault['kind'],
    message: string,
    options?: { cause?: unknown; retryAfterMs?: number },
  ) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = options?.retryAfterMs ?? null;
  }
}
