/**
 * A measured request log in the form the fit works on: completed requests in order of arrival, on one
 * clock, in seconds since the first arrival.
 */
export interface RequestLog {
  readonly arrivalSeconds: Float64Array;
  readonly firstTokenSeconds: Float64Array;
  readonly lastTokenSeconds: Float64Array;
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
  /** Small whole number of the request's session; every request its own when the log names none. */
  readonly key: Int32Array;
  /** Leading prompt tokens that repeat the session's last request; 0 when the log does not say. */
  readonly prefixTokens: Int32Array;
  /** Replica that served each request, where the log says so. */
  readonly replica?: Int32Array;
}
