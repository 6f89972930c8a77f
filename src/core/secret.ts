const mask = '********'

/** A secret string that prints, serialises and interpolates as a mask. Only adapters call `reveal`. */
export interface Secret {
  reveal(): string
  readonly length: number
  toString(): string
  toJSON(): string
}

export function secret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    length: value.length,
    toString: () => mask,
    toJSON: () => mask,
    [Symbol.toPrimitive]: () => mask,
    // Node's console and assertion messages print objects through this symbol.
    [Symbol.for('nodejs.util.inspect.custom')]: () => mask,
  })
}
