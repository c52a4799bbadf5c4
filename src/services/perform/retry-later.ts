/** An effect could not be made now; the outbox tries it again after the wait. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly waitMs: number;
  constructor(waitMs: number, cause: Error) {
    super(cause.message, { cause });
    this.waitMs = waitMs;
  }
}
