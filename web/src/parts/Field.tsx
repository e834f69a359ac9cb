/** A field with its name, what belongs in it, and what is wrong with what stands there. */
import type { ComponentChildren } from 'preact'
import { useId } from '../hooks.ts'
import { t } from '../text/index.ts'
import type { AmountFault } from '../units/parse.ts'

export interface FieldProps {
  readonly label: string
  readonly hint?: ComponentChildren
  /** In words; the field is marked as wrong while there are any. */
  readonly fault?: ComponentChildren
  readonly children: (wiring: Wiring) => ComponentChildren
}

/** What ties an input to its label, hint and fault. */
export interface Wiring {
  readonly id: string
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean
}

export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId()
  const isWrong = fault !== undefined && fault !== null && fault !== false && fault !== ''
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id, 'aria-invalid': isWrong, 'aria-describedby': [isWrong && `${id}-fault`, hint && `${id}-hint`].filter(Boolean).join(' '),
      })}
      {hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
      <span class="fault" id={`${id}-fault`} role="alert">{fault}</span>
    </div>
  )
}

export interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string
  readonly onInput: (value: string) => void
  /** Stands behind the input: a token's symbol, a unit. */
  readonly unit?: string | undefined
  readonly isCode?: boolean
  /** Brings up a keyboard of digits. */
  readonly isNumber?: boolean
  readonly placeholder?: string
}

export function TextField(
  { value, onInput, unit, isCode = false, isNumber = false, placeholder, ...rest }: TextFieldProps,
) {
  return (
    <Field {...rest}>
      {(wiring) => (
        <span class="input">
          <input
            {...wiring} value={value} spellcheck={false} autocomplete="off" class={isCode ? 'mono' : undefined}
            inputMode={isNumber ? 'decimal' : 'text'} onInput={(event) => onInput(event.currentTarget.value)}
            {...(placeholder !== undefined && { placeholder })}
          />
          {unit && <span class="unit">{unit}</span>}
        </span>
      )}
    </Field>
  )
}

export interface ChoiceProps<T extends string> {
  readonly legend: string
  readonly name: string
  readonly options: readonly { readonly value: T, readonly label: ComponentChildren, readonly isOff?: boolean }[]
  readonly value: T
  readonly onChoose: (value: T) => void
}

/** One of a few. */
export function Choice<T extends string>({ legend, name, options, value, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio" name={name} value={option.value} checked={option.value === value}
            disabled={option.isOff ?? false} onChange={() => onChoose(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** What is wrong with an amount that was typed. An empty field is no fault before somebody acts. */
export const amountFault = (fault: AmountFault, decimals = 18): string | undefined =>
  fault === 'empty' ? undefined : t(`forms.${fault}`, { decimals: String(decimals) })
