/** Rows with a head; where there is no room for columns every row becomes a card. */
import type { ComponentChildren } from 'preact'

export interface Column<T> {
  readonly name: string
  readonly cell: (row: T) => ComponentChildren
  readonly isNumber?: boolean
  /** The row is about this one. */
  readonly isHead?: boolean
}

export interface TableProps<T> {
  readonly caption: string
  /** A caption that only a screen reader needs: a heading says the same. */
  readonly hidesCaption?: boolean
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  /** Few and short columns: never cards. */
  readonly isNarrow?: boolean
}

export function Table<T>({ caption, hidesCaption = false, columns, rows, keyOf, isNarrow = false }: TableProps<T>) {
  // Roles are said again: a table that is drawn as cards would lose them.
  return (
    <div class="table">
      <table class={isNarrow ? 'slim' : undefined} role="table">
        <caption class={hidesCaption ? 'unseen' : undefined}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((c) => (
              <th scope="col" role="columnheader" class={c.isNumber ? 'number' : undefined}>
                {c.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row" key={keyOf(row)}>
              {columns.map((c) =>
                c.isHead ? (
                  <th scope="row" role="rowheader">
                    {c.cell(row)}
                  </th>
                ) : (
                  <td role="cell" data-label={c.name} class={c.isNumber ? 'number' : undefined}>
                    {c.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
