/** What the browser kept of the reader's choices; nothing where it keeps nothing for us, or there is no browser. */
export function stored(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined
  } catch {
    return undefined // storage is forbidden: choices then last as long as the page
  }
}
