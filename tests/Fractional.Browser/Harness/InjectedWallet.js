// A wallet as a browser extension would be one (EIP-1193, announced by EIP-6963); its keys are in the test.
(() => {
  const listeners = new Map();
  const provider = {
    async request({ method, params }) {
      const { result, error } = JSON.parse(await window.fractionalWallet(JSON.stringify({ method, params: params ?? [] })));
      if (!error) return result;
      throw Object.assign(new Error(error.message), error);
    },
    on(event, listener) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event).add(listener);
      return provider;
    },
    removeListener(event, listener) {
      listeners.get(event)?.delete(listener);
      return provider;
    },
  };
  window.fractionalWalletSays = (event, value) => {
    for (const listener of listeners.get(event) ?? []) listener(value);
  };
  const info = Object.freeze({
    uuid: '6f1b2c5e-0f5d-4b7e-9a65-1d3e0c7f2a10',
    name: 'Test wallet',
    rdns: 'test.fractional.wallet',
    icon: 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/%3E',
  });
  const announce = () => window.dispatchEvent(
    new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
})();
