import { z } from "zod";
import type { ZodObject, ZodRawShape, ZodType } from "zod";

/**
 * What one capability takes and gives. IPC, HTTP, CLI and every client type are derived from the map
 * of these in `methods.ts`; nothing about a method is written anywhere else.
 */
export interface Method<
  Input extends ZodObject<ZodRawShape> = ZodObject<ZodRawShape>,
  Output extends ZodType = ZodType,
  Event extends ZodType = ZodType,
> {
  /** One sentence: the help text of the command and the description of the route. */
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
  /** Streamed while the call runs; `z.never()` when the method is silent. */
  readonly event: Event;
  /** Whether the call changes stored data. Repeating one that does not is harmless. */
  readonly writes: boolean;
}

export function method<Input extends ZodObject<ZodRawShape>, Output extends ZodType>(definition: {
  summary: string;
  input: Input;
  output: Output;
  writes?: boolean;
}): Method<Input, Output, z.ZodNever>;
export function method<
  Input extends ZodObject<ZodRawShape>,
  Output extends ZodType,
  Event extends ZodType,
>(definition: {
  summary: string;
  input: Input;
  output: Output;
  event: Event;
  writes?: boolean;
}): Method<Input, Output, Event>;
export function method(definition: {
  summary: string;
  input: ZodObject<ZodRawShape>;
  output: ZodType;
  event?: ZodType;
  writes?: boolean;
}): Method {
  return { event: z.never(), writes: false, ...definition };
}
