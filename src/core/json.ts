/** Data that survives `JSON.stringify` unchanged; evidence consists of nothing else. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue
}
