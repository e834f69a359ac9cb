using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Properties.Model;

/// <summary>Terms and offers that the lenders of a story sign.</summary>
internal static class Lending
{
    private const uint Day = 86_400;
    private static readonly int[] Counts = [1, 2, 3, 0, Loan.OfferLimit + 1];
    private static readonly ushort[] Rates = [1_200, 0, 1, 10_000];
    private static readonly ushort[] LateRates = [600, 0, 2_000];
    private static readonly uint[] Lengths = [90 * Day, 30 * Day, Day, 60];
    private static readonly uint[] Rounds = [3 * Day, Day, 14 * Day];
    private static readonly ushort[] Penalties = [200, 0, 1_000];
    private static readonly ushort[] Conversions = [7_000, 0, 10_000];

    /// <summary>One to three offers for a part of what may be lent; a blind wish spoils one of them.</summary>
    public static ImmutableArray<PresentedOffer> Offers(VaultStory story, Wish wish)
    {
        if (wish.Blind && wish.Choose(1, 9) == 8 && story.PastOffers.Count > 0)
        {
            return [Present(story, story.PastOffers[wish.Choose(2, story.PastOffers.Count)])];
        }
        var terms = Terms(story, wish);
        var whole = Principal(story, wish, terms);
        var count = wish.Blind ? Counts[wish.Choose(0, Counts.Length)] : 1 + wish.Choose(0, 3);
        var offers = new List<PresentedOffer>();
        for (var i = 0; i < count; i++)
        {
            var part = (whole * (i + 1) / count) - (whole * i / count);
            var lender = Cast.Actor((wish.Other + i) % Cast.Actors);
            var offer = new LoanOffer(
                lender, story.Vault.Address, new Wei((UInt128)part), terms, story.EpochOf(lender), wish.Luck + (ulong)i,
                story.Now + Day);
            offers.Add(wish.Blind && i == 0 ? Spoiled(story, offer, wish) : Present(story, offer));
        }
        return [.. offers];
    }

    /// <summary>Mostly of a loan that owes somebody something.</summary>
    public static Withdraw Withdraw(Vault vault, Wish wish, LoanId id, Account to)
    {
        (LoanId Loan, Account Lender)[] owed = [
            .. vault.Loans.Values.SelectMany(loan => loan.Positions.Keys.Order()
                .Where(lender => !loan.Withdrawable(lender).IsZero).Select(lender => (loan.Id, lender))),
        ];
        if (wish.Blind || owed.Length == 0)
        {
            return new Withdraw(id, Cast.Actor(wish.Choose(6, Cast.Actors)), to);
        }
        var (loanId, who) = owed[wish.Choose(6, owed.Length)];
        return new Withdraw(loanId, who, wish.Choose(5, 4) == 0 ? to : who);
    }

    public static SweepLoan Sweep(Vault vault, Wish wish, LoanId id)
    {
        var paidOut = vault.Loans.Values.Where(loan =>
            loan.Id != vault.CurrentLoan?.Id && loan.Positions.Keys.All(who => loan.Withdrawable(who).IsZero))
            .ToArray();
        var loanId = wish.Blind || paidOut.Length == 0 ? id : paidOut[wish.Choose(3, paidOut.Length)].Id;
        return new SweepLoan(loanId, Lenders(vault, loanId, wish));
    }

    /// <summary>Those with a position, and sometimes one twice, one too many or one too few.</summary>
    private static ImmutableArray<Account> Lenders(Vault vault, LoanId id, Wish wish)
    {
        ImmutableArray<Account> all = vault.LoanOf(id) is { } loan ? [.. loan.Positions.Keys.Order()] : [];
        return wish.Choose(8, 6) switch
        {
            0 => [.. all, Cast.Actor(wish.Other)],
            1 when !all.IsEmpty => all.RemoveAt(0),
            _ => all,
        };
    }

    private static LoanTerms Terms(VaultStory story, Wish wish)
    {
        if (!wish.Blind && wish.Choose(1, 2) == 0 && story.Vault.CurrentLoan is { } running)
        {
            return running.Terms; // what a refinance is measured against
        }
        var maxLtv = (ushort)(wish.Choose(5, 3) == 0 ? 9_000 : 4_500);
        var graceSeconds = wish.Choose(6, 3) == 0 ? 0 : 3 * Day;
        var cureSeconds = wish.Choose(7, 3) == 0 ? 0 : Day;
        var confirmSeconds = wish.Choose(8, 3) == 0 ? 0 : Day / 4;
        return new LoanTerms(
            Of(Rates, wish, 2), Of(LateRates, wish, 3), story.Now + Lengths[wish.Choose(4, Lengths.Length)],
            graceSeconds, cureSeconds, confirmSeconds,
            new Bps(maxLtv), new Bps((ushort)(maxLtv + 700)), new Bps((ushort)(maxLtv + 1_000)), Of(Penalties, wish, 9),
            Of(Conversions, wish, 10), Rounds[wish.Choose(11, Rounds.Length)],
            Options(wish));
    }

    private static LoanOptions Options(Wish wish) =>
        (wish.Choose(6, 7) == 1 ? LoanOptions.MaturityOnly : LoanOptions.None)
        | (wish.Choose(8, 3) == 1 ? LoanOptions.SealedBids : LoanOptions.None)
        | (wish.Choose(12, 3) != 0 ? LoanOptions.Backstop : LoanOptions.None);

    private static BigInteger Principal(VaultStory story, Wish wish, LoanTerms terms)
    {
        if (story.Vault.CurrentLoan is { } running)
        {
            return wish.PartOf(running.Balance.Principal.Value);
        }
        _ = VaultValues.Read(story.Vault, story.ContextOf(Cast.Actor(0)), out var values);
        return wish.PartOf(Rounding.BpsDown(values.BorrowValue, terms.MaxLtvBps).Value);
    }

    private static PresentedOffer Present(VaultStory story, LoanOffer offer)
    {
        var hash = Model.Offers.HashOf(offer, story.Places);
        return new PresentedOffer(offer, hash, story.EpochOf(offer.Lender), story.IsUsed(hash), IsSigned: true);
    }

    private static PresentedOffer Spoiled(VaultStory story, LoanOffer offer, Wish wish) => wish.Choose(1, 9) switch
    {
        0 => Present(story, offer with { Vault = Cast.InsuranceFund }),
        1 => Present(story, offer with { ValidUntil = story.Now }),
        2 => Present(story, offer with { Epoch = offer.Epoch + 1 }),
        3 => Present(story, offer with { Principal = Wei.Zero }),
        4 => Present(story, offer with { Principal = new Wei(UInt128.One << 110) }),
        5 => Present(story, offer with { Terms = offer.Terms with { RateBps = new Bps(10_001) } }),
        6 => Present(story, offer with { Terms = offer.Terms with { PenaltyBps = new Bps(1) } }),
        _ => Present(story, offer) with { IsSigned = false },
    };

    private static Bps Of(ushort[] choices, Wish wish, int question) =>
        new(choices[wish.Choose(question, choices.Length)]);
}
