using System.Collections.Immutable;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Valuation;

namespace Fractional.Core.Vaults;

/// <summary>What the deployed contracts were built with.</summary>
/// <param name="InsuranceFund">Gets premiums, penalties and dust.</param>
/// <param name="FeeRecipient">Gets the protocol fee.</param>
/// <param name="SealedBids">Holds the deposits of sealed bids; shares of a rollover pass through it.</param>
/// <param name="MaxAgeSeconds">Oldest round that may open a loan or flag one.</param>
public sealed record Protocol(Account InsuranceFund, Account FeeRecipient, Account SealedBids, ulong MaxAgeSeconds);

/// <summary>What a contract would read elsewhere about one item at this moment.</summary>
public sealed record ItemFacts
{
    /// <summary>The oracle's values; none when the item was never appraised.</summary>
    public ItemValuation? Valuation { get; init; }

    /// <summary>ERC-2981's answer for a sale at 1e18; none when the collection gave none in its 50,000 gas.</summary>
    public RoyaltyAnswer? RoyaltyAnswer { get; init; }

    /// <summary>When the latest auction with an item of this collection starts or started.</summary>
    public Timestamp? CollectionLastStartsAt { get; init; }

    /// <summary>False when its own contract no longer names the vault as its owner.</summary>
    public bool IsInCustody { get; init; } = true;

    /// <summary>False when its own contract refuses to move it.</summary>
    public bool IsMovable { get; init; } = true;
}

/// <summary>The call a command comes with. The same command in the same context is always decided alike.</summary>
/// <param name="Sender">msg.sender.</param>
/// <param name="Now">block.timestamp.</param>
/// <param name="Protocol">The deployment.</param>
/// <param name="Items">One entry for each item of the vault; read by open, flag, unflag, kick,
/// writeOff, closeBatch and formSeries.</param>
public sealed record VaultContext(Account Sender, Timestamp Now, Protocol Protocol, ImmutableArray<ItemFacts> Items)
{
    /// <summary>What the insurance fund has of the vault's payment token, booked or not, wei; nothing when it can not
    /// be asked. Read by what may end a loan, and by collectTip.</summary>
    public Wei? FundCash { get; init; } = Wei.Zero;

    internal ItemFacts FactsOf(int itemIndex) => itemIndex < Items.Length
        ? Items[itemIndex]
        : throw new ArgumentException($"the context has no facts of item {itemIndex}", nameof(itemIndex));
}
