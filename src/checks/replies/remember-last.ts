/**
 * A function that remembers its last answer. Several checks of a run ask for the same judgement of the same observations,
 * which are the same objects each time; `parts` names those that the answer depends on.
 */
export function rememberLast<S, R>(judge: (seen: S) => R, parts: (seen: S) => readonly unknown[]): (seen: S) => R {
  let last: { readonly key: readonly unknown[]; readonly answer: R } | undefined
  return (seen) => {
    const key = parts(seen)
    if (last === undefined || last.key.length !== key.length || key.some((part, index) => part !== last?.key[index]))
      last = { key, answer: judge(seen) }
    return last.answer
  }
}
