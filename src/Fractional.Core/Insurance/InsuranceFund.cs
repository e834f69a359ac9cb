using System.Collections.Immutable;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Insurance;

/// <summary>What a booking of the fund was for.</summary>
public enum FundEntry : byte
{
    /// <summary>Income: premiums, penalties, dust, gifts.</summary>
    Absorbed,

    /// <summary>Paid into a vault for its lenders.</summary>
    Covered,

    /// <summary>Paid to a keeper of a conversion.</summary>
    Tipped,
}

/// <summary>One line of the fund's log.</summary>
/// <param name="Cash">What the log says the fund has of the token after it, wei.</param>
public readonly record struct FundBooking(Account Token, FundEntry Entry, Wei Amount, Wei Cash);

/// <summary>The fund's book in one token. Cash is not kept: it is what came in less what went out.</summary>
/// <param name="Absorbed">Booked as income so far, wei.</param>
/// <param name="Covered">Paid to loans so far, wei.</param>
/// <param name="Tipped">Paid to keepers so far, wei.</param>
public readonly record struct FundAccount(Wei Absorbed, Wei Covered, Wei Tipped)
{
    /// <summary>Wei.</summary>
    /// <exception cref="OverflowException">More went out than came in: no such book exists.</exception>
    public Wei Cash => Absorbed - (Covered + Tipped);
}

/// <summary>The insurance fund: a book for each token, and nobody's decision.</summary>
public sealed record InsuranceFund
{
    public static readonly InsuranceFund Empty = new();

    public ImmutableSortedDictionary<Account, FundAccount> Accounts { get; private init; } =
        ImmutableSortedDictionary<Account, FundAccount>.Empty;

    public FundAccount this[Account token] => Accounts.GetValueOrDefault(token);

    /// <summary>Books one amount.</summary>
    /// <exception cref="OverflowException">The fund does not have it.</exception>
    public InsuranceFund Book(Account token, FundEntry entry, Wei amount)
    {
        var before = this[token];
        var after = entry switch
        {
            FundEntry.Absorbed => before with { Absorbed = before.Absorbed + amount },
            FundEntry.Covered => before with { Covered = before.Covered + amount },
            FundEntry.Tipped => before with { Tipped = before.Tipped + amount },
            _ => throw new ArgumentOutOfRangeException(nameof(entry), entry, "no booking of the fund"),
        };
        _ = after.Cash;
        return this with { Accounts = Accounts.SetItem(token, after) };
    }

    /// <summary>The first booking after which the log names another cash than the sum of all before it gives, or one
    /// of more than there was; nothing when the whole log adds up.</summary>
    public static Difference? FirstDifference(IEnumerable<Recorded<FundBooking>> log)
    {
        var fund = Empty;
        foreach (var (booking, _, block, logIndex) in log)
        {
            var had = fund[booking.Token].Cash;
            if (booking.Entry != FundEntry.Absorbed && booking.Amount > had)
            {
                return new Difference(
                    block, logIndex, booking.Entry.ToString(), nameof(booking.Amount), $"at most {had}",
                    booking.Amount.ToString());
            }
            fund = fund.Book(booking.Token, booking.Entry, booking.Amount);
            if (fund[booking.Token].Cash != booking.Cash)
            {
                return new Difference(
                    block, logIndex, booking.Entry.ToString(), nameof(booking.Cash),
                    fund[booking.Token].Cash.ToString(), booking.Cash.ToString());
            }
        }
        return null;
    }
}
