using System.Numerics;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Chain;

/// <summary>The only door to the chain. Two forms: <c>JsonRpcChain</c> and <see cref="SimulatedChain"/>.</summary>
/// <remarks>A refusal by the contracts is a value; a chain that does not answer is a <see
/// cref="ChainException"/>.</remarks>
public interface IChain
{
    /// <summary>Where the protocol lies on this chain.</summary>
    Deployment Deployment { get; }

    /// <summary>The newest block.</summary>
    Task<Block> Head(CancellationToken stop);

    /// <summary>Everything that happened after <paramref name="cursor"/>, then what happens, until stopped. Starts
    /// with a rollback when the cursor's newest block is no longer on the chain.</summary>
    IAsyncEnumerable<ChainNews> Follow(ChainCursor cursor, CancellationToken stop);

    /// <summary>What <paramref name="call"/> would do on the newest block.</summary>
    Task<Simulation> Simulate(ProtocolCall call, Account from, CancellationToken stop);

    /// <summary>Signs and sends, once per key: a key that was seen before answers with what became of it.</summary>
    /// <param name="key">1..200 printable ASCII characters, chosen by who wishes; kept for ever.</param>
    Task<Sending> Send(ProtocolCall call, Account from, string key, CancellationToken stop);

    /// <summary>What became of the key, looked up by the hash of its transaction.</summary>
    Task<Sending> SendingOf(string key, CancellationToken stop);

    /// <summary>Makes sure that an unknown key is never sent; a key that was sent stays as it is.</summary>
    /// <returns><see cref="SendingStatus.Burned"/>, or what became of it.</returns>
    Task<Sending> Burn(string key, CancellationToken stop);

    /// <summary>What the contracts would read about an item of a vault now: its values, royalty and custody.</summary>
    Task<ItemFacts> ItemFactsOf(Item item, Account vault, CancellationToken stop);

    /// <summary>Units of an ERC-20 token that <paramref name="holder"/> has.</summary>
    Task<Wei> TokenBalance(Account token, Account holder, CancellationToken stop);

    /// <summary>Whether a contract calls a signature its own (EIP-1271) on the newest block. False for an account
    /// without code and for a contract that refuses, burns its gas or answers anything else.</summary>
    Task<bool> AcceptsSignature(
        Account contract, Hash32 hash, ReadOnlyMemory<byte> signature, CancellationToken stop);

    /// <summary>What an ERC-20 token says of itself; asked once for each token, since none may change it.</summary>
    /// <param name="token">One that the protocol lists: what is asked is kept.</param>
    Task<PaymentToken> TokenOf(Account token, CancellationToken stop);

    /// <summary>Units of an ERC-20 token that <paramref name="spender"/> may still take from <paramref name="owner"/>;
    /// without limit it is 2^128-1.</summary>
    Task<Wei> TokenAllowance(Account token, Account owner, Account spender, CancellationToken stop);

    /// <summary>The typed-data hash that a bidder signs: the bid's id.</summary>
    Hash32 HashOf(SignedBid bid);

    /// <summary>Whether the owner's own key signed the bid; asks nobody. An account with code may answer otherwise: see
    /// <see cref="IsSigned"/>.</summary>
    bool IsKeySigned(Signed<SignedBid> bid);

    /// <summary>Whether the contract would take the signature on the newest block: of an account without code its
    /// key's, else what the account's own contract says (EIP-1271). A strange answer is a no.</summary>
    Task<bool> IsSigned(Signed<SignedBid> bid, CancellationToken stop);

    /// <summary>Whether a bid was placed or cancelled under a nonce.</summary>
    Task<NonceUse> NonceUseOf(Account owner, BigInteger nonce, CancellationToken stop);
}

/// <summary>What became of a bidder's nonce.</summary>
public enum NonceUse
{
    /// <summary>A bid signed under it can still be placed.</summary>
    Free,

    /// <summary>Used up on the newest block, which may still be replaced.</summary>
    Used,

    /// <summary>Used up for ever.</summary>
    UsedFinally,
}

/// <summary>The chain did not answer, or what it answered can not be true.</summary>
public sealed class ChainException(string message, Exception? inner = null) : Exception(message, inner);
