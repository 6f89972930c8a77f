/**
 * Draws only what is another one than before: what is on the page keeps its focus, its selection and what was typed there.
 */
export function redrawn<Value>(draw: (value: Value) => void): (value: Value) => void {
  let before: string | undefined
  return (value) => {
    const now = JSON.stringify(value)
    if (now === before) return
    before = now
    draw(value)
  }
}
