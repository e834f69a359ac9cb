/** Fractionalize: move items into a new vault and get all of its shares. */
import { useEffect, useState } from '../hooks.ts'
import { deployment, loadDeployment } from '../deployment.ts'
import { isAddress, isSameAddress } from '../names.ts'
import { Choice, TextField } from '../parts/Field.tsx'
import { loadText, t } from '../text/index.ts'
import type { Call, Refusal } from '../transactions/calls.ts'
import { Checks, walletChecks } from '../transactions/Checks.tsx'
import { sendCall } from '../transactions/index.tsx'
import { RefusalWords } from '../transactions/Refusal.tsx'
import { parseAmount } from '../units/parse.ts'
import { account, wallet } from '../wallet/connection.ts'
import { readItems, textFault, type ItemsFault } from './createForm.ts'

/** Shares of a new vault: 1e18 base units to 2^112. */
const LEAST_SHARES = 10n ** 18n
const MOST_SHARES = 1n << 112n

/** Bytes of a name and of a symbol, as the factory takes them. */
const NAME_BYTES = 64
const SYMBOL_BYTES = 16

interface Typed {
  readonly collection: string
  readonly ids: string
  readonly name: string
  readonly symbol: string
  readonly shares: string
  readonly token: string
}

const nothing: Typed = { collection: '', ids: '', name: '', symbol: '', shares: '1000', token: '' }

await loadText('create', 'forms')

export default function Create() {
  const [typed, setTyped] = useState<Typed>(nothing)
  const [refusal, setRefusal] = useState<Refusal | undefined>(undefined)
  const [isAllowed, setAllowed] = useState(false)
  const [isDone, setDone] = useState(false)
  useEffect(() => { loadDeployment().catch(() => undefined) }, [])
  const set = (change: Partial<Typed>): void => setTyped({ ...typed, ...change })
  const tokens = deployment.value?.paymentTokens ?? []
  const token = typed.token || tokens[0]?.address || ''
  const items = readItems(typed.collection, typed.ids)
  const shares = parseAmount(typed.shares, 18, MOST_SHARES)
  const isFew = shares.ok && shares.amount < LEAST_SHARES
  const collectionFault = typed.collection !== '' && !isAddress(typed.collection.trim())
    ? t('forms.notAddress') : undefined
  const whyNot = reasonNot(typed, items, shares.ok && !isFew)

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (whyNot !== undefined || !items.ok || !shares.ok) return
    setRefusal(undefined)
    const allowed = await allow(typed.collection.trim())
    if (!allowed) return
    const call: Call = {
      type: 'create', items: items.items, totalShares: String(shares.amount), paymentToken: token,
      vaultName: typed.name.trim(), symbol: typed.symbol.trim(),
    }
    const outcome = await sendCall({ title: t('create.title'), call, onRefusal: setRefusal })
    setAllowed(true)
    if (outcome === 'included') setDone(true)
  }

  return (
    <>
      <div class="head"><div><h1>{t('create.title')}</h1><p class="lead">{t('create.lead')}</p></div></div>
      {isDone && <p class="notice good" role="status">{t('create.done')} <a href="/">{t('create.toGallery')}</a></p>}
      {isAllowed && <TakeBack collection={typed.collection.trim()} done={() => setAllowed(false)} />}
      <form class="card stack narrow" onSubmit={(event) => void submit(event)} aria-label={t('create.title')}>
        <TextField
          label={t('create.collection')} isCode value={typed.collection} onInput={(collection) => set({ collection })}
          hint={t('create.collectionHint')} fault={collectionFault} placeholder="0x…"
        />
        <TextField
          label={t('create.ids')} value={typed.ids} onInput={(ids) => set({ ids })} hint={t('create.idsHint')}
          fault={idsFault(items, typed.ids, refusal)}
        />
        <TextField
          label={t('create.name')} value={typed.name} onInput={(name) => set({ name })}
          hint={t('create.nameHint', { bytes: NAME_BYTES })} fault={faultOf(typed.name, NAME_BYTES)}
        />
        <TextField
          label={t('create.symbol')} value={typed.symbol} onInput={(symbol) => set({ symbol })}
          hint={t('create.symbolHint', { bytes: SYMBOL_BYTES })} fault={faultOf(typed.symbol, SYMBOL_BYTES)}
        />
        <TextField
          label={t('create.shares')} isNumber value={typed.shares} onInput={(text) => set({ shares: text })}
          hint={t('create.sharesHint')} fault={isFew ? t('create.tooFew') : shares.ok ? undefined : t(`forms.${shares.fault}`, { decimals: '18' })}
        />
        {tokens.length > 1 && (
          <Choice
            legend={t('create.token')} name="token" value={token} onChoose={(one) => set({ token: one })}
            options={tokens.map(({ address, symbol }) => ({ value: address, label: symbol }))}
          />
        )}
        <Checks of={walletChecks()} />
        <ul class="warnings"><li>{t('create.warnApproval')}</li><li>{t('create.warnRedeem')}</li></ul>
        {refusal && refusal.code !== 'ItemNotReceived' && (
          <p class="fault" role="alert"><RefusalWords of={refusal} token={token} /></p>
        )}
        <button type="submit" class="primary" aria-disabled={whyNot !== undefined} aria-describedby="create-why">
          {t('create.do')}
        </button>
        <p class="soft small" id="create-why">{whyNot ?? t('create.hint')}</p>
      </form>
    </>
  )
}

