/** Keeps a choice for the next visit, or forgets it. */
export function store(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    return // storage is forbidden or full: the choice lasts as long as the page
  }
}
