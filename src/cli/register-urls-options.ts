import { OptionValueError } from './option.ts'

const types = ['Completed', 'Cancelled']

/** Daraja compares letter by letter, so an almost right one is told rather than mended. */
export function parseResponseType(text: string): string {
  if (types.includes(text)) return text
  const meant = types.find((type) => type.slice(0, 4).toLowerCase() === text.slice(0, 4).toLowerCase())
  throw new OptionValueError(`${meant === undefined ? '' : `did you mean \`${meant}\`? `}One of: ${types.join(', ')}`)
}

export function parseShortcode(text: string): string {
  if (!/^\d{5,7}$/.test(text)) throw new OptionValueError('not a shortcode; 5 to 7 digits')
  return text
}
