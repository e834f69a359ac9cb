/** Made by text.plugin.mjs: for each language the hash in the names of its files. */
declare module 'text:hashes' {
  const hashes: Record<'en' | 'de', string>
  export default hashes
}
