export default function Lend() {
  return null
}
