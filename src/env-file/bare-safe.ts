/** A character that a value must not hold, with its place in the value (UTF-16 units from 0). */
export interface UnsafeCharacter {
  readonly character: string
  readonly index: number
}

/**
 * Characters that every loader reads as themselves in an unquoted value: found by giving each one, first, in the middle
 * and last, to eleven loaders. `& ( ) ; < > |` split the line in a shell that sources the file and mean nothing
 * elsewhere; a callback URL with a query needs `&`, so they are allowed.
 */
const BARE = /^[A-Za-z0-9!%*+,\-./:=?@[\]^_{}~&();<>|]$/

/** Inside quotes a space is safe as well; `#`, `$`, quotes and backslashes are read differently even there. */
const QUOTED = /^[A-Za-z0-9!%*+,\-./:=?@[\]^_{}~&();<>| ]$/

export function findUnsafeCharacter(value: string, quoted: boolean): UnsafeCharacter | null {
  const allowed = quoted ? QUOTED : BARE
  let index = 0
  for (const character of value) {
    if (!allowed.test(character)) return { character, index }
    index += character.length
  }
  return null
}
