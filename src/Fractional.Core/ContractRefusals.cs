using System.Numerics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core;

// What contracts say where the model has nothing to decide: wrong callers, locks, lists, tokens of others. They come
// back from the chain and from simulations, never from Core.
public abstract partial record Refusal
{
    public sealed record AmountAbove128Bits(BigInteger Amount, BigInteger Limit) : Refusal;

    /// <summary>A signed bid's own last moment is over.</summary>
    public sealed record BidExpired(Timestamp Deadline, Timestamp Timestamp) : Refusal;

    public sealed record CurveEnded(ulong ElapsedSeconds, ulong DurationSeconds) : Refusal;

    public sealed record DebtPaymentTooLarge(Wei Amount, Wei Debt) : Refusal;

    /// <summary>A token called the insurance fund back while it paid.</summary>
    public sealed record FundLocked : Refusal;

    public sealed record ItemNotReceived(Account Collection, BigInteger TokenId) : Refusal;

    public sealed record LengthMismatch(int Left, int Right) : Refusal;

    public sealed record ModuleMismatch(Account Module, Account Expected) : Refusal;

    public sealed record MoveForbidden(VaultState From, VaultState To) : Refusal;

    public sealed record NoCode(Account Account) : Refusal;

    public sealed record NonceUsed(Account Owner, BigInteger Nonce) : Refusal;

    public sealed record NotAuction(Account Caller) : Refusal;

    public sealed record NotBatchAuction(Account Caller) : Refusal;

    public sealed record NotSealedBids(Account Caller) : Refusal;

    public sealed record NotDutchAuction(Account Caller) : Refusal;

    public sealed record NotLoanBook(Account Caller) : Refusal;

    public sealed record NotModule(Account Caller) : Refusal;

    public sealed record NotSelf(Account Caller) : Refusal;

    public sealed record NotVault(Account Account) : Refusal;

    public sealed record PaymentTokenNotListed(Account Token) : Refusal;

    public sealed record SignatureCountMismatch(int Offers, int Signatures) : Refusal;

    /// <summary>The caller left too little gas for a question to an item's contract.</summary>
    public sealed record TooLittleGas(BigInteger Left, BigInteger Required) : Refusal;

    public sealed record VaultLocked : Refusal;

    public sealed record WeightsMissing : Refusal;

    /// <summary>Only the owner of the factory or of the oracle may do it.</summary>
    public sealed record OwnableUnauthorizedAccount(Account Account) : Refusal;

    /// <summary>A plain text, mostly of a token or a collection of somebody else.</summary>
    public sealed record Reverted(string Reason) : Refusal;

    /// <summary>Another contract's own error, or nothing at all.</summary>
    /// <param name="Data">The bytes in hex, at most 1,024 characters of them.</param>
    public sealed record Unexplained(string Data) : Refusal;
}
