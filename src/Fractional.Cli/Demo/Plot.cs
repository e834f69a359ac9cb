using System.Collections.Immutable;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Cli.Demo;

/// <summary>One vault of the demo, as planned.</summary>
/// <param name="Name">Its name on chain.</param>
/// <param name="Owner">Index into the cast's owners.</param>
/// <param name="Collection">Which of the collections its items come from.</param>
/// <param name="TraitBps">One entry for each item: its value, of the floor.</param>
/// <param name="DueAfter">Term of the loan.</param>
/// <param name="MaxLtvBps">The whole of it is borrowed.</param>
/// <param name="CureLtvBps">Where a margin call ends.</param>
/// <param name="LiquidationLtvBps">Where a margin call begins.</param>
/// <param name="Options">What its lenders sign.</param>
sealed record VaultPlan(
    string Name, string Symbol, int Owner, int Collection, ImmutableArray<ushort> TraitBps, TimeSpan DueAfter,
    ushort MaxLtvBps, ushort CureLtvBps, ushort LiquidationLtvBps, LoanOptions Options)
{
    const uint Hour = 3_600;

    /// <summary>Id of its first item; the others follow.</summary>
    public int FirstItem { get; init; } = 100 * (Owner + 1);

    /// <summary>The terms every lender signs; hours and rates are the mechanism's defaults.</summary>
    public LoanTerms Terms(Timestamp openedAt) => new(
        RateBps: new Bps(1_200), LateRateBps: new Bps(600), DueAt: openedAt + (ulong)DueAfter.TotalSeconds,
        GraceSeconds: 72 * Hour, CureSeconds: 24 * Hour, ConfirmSeconds: 6 * Hour, MaxLtvBps: new Bps(MaxLtvBps),
        CureLtvBps: new Bps(CureLtvBps), LiquidationLtvBps: new Bps(LiquidationLtvBps), PenaltyBps: new Bps(200),
        ConversionBps: new Bps(7_000), AuctionSeconds: 72 * Hour, Options: Options);
}

/// <summary>What happens in the demo and when. The prices are real; the four loans are ours.</summary>
static class Plot
{
    /// <summary>Collections without royalty, with royalty, and without royalty that no bot bids for.</summary>
    public const int Plain = 0, Artist = 1, Odd = 2;

    /// <summary>A floor of seven days must be known before anything can be borrowed against it.</summary>
    public const int DaysBeforeLoans = 8;

    public static readonly VaultPlan RepaidInTime = new(
        "Dawn", "DAWN", 0, Plain, [10_000], TimeSpan.FromDays(30), 4_000, 5_200, 5_500,
            LoanOptions.None);

    public static readonly VaultPlan CuredAfterMarginCall = new(
        "Harbour", "HARB", 1, Plain, [10_500], TimeSpan.FromDays(90), 5_000, 5_000, 6_000,
            LoanOptions.None);

    public static readonly VaultPlan LiquidatedByPrice = new(
        "Triptych", "TRIP", 2, Artist, [10_000, 11_000, 12_000], TimeSpan.FromDays(90), 6_000, 6_500, 7_000,
        LoanOptions.None);

    public static readonly VaultPlan PastMaturity = new(
        "Lantern", "LANT", 3, Artist, [11_500], TimeSpan.FromDays(60), 4_000, 5_200, 5_500,
            LoanOptions.MaturityOnly);

    public static readonly VaultPlan WonByParts = Unwanted("Mosaic", "MOSA", 4, 12_500);

    public static readonly VaultPlan WonByWhole = Unwanted("Obelisk", "OBEL", 5, 10_000);

    public static readonly VaultPlan LendersKeep = Unwanted("Orphan", "ORPH", 6, 10_000);

    public static readonly VaultPlan RedeemedLate = Unwanted("Phoenix", "PHOE", 7, 10_000);

    /// <summary>Bids are sealed, and the lenders take what the few bidders leave.</summary>
    public static readonly VaultPlan SealedAndBacked = Unwanted("Veil", "VEIL", 8, 10_000) with
    {
        Options = LoanOptions.MaturityOnly | LoanOptions.Backstop | LoanOptions.SealedBids,
    };

