using System.Numerics;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Tests.Engine.Bids;

/// <summary>A simulated chain behind a door that can be shut around a sending.</summary>
internal sealed class HookedChain(SimulatedChain inner) : IChain
{
    /// <summary>Called with the key before the chain hears of a sending.</summary>
    public Action<string> BeforeSend { get; set; } = _ => { };

    /// <summary>Called with the key after the chain took it, before anybody knows.</summary>
    public Action<string> AfterSend { get; set; } = _ => { };

    public Deployment Deployment => inner.Deployment;

    public Task<Block> Head(CancellationToken stop) => inner.Head(stop);

    public IAsyncEnumerable<ChainNews> Follow(ChainCursor cursor, CancellationToken stop) => inner.Follow(cursor, stop);

    public Task<Fractional.Chain.Simulation> Simulate(ProtocolCall call, Account from, CancellationToken stop) =>
        inner.Simulate(call, from, stop);

    public async Task<Sending> Send(ProtocolCall call, Account from, string key, CancellationToken stop)
    {
        BeforeSend(key);
        var sending = await inner.Send(call, from, key, stop);
        AfterSend(key);
        return sending;
    }

    public Task<Sending> SendingOf(string key, CancellationToken stop) => inner.SendingOf(key, stop);

    public Task<Sending> Burn(string key, CancellationToken stop) => inner.Burn(key, stop);

    public Task<ItemFacts> ItemFactsOf(Item item, Account vault, CancellationToken stop) =>
        inner.ItemFactsOf(item, vault, stop);

    public Task<Wei> TokenBalance(Account token, Account holder, CancellationToken stop) =>
        inner.TokenBalance(token, holder, stop);

    public Task<Wei> TokenAllowance(Account token, Account owner, Account spender, CancellationToken stop) =>
        inner.TokenAllowance(token, owner, spender, stop);

    public Task<bool> AcceptsSignature(
        Account contract, Hash32 hash, ReadOnlyMemory<byte> signature, CancellationToken stop) =>
        inner.AcceptsSignature(contract, hash, signature, stop);

    public Task<PaymentToken> TokenOf(Account token, CancellationToken stop) => inner.TokenOf(token, stop);

    public Hash32 HashOf(SignedBid bid) => inner.HashOf(bid);

    public bool IsKeySigned(Signed<SignedBid> bid) => inner.IsKeySigned(bid);

    public Task<bool> IsSigned(Signed<SignedBid> bid, CancellationToken stop) => inner.IsSigned(bid, stop);

    public Task<NonceUse> NonceUseOf(Account owner, BigInteger nonce, CancellationToken stop) =>
        inner.NonceUseOf(owner, nonce, stop);
}
