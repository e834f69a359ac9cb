using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core;

// IVault's and IVaultFactory's errors that a caller can meet, and the share token's.
public abstract partial record Refusal
{
    public sealed record StateForbids(VaultState State) : Refusal;

    public sealed record NotSoleHolder(Shares Held, Shares Required) : Refusal;

    public sealed record ItemOutOfRange(int ItemIndex, int ItemCount) : Refusal;

    public sealed record ItemAlreadyDelivered(int ItemIndex) : Refusal;

    public sealed record ItemNotInCustody(int ItemIndex) : Refusal;

    public sealed record ZeroShares : Refusal;

    public sealed record ZeroAddress : Refusal;

    public sealed record SharesOutstanding(Shares Outstanding) : Refusal;

    public sealed record NothingToSweep : Refusal;

    public sealed record InsufficientBalance : Refusal;

    public sealed record ItemCountOutOfRange(int Count, int Limit) : Refusal;

    public sealed record SharesOutOfRange(Shares TotalShares, Shares Minimum, Shares Maximum) : Refusal;

    public sealed record TextTooLong(int Length, int Limit) : Refusal;
}
