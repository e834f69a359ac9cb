using System.Numerics;
using Fractional.Core.Insurance;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Laws;
using Fractional.Laws.Dutch;
using Fractional.Laws.Proceeds;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Proceeds;

/// <summary>Laws 4, 20, 23, 67-70, 78, 80 and 81 of the core's waterfall, rewards, splits and fund.</summary>
public sealed class ProceedsTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
        WaterfallLaws.All(Distribute),
        WaterfallLaws.Specified(Distribute, terms => Waterfall.EquityPrice(
            Senior(terms.Keeper, terms.Debt, terms.Penalty), Bps(terms.FeeBps + terms.RoyaltyBps)).Value),
        BasketWaterfallLaws.All(DistributeBasket),
        NettedTakeLaws.All(Distribute, NetCash),
        LargestRemainderLaws.All((sum, weights) =>
            [.. LargestRemainder.Split(Wei(sum), [.. weights.Select(w => new Shares((UInt128)w))])
                .Select(part => (BigInteger)part.Value)]),
        FundLaws.All(
            (shortfall, principal, fund) => FundCaps.CoverDown(Wei(shortfall), Wei(principal), Wei(fund)).Value,
            Tips, () => new Book()),
        KeeperRewardLaws.All(
            (debt, reservePrice, penalty) => KeeperReward.OfKick(Wei(debt), Wei(reservePrice), Wei(penalty)).Value,
            (soFar, reservePrice, penalty) => KeeperReward.OfRedo(Wei(soFar), Wei(reservePrice), Wei(penalty)).Value));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    private static Distribution Distribute(WaterfallTerms terms, BigInteger proceeds) => Lines(Waterfall.Of(
        Senior(terms.Keeper, terms.Debt, terms.Penalty),
        new Sale(Wei(proceeds), Bps(terms.FeeBps), Bps(terms.RoyaltyBps))));

    private static BasketDistribution DistributeBasket(BasketTerms terms, IReadOnlyList<BasketSale> sales)
    {
        var cuts = new Cut[sales.Count];
        var split = Waterfall.Of(
            Senior(terms.Keeper, terms.Debt, terms.Penalty),
            [.. sales.Select(s => new Sale(Wei(s.Price), Bps(terms.FeeBps), Bps(s.RoyaltyBps)))], cuts);
        return new BasketDistribution(Lines(split), [.. cuts.Select(cut => (BigInteger)cut.Royalty.Value)]);
    }

    /// <summary>What a taker adds when the core's own claims are taken off the price.</summary>
    private static BigInteger NetCash(WaterfallTerms terms, BigInteger price, Insider taker)
    {
        var split = Waterfall.Of(
            Senior(terms.Keeper, terms.Debt, terms.Penalty),
            new Sale(Wei(price), Bps(terms.FeeBps), Bps(terms.RoyaltyBps)));
        var asLender = LenderEntitlements.EntitlementDown(split.Debt, Wei(taker.Units), Wei(taker.TotalUnits));
        var asHolder = ShareClaims.EntitlementDown(
            split.Residual, new Shares((UInt128)taker.Shares), new Shares((UInt128)taker.TotalShares));
        return price - asLender.Value - asHolder.Value;
    }

    private static (BigInteger, BigInteger) Tips(BigInteger keeperOpen, BigInteger redoOpen, BigInteger principal)
    {
        var tips = FundCaps.Tips(Wei(keeperOpen), Wei(redoOpen), Wei(principal));
        return (tips.Keeper.Value, tips.RedoKeeper.Value);
    }

    /// <summary>The core's ledger with one token in it.</summary>
    private sealed class Book : IFundBook
    {
        private InsuranceFund fund = InsuranceFund.Empty;

        public BigInteger Cash => fund[default].Cash.Value;

        public bool Absorb(BigInteger amount) => Enter(FundEntry.Absorbed, amount);

        public bool Cover(BigInteger amount) => Enter(FundEntry.Covered, amount);

        public bool Tip(BigInteger amount) => Enter(FundEntry.Tipped, amount);

        private bool Enter(FundEntry entry, BigInteger amount)
        {
            try
            {
                fund = fund.Book(default, entry, Wei(amount));
                return true;
            }
            catch (OverflowException)
            {
                return false;
            }
        }
    }

    private static Distribution Lines(Split split) => new(
        split.Keeper.Value, split.Debt.Value, split.Penalty.Value, split.Fee.Value, split.Royalty.Value,
        split.Residual.Value);

    private static Tab Senior(BigInteger keeper, BigInteger debt, BigInteger penalty) =>
        new(Wei(keeper), Wei(debt), Wei(penalty));

    private static Wei Wei(BigInteger amount) => new((UInt128)amount);

    private static Bps Bps(int bps) => new((ushort)bps);
}
