/** In a mutation run the first counterexample is enough: looking for a smaller one takes minutes at every change. */
import fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
