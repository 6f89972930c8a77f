import { printable } from '../../core/printable.ts'

type Child = Node | string | null

/** Attributes by name; `true` is an attribute without value, `false` and null are none. */
type Attributes = Readonly<Record<string, string | number | boolean | null>>

/**
 * Makes an element. Strings become text, never markup, and their control and bidi characters are shown as escapes. There
 * is no way to set a handler or a style through an attribute: the page's policy forbids both.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== false) made.setAttribute(key, value === true ? '' : String(value))
  made.append(...children.filter((child) => child !== null).map(safeText))
  return made
}

/** The same, for the many elements that have nothing but a class. */
export function classed<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return element(name, { class: className }, ...children)
}

/** A button that does something. */
export function button(attributes: Attributes, label: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label)
  made.addEventListener('click', onClick)
  return made
}

/** Sentences of ours with `code` between backticks. */
export function prose(text: string): readonly Node[] {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? element('code', {}, part) : document.createTextNode(printable(part))))
}

/**
 * An element of the page's own HTML.
 * @throws if it is not there: then page and script do not belong together
 */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}

function safeText(child: Node | string): Node | string {
  return typeof child === 'string' ? printable(child) : child
}