    public static readonly ImmutableArray<VaultPlan> Vaults =
    [
        RepaidInTime, CuredAfterMarginCall, LiquidatedByPrice, PastMaturity, WonByParts, WonByWhole, LendersKeep,
        RedeemedLate, SealedAndBacked,
    ];

    /// <summary>In the middle of its Dutch round when the play is over and the stage stays open.</summary>
    public static readonly VaultPlan StillFalling = Unwanted("Comet", "COME", 9, 11_000) with
    {
        DueAfter = TimeSpan.FromHours(8 * 24 + 12),
    };

    /// <summary>In the last hour of its batch then: its loan is due seven days and a half earlier, two rounds of three
    /// days before the other one is kicked.</summary>
    public static readonly VaultPlan StillBidding = Unwanted("Quilt", "QUIL", 10, 12_000) with
    {
        DueAfter = TimeSpan.FromDays(1),
    };

    /// <summary>Collectors who bid for parts of Quilt, all of them by signature.</summary>
    public const int LateBidders = 9;

    /// <summary>Collectors who commit to bids for parts of Veil; the last one never tells.</summary>
    public const int SealedBidders = 3;

    /// <summary>Collectors who bid for parts of Mosaic; half of them sign and let a keeper send.</summary>
    public const int CrowdSize = 24;

    /// <summary>What each collector has, whole tokens.</summary>
    public const int CrowdTokens = 10;

    /// <summary>Holders of Mosaic who bid with their shares to stay in.</summary>
    public const int Rollovers = 2;

    /// <summary>The owner of Phoenix comes back this many days after the conversion.</summary>
    public const uint DaysToRedeem = 3;

    /// <summary>Dora pays back this long after opening, before her loan is due.</summary>
    public static readonly TimeSpan RepaysAfter = TimeSpan.FromDays(25);

    /// <summary>Henry pays back this many days before his loan is due.</summary>
    public const uint DaysBeforeDue = 5;

    /// <summary>Parts of the principal that the three lenders fund; uneven, so that rounding has something to
    /// do.</summary>
    public static readonly ImmutableArray<ushort> LenderPartsBps = [5_000, 3_333, 1_667];

    /// <summary>Parts of the shares that the six holders buy; the owner keeps the rest.</summary>
    public static readonly ImmutableArray<ushort> HolderPartsBps = [2_500, 1_700, 1_100, 700, 333, 1];

    /// <summary>What the bidders pay at most, of an item's appraised value.</summary>
    public static readonly ImmutableArray<ushort> BidderLimitsBps = [9_700, 9_400, 9_000];

    /// <summary>What the bidders have, whole tokens: the eager ones can not buy everything.</summary>
    public static readonly ImmutableArray<ushort> BidderTokens = [60, 70, 200];

    /// <summary>How far the three appraisers stray from the value they believe in.</summary>
    public static readonly ImmutableArray<ushort> AppraiserBiasBps = [9_900, 10_000, 10_100];

    public static readonly Shares TotalShares = new(1_000_000 * (UInt128)1_000_000_000_000_000_000);

    /// <summary>Two months, past maturity, and nobody's bot bids in the Dutch rounds.</summary>
    static VaultPlan Unwanted(string name, string symbol, int owner, ushort traitBps) => new(
        name, symbol, owner, Odd, [traitBps], TimeSpan.FromDays(60), 4_000, 5_200, 5_500, LoanOptions.MaturityOnly);

    /// <summary>The plot needs a week of floors before the loans and their whole term after it.</summary>
    /// <exception cref="UserException">The series is too short.</exception>
    public static void Check(FloorSeries series)
    {
        var needed = DaysBeforeLoans + (int)Vaults.Max(v => v.DueAfter).TotalDays + 5;
        if (series.Days.Length < needed)
            throw new UserException(
                $"{series.Source}: the demo needs at least {needed} days, found {series.Days.Length}");
    }
}
