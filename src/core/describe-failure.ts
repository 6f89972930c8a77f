/** "refused (connect ECONNREFUSED 127.0.0.1:5000)", or "refused" alone where the system said nothing more. */
export function describeFailure({ code, detail }: { readonly code: string; readonly detail: string }): string {
  return detail.trim() === '' ? code : `${code} (${detail})`
}
