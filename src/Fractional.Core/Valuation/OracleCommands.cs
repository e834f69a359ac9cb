using System.Collections.Immutable;
using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>A wish of the oracle, decided as the contract's function of the same name decides it.</summary>
public abstract record OracleCommand
{
    private protected OracleCommand()
    {
    }
}

/// <summary>One round for one item, ascending by (value, signer). Anybody may submit it.</summary>
public sealed record SubmitRound(ImmutableArray<PresentedAppraisal> Appraisals) : OracleCommand;

/// <summary>One floor observation for one collection, ascending by (price, signer).</summary>
public sealed record SubmitFloor(ImmutableArray<PresentedFloorReport> Reports) : OracleCommand;

/// <summary>The owner weights a signer; 0 removes it.</summary>
public sealed record SetSigner(Account Signer, ushort Weight) : OracleCommand;

/// <summary>The owner sets a collection's rarity cap and expected forced-sale discount.</summary>
public sealed record SetCollection(
    Account Collection, uint RarityCapBps, Bps ForcedSaleDiscountBps) : OracleCommand;
