export default function Vault() {
  return null
}
