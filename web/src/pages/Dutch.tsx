export default function Dutch() {
  return null
}
