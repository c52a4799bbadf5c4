// GitHub fails at each single call of a rollback.
import { describeFaults } from './every-call.ts';
import { ROLLBACK } from './walks.ts';

describeFaults(ROLLBACK);
