import type { TypeCastField, TypeCastNext } from 'mysql2'

/** One bit is how some frameworks store a boolean; everything else is as the driver reads it. */
export function readCell(field: TypeCastField, next: TypeCastNext): unknown {
  if (field.type !== 'BIT' || field.length !== 1) return next()
  const bits = field.buffer()
  return bits === null ? null : bits[0] === 1
}
