using System.Collections.Immutable;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>What a netted take comes to for the taker. Nothing is rounded here: each part was rounded where it is
/// paid.</summary>
/// <param name="Price">Of the item, wei.</param>
/// <param name="Withdrawn">What the taker is paid as a lender, with what this very sale brings it, wei.</param>
/// <param name="Claimed">What its shares are paid, wei.</param>
public readonly record struct Netting(Wei Price, Wei Withdrawn, Wei Claimed)
{
    private Wei Claims => Withdrawn + Claimed;

    /// <summary>Wei to pay; 0 when the claims are enough.</summary>
    public Wei Pays => Price - Wei.Min(Price, Claims);

    /// <summary>Wei left over of the claims.</summary>
    public Wei Gets => Claims - Wei.Min(Price, Claims);

    /// <summary>Reads it from what deciding a <see cref="TakeNet"/> gave.</summary>
    public static Netting Of(ImmutableArray<VaultEvent> events)
    {
        var netting = default(Netting);
        foreach (var happened in events)
        {
            netting = happened switch
            {
                LotTaken e => netting with { Price = e.Price },
                LenderWithdrawn e => netting with { Withdrawn = netting.Withdrawn + e.Amount },
                SharesClaimed e => netting with { Claimed = netting.Claimed + e.AmountPaid },
                _ => netting,
            };
        }
        return netting;
    }
}
