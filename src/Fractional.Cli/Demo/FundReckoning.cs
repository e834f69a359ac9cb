using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Cli.Demo;

/// <summary>Where the insurance fund's money came from and went, added up from everybody's raw logs, beside its own
/// book and the token.</summary>
/// <param name="Premiums">Of the loans that were opened, wei.</param>
/// <param name="Penalties">Collected after auctions, wei.</param>
/// <param name="Forfeits">Of sealed bids that were never told, wei.</param>
/// <param name="Dust">What rounding left of claims, withdrawals and bids, wei.</param>
/// <param name="Book">The fund's own, after it absorbed what came in.</param>
/// <param name="Balance">What the token says it has, wei.</param>
/// <param name="BookFault">The first line of its log that does not add up; null when all do.</param>
sealed record FundReckoning(
    Wei Premiums, Wei Penalties, Wei Forfeits, Wei Dust, FundAccount Book, Wei Balance, Difference? BookFault)
{
    public Wei Income => Premiums + Penalties + Forfeits + Dust;

    public bool IsExact => BookFault is null && Book.Absorbed == Income && Book.Cash == Balance;

    public static async Task<FundReckoning> Of(Stage stage, CancellationToken stop)
    {
        await stage.Do(stage.Cast.Deployer, new ProtocolCall.Absorb(stage.Weth), stop);
        var head = await stage.Chain.Head(stop);
        var logs = await RawLogs.Read(stage.Chain, head.Number, stop);
        var events = logs.Vaults.Values.SelectMany(log => log).Select(recorded => recorded.Event).ToList();
        var book = logs.Fund.Select(recorded => recorded.Event)
            .Aggregate(InsuranceFund.Empty, (fund, b) => fund.Book(b.Token, b.Entry, b.Amount));
        return new FundReckoning(
            Sum(events.OfType<LoanOpened>().Select(e => e.Premium)),
            Sum(events.OfType<LineCollected>().Where(e => e.Line == Line.Insurance).Select(e => e.Amount)),
            Sum(events.OfType<DepositReturned>().Select(e => e.Forfeit)),
            Sum(events.Select(DustOf)),
            book[stage.Weth],
            await stage.Chain.TokenBalance(stage.Weth, stage.Cast.InsuranceFund, stop),
            InsuranceFund.FirstDifference(logs.Fund));
    }

    static Wei DustOf(VaultEvent happened) => happened switch
    {
        LoanSwept e => e.AmountPaid,
        DustSwept e => e.AmountPaid,
        SurplusSwept e => e.Amount,
        _ => Wei.Zero,
    };

    static Wei Sum(IEnumerable<Wei> amounts) => amounts.Aggregate(Wei.Zero, (sum, amount) => sum + amount);
}
