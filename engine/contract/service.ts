import { CancelledError } from "../base/progress.js";
import { Failure, HeadroomError } from "./errors.js";
import { isMethodName, methods } from "./methods.js";
import type { EventOf, MethodName, OutputOf, ParsedInputOf } from "./methods.js";
import { toProblems } from "./problems.js";

/** What a running call may use besides its input. */
export interface CallContext<M extends MethodName> {
  readonly signal: AbortSignal;
  emit(event: EventOf<M>): void;
}

/** One function per method: the engine as every host sees it. */
export type Services = {
  readonly [M in MethodName]: (
    input: ParsedInputOf<M>,
    context: CallContext<M>,
  ) => Promise<OutputOf<M>>;
};

/** Options of a call that crosses a boundary: events arrive unparsed, the signal cancels. */
export interface CallOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: unknown) => void;
}

/** Calls a method by name with untrusted input. Every failure leaves as a {@link HeadroomError}. */
export type Dispatch = (name: string, input: unknown, options: CallOptions) => Promise<unknown>;

/** Parses the input at the boundary, runs the service, and turns whatever it throws into a HeadroomError. */
export function createDispatch(services: Services): Dispatch {
  return async (name, input, { signal, onEvent }) => {
    const parsed = parseInput(name, input);
    // The map ties name, input and service together; TypeScript cannot follow that through a union.
    const service = services[parsed.name] as (input: unknown, context: unknown) => Promise<unknown>;
    try {
      return await service(parsed.input, { signal, emit: onEvent });
    } catch (error) {
      throw toHeadroomError(error);
    }
  };
}

/** Checks that `name` is a method and `input` is its input. Throws `not-found` or `invalid-input`. */
export function parseInput(name: string, input: unknown): { name: MethodName; input: unknown } {
  if (!isMethodName(name))
    throw new HeadroomError("not-found", `there is no method ${JSON.stringify(name)}`);
  const parsed = methods[name].input.safeParse(input);
  if (parsed.success) return { name, input: parsed.data };
  const problems = toProblems(parsed.error, input);
  throw new HeadroomError("invalid-input", `${name}: the input is not valid`, problems);
}

/** Maps anything thrown to the error that may cross a boundary; unknown ones keep only their message. */
export function toHeadroomError(error: unknown): HeadroomError {
  if (error instanceof HeadroomError) return error;
  if (error instanceof CancelledError)
    return new HeadroomError("cancelled", "cancelled on request");
  return new HeadroomError("internal", error instanceof Error ? error.message : String(error));
}

/** Parses a failure received from another process. */
export function parseFailure(value: unknown): HeadroomError {
  const parsed = Failure.safeParse(value);
  if (parsed.success) return HeadroomError.fromFailure(parsed.data);
  return new HeadroomError("internal", "the engine answered with a malformed error");
}
