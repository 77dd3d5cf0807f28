import { Failure, HeadroomError, toHeadroomError } from "./errors.js";
import { isMethodName, methods } from "./methods.js";
import type { EventOf, MethodName, OutputOf, ParsedInputOf } from "./methods.js";
import { describeValue, toProblems } from "./problems.js";

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
  async function run<M extends MethodName>(
    name: M,
    input: unknown,
    { signal, onEvent }: CallOptions,
  ): Promise<OutputOf<M>> {
    const service: Services[M] = services[name];
    const parsed = parseInput(name, input);
    try {
      return await service(parsed, { signal, emit: onEvent });
    } catch (error) {
      throw toHeadroomError(error);
    }
  }
  return async (name, input, options) => run(parseMethodName(name), input, options);
}

/** Throws `not-found` unless `name` is a method. */
export function parseMethodName(name: unknown): MethodName {
  if (isMethodName(name)) return name;
  throw new HeadroomError("not-found", `there is no method ${describeValue(name)}`);
}

/** Checks a method's input and fills in its defaults. Throws `invalid-input` naming every fault. */
export function parseInput<M extends MethodName>(name: M, input: unknown): ParsedInputOf<M> {
  const parsed = methods[name].input.safeParse(input);
  // The schema just parsed it; TypeScript cannot follow a method's own schema through the union.
  if (parsed.success) return parsed.data as ParsedInputOf<M>;
  const problems = toProblems(parsed.error, input);
  throw new HeadroomError("invalid-input", `${name}: the input is not valid`, problems);
}

/** Parses a failure received from another process. */
export function parseFailure(value: unknown): HeadroomError {
  const parsed = Failure.safeParse(value);
  if (parsed.success) return HeadroomError.fromFailure(parsed.data);
  return new HeadroomError("internal", "the engine answered with a malformed error");
}