/** Lets the factory move the items, if it may not yet. @returns whether it may. */
async function allow(collection: string): Promise<boolean> {
  const { contracts } = await loadDeployment()
  const [owner, provider] = [account.peek(), wallet.peek()?.provider]
  if (!owner || !provider) return false
  const { isOperator } = await import('../transactions/queries.ts')
  if (await isOperator(provider, collection, owner, contracts.vaultFactory)) return true
  const call: Call = { type: 'approveCollection', collection, spender: contracts.vaultFactory, approved: true }
  return await sendCall({ title: t('create.allow'), call, isStep: true }) === 'included'
}

/** The factory needs to move items once; afterwards its permission is only a risk. */
function TakeBack({ collection, done }: { collection: string, done: () => void }) {
  const takeBack = async (): Promise<void> => {
    const { contracts } = await loadDeployment()
    const call: Call = { type: 'approveCollection', collection, spender: contracts.vaultFactory, approved: false }
    if (await sendCall({ title: t('create.takeBack'), call }) === 'included') done()
  }
  return (
    <div class="notice watch">
      <p>{t('create.takeBackSays')}</p>
      <button type="button" onClick={() => void takeBack()}>{t('create.takeBack')}</button>
    </div>
  )
}

function idsFault(items: ReturnType<typeof readItems>, text: string, refusal: Refusal | undefined) {
  if (refusal?.code === 'ItemNotReceived') return <RefusalWords of={refusal} />
  return items.ok || text.trim() === '' ? undefined : t(`create.${items.fault satisfies ItemsFault}`)
}

function faultOf(text: string, bytes: number): string | undefined {
  const fault = text === '' ? undefined : textFault(text, bytes)
  return fault && t(`create.${fault}`, { bytes })
}

function reasonNot(typed: Typed, items: ReturnType<typeof readItems>, isShared: boolean): string | undefined {
  if (!isAddress(typed.collection.trim()) || !items.ok || !isShared) return t('create.fill')
  if (textFault(typed.name, NAME_BYTES) || textFault(typed.symbol, SYMBOL_BYTES)) return t('create.fill')
  const ours = Object.values(deployment.value?.contracts ?? {})
  if (ours.some((one) => isSameAddress(one, typed.collection.trim()))) return t('create.ourContract')
  return account.value ? undefined : t('forms.walletConnectFirst')
}
