/** What GitHub answers when it does not do something: a status and a message, for people and routes. */

export class Refusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 422;
  readonly errors: readonly unknown[];

  constructor(status: Refusal['status'], message: string, errors: readonly unknown[] = []) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.errors = errors;
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');

export const invalid = (message: string, ...errors: readonly unknown[]): Refusal =>
  new Refusal(422, message, errors);
