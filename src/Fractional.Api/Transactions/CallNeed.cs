using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Projections;

namespace Fractional.Api.Transactions;

/// <summary>Allowances that a call takes from its sender: tokens, and shares that bids bring.</summary>
/// <param name="Token">A payment token, or a vault for its shares.</param>
/// <param name="Spender">A contract of the deployment.</param>
/// <param name="Amount">The most that the call can take now.</param>
readonly record struct CallNeed(Account Token, Account Spender, Wei Amount)
{
    /// <summary>Nothing for a call about what is not there: its simulation says so.</summary>
    public static IEnumerable<CallNeed> Of(
        ProtocolCall call, BoardView board, Deployment deployment, Timestamp now) => call switch
    {
        ProtocolCall.Repay c => Debt(board.Find(c.Vault), deployment, now, c.Amount),
        ProtocolCall.RepayAndRedeem c => Debt(board.Find(c.Vault), deployment, now, new Wei(UInt128.MaxValue)),
        ProtocolCall.Take c => Price(board, c.Auction, c.ItemIndex, c.MaxPrice, deployment, now),
        ProtocolCall.TakeNet c => Price(board, c.Auction, c.ItemIndex, c.MaxPrice, deployment, now),
        ProtocolCall.Cure c => Sale(board, c.Auction, deployment, a => a.Debt + a.KeeperReward),
        ProtocolCall.RedeemEquity c => Sale(board, c.Auction, deployment, a => Redemption.Of(a).Total),
        ProtocolCall.Bid c => OfBatch(board, c.Auction, batch =>
            c.Tick is >= 0 and <= TickGrid.TopTick && c.Quantity <= batch.Terms.Supply
                ? [Cash(board, c.Auction, deployment.BatchAuction, batch.Terms.EscrowUp(c.Tick, c.Quantity))]
                : []),
        ProtocolCall.BidRollover c => OfBatch(board, c.Auction, _ =>
        [
            Cash(board, c.Auction, deployment.BatchAuction, c.MaxEscrow),
            new CallNeed(c.Auction.Vault, deployment.BatchAuction.Address, new Wei(c.Shares.Value)),
        ]),
        ProtocolCall.BidWhole c => OfBatch(
            board, c.Auction, _ => [Cash(board, c.Auction, deployment.BatchAuction, c.Amount)]),
        ProtocolCall.Commit c => OfBatch(
            board, c.Auction, _ => [Cash(board, c.Auction, deployment.SealedBids, c.Deposit)]),
        ProtocolCall.Reveal { Kind: BidKind.Rollover } c => OfBatch(board, c.Auction, _ =>
            [new CallNeed(c.Auction.Vault, deployment.SealedBids.Address, new Wei(c.Shares.Value))]),
        _ => [],
    };

    static IEnumerable<CallNeed> Debt(Vault? vault, Deployment deployment, Timestamp now, Wei most) =>
        vault?.CurrentLoan is { } loan
            ? [new CallNeed(vault.PaymentToken, deployment.LoanBook.Address, Wei.Min(loan.OpenDebtAt(now), most))]
            : [];

    static IEnumerable<CallNeed> Price(
        BoardView board, AuctionId id, int item, Wei most, Deployment deployment, Timestamp now) =>
        board.AuctionOf(id) is { Status: AuctionStatus.Running } auction && item >= 0 && item < auction.Items.Length
        && !auction.IsSold(item) && auction.IsOpenAt(now)
            ? Sale(board, id, deployment, a => Wei.Min(a.ItemPriceAt(item, now), most))
            : [];

    static IEnumerable<CallNeed> Sale(
        BoardView board, AuctionId id, Deployment deployment, Func<DutchAuction, Wei> amount) =>
        board.AuctionOf(id) is { } auction ? [Cash(board, id, deployment.DutchAuction, amount(auction))] : [];

    static IEnumerable<CallNeed> OfBatch(
        BoardView board, AuctionId id, Func<BatchAuction, IEnumerable<CallNeed>> needs) =>
        board.Find(id.Vault)?.BatchOf(id) is { } batch ? needs(batch) : [];

    static CallNeed Cash(BoardView board, AuctionId id, DeployedContract spender, Wei amount) =>
        new(board.Find(id.Vault)!.PaymentToken, spender.Address, amount);
}
