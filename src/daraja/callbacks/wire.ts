/** A number with its spelling: `1.00` stays `1.00`, which `JSON.stringify` would write as 1. */
export interface WireNumber {
  readonly digits: string
}

/** What a callback is made of; keys are written in the order in which they stand. */
export type WireValue = string | number | null | WireNumber | readonly WireValue[] | WireObject

export interface WireObject {
  readonly fields: readonly (readonly [key: string, value: WireValue])[]
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

/**
 * A number that is written as it is spelt.
 * @throws RangeError if the text is no JSON number
 */
export function wireNumber(digits: string): WireNumber {
  if (!jsonNumber.test(digits)) throw new RangeError('The amount of a callback is no JSON number')
  return { digits }
}

/** A number where the text is one, else the text. */
export function numberOrText(text: string): WireValue {
  return jsonNumber.test(text) ? { digits: text } : text
}

export function wireObject(...fields: WireObject['fields']): WireObject {
  return { fields }
}

/** An item of `ResultParameter` or `ReferenceItem`; without a value there is no `Value` at all. */
export function keyValue(key: string, value?: WireValue): WireObject {
  return value === undefined ? wireObject(['Key', key]) : wireObject(['Key', key], ['Value', value])
}

/** JSON without blanks between tokens; whether Safaricom sends any was never published. */
export function writeWire(value: WireValue): string {
  if (value === null || typeof value === 'string' || typeof value === 'number') return JSON.stringify(value)
  if ('digits' in value) return value.digits
  if ('fields' in value)
    return `{${value.fields.map(([key, inner]) => `${JSON.stringify(key)}:${writeWire(inner)}`).join(',')}}`
  return `[${value.map(writeWire).join(',')}]`
}
