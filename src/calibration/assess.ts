import { type Outcome, success } from '#base/outcome.ts';
import { type BootstrapPlan, type BootstrapResult, bootstrap } from './bootstrap.ts';
import { type HoldoutPlan, type HoldoutResult, holdout, type ReplicateProgress } from './holdout.ts';
import type { CalibrationRequest } from './request.ts';

/** What is to be found out of a fit by making it again and again. */
export type Assessment =
  | ({ readonly kind: 'holdout' } & HoldoutPlan)
  | ({ readonly kind: 'bootstrap' } & BootstrapPlan);

/** The answer, one entry a slice of the request, in its order. */
export type AssessmentResult =
  | ({ readonly kind: 'holdout' } & HoldoutResult)
  | ({ readonly kind: 'bootstrap' } & BootstrapResult);

/** An assessment with what was asked. */
export interface Assessed {
  readonly plan: Assessment;
  readonly result: AssessmentResult;
}

/** Runs an assessment of the fit that the request asks for; yields as `holdout` and `bootstrap` do. */
export function* assess(
  request: CalibrationRequest,
  assessment: Assessment,
): Generator<ReplicateProgress, Outcome<AssessmentResult>, void> {
  if (assessment.kind === 'holdout') {
    const outcome = yield* holdout(request, assessment);
    return outcome.ok ? success({ kind: 'holdout', ...outcome.value }) : outcome;
  }
  const outcome = yield* bootstrap(request, assessment);
  return outcome.ok ? success({ kind: 'bootstrap', ...outcome.value }) : outcome;
}
