import { notify } from './announce.ts'
import { element } from './dom.ts'

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  const copied = await toClipboard(text)
  notify(copied ? `${what} copied` : `The browser did not allow to copy: ${what} is on the page, select it there`)
}

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return fromSelection(text)
  }
}

/** Browsers have a clipboard on loopback and https only; a phone in the same network has neither. */
function fromSelection(text: string): boolean {
  const holder = element('textarea', { class: 'hidden', readonly: true, 'aria-hidden': 'true', tabindex: -1 })
  const focused = document.activeElement
  holder.value = text
  document.body.append(holder)
  holder.select()
  const copied = document.execCommand('copy')
  holder.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return copied
}
