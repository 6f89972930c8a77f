import { printable } from '../../core/printable.ts'
import { byId } from './dom.ts'

/** Says something to those who listen to the page, when they are ready for it. */
export function announce(text: string): void {
  const status = byId('status')
  // The same sentence twice would not be read again.
  status.textContent = status.textContent === text ? `${text}\u00a0` : printable(text)
}

const shownFor = 2200
let hiding: ReturnType<typeof setTimeout> | undefined

/** The same, and for a moment in sight. */
export function notify(text: string): void {
  announce(text)
  const toast = byId('toast')
  toast.textContent = printable(text)
  toast.hidden = false
  clearTimeout(hiding)
  hiding = setTimeout(() => {
    toast.hidden = true
  }, shownFor)
}
