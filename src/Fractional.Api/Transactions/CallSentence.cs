using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;

namespace Fractional.Api.Transactions;

/// <summary>What a call does, in one English sentence; amounts are wei or 1e-18 of a share.</summary>
static class CallSentence
{
    public static string Of(ProtocolCall call) => OfLoan(call) ?? OfSale(call) ?? OfBid(call) ?? OfRest(call);

    static string? OfLoan(ProtocolCall call) => call switch
    {
        ProtocolCall.Open c =>
            $"Borrows on {c.Offers.Length} offers against vault {A(c.Vault)}; the money goes to {A(c.Receiver)}.",
        ProtocolCall.Repay c => $"Pays at most {c.Amount} wei of the debt of vault {A(c.Vault)}.",
        ProtocolCall.RepayAndRedeem c =>
            $"Pays the whole debt of vault {A(c.Vault)} and takes its items out to {A(c.To)}.",
        ProtocolCall.Refinance c => $"Replaces the loan of vault {A(c.Vault)} by {c.Offers.Length} offers.",
        ProtocolCall.Flag c => $"Starts a margin call on the loan of vault {A(c.Vault)}.",
        ProtocolCall.Unflag c => $"Ends the margin call on the loan of vault {A(c.Vault)}.",
        ProtocolCall.Withdraw c => $"Pays what lender {A(c.Lender)} is due of loan {c.Loan} to {A(c.To)}.",
        ProtocolCall.MovePosition c => $"Moves your position in loan {c.Loan} to {A(c.To)}.",
        ProtocolCall.SweepLoan c => $"Sends the rounding that loan {c.Loan} left to the insurance fund.",
        ProtocolCall.CancelOffers => "Makes every loan offer that you signed so far void.",
        ProtocolCall.Kick c => $"Starts the auction of vault {A(c.Vault)}.",
        _ => null,
    };

    static string? OfSale(ProtocolCall call) => call switch
    {
        ProtocolCall.Take c => $"Buys item {c.ItemIndex} of auction {c.Auction} for at most {c.MaxPrice} wei until "
            + $"{Moment.Of(c.Deadline).Rfc3339}; it goes to {A(c.Receiver)}.",
        ProtocolCall.TakeNet c => $"Buys item {c.ItemIndex} of auction {c.Auction} for at most {c.MaxPrice} wei, less "
            + $"what you are due as a lender and for {c.Shares} units of shares; it goes to {A(c.Receiver)}.",
        ProtocolCall.Redo c => $"Starts auction {c.Auction} again with a new round.",
        ProtocolCall.Cure c => $"Pays debt and keeper reward of auction {c.Auction}: the vault is open again.",
        ProtocolCall.WriteOff c => $"Strikes item {c.ItemIndex}, which is gone, from auction {c.Auction}.",
        ProtocolCall.Collect c => $"Pays the line {c.Line} of auction {c.Auction} to {A(c.To)}.",
        ProtocolCall.CollectRoyalty c =>
            $"Pays the royalty of item {c.ItemIndex} of auction {c.Auction} to {A(c.To)}.",
        ProtocolCall.ToBatch c => $"Opens auction {c.Auction}, which nobody took, for bids.",
        ProtocolCall.RedeemEquity c =>
            $"Pays debt, reward and 1 % of the converted auction {c.Auction}: the old shares hold again.",
        _ => null,
    };

    static string? OfBid(ProtocolCall call) => call switch
    {
        ProtocolCall.Bid c =>
            $"Bids for {c.Quantity} units of auction {c.Auction} at tick {c.Tick}; while it can win it stays.",
        ProtocolCall.BidRollover c => $"Bids for {c.Quantity} units of auction {c.Auction} at tick {c.Tick} with "
            + $"{c.Shares} units of old shares and at most {c.MaxEscrow} wei.",
        ProtocolCall.BidWhole c => $"Bids {c.Amount} wei for all items of auction {c.Auction}.",
        ProtocolCall.CancelNonces => "Makes bids that you signed under these nonces void.",
        ProtocolCall.Close c => $"Ends the bidding of auction {c.Auction} and settles it.",
        ProtocolCall.ClaimBid c => $"Pays out bid {c.BidId} of auction {c.Auction} to {A(c.To)}.",
        ProtocolCall.FormSeries c =>
            $"Forms the new vault of auction {c.Auction}, whose shares were sold or converted.",
        ProtocolCall.Deliver c => $"Sends item {c.ItemIndex} of auction {c.Auction} to {A(c.To)}.",
        ProtocolCall.ClaimSeries c =>
            $"Sends the new shares of lender {A(c.Lender)} of auction {c.Auction} to {A(c.To)}.",
        ProtocolCall.SweepSurplus c =>
            $"Sends the rounding that the bids of auction {c.Auction} left to the insurance fund.",
        ProtocolCall.Commit c =>
            $"Deposits {c.Deposit} wei for a sealed bid in auction {c.Auction}; reveal it in time or lose 5 % of it.",
        ProtocolCall.Reveal { Kind: BidKind.Whole } c =>
            $"Tells your sealed bid of {c.Quantity} wei for all items of auction {c.Auction}.",
        ProtocolCall.Reveal c =>
            $"Tells your sealed bid for {c.Quantity} units of auction {c.Auction} at tick {c.Tick}.",
        ProtocolCall.ReturnDeposit c =>
            $"Returns the deposit of a bid that {A(c.Bidder)} never revealed in auction {c.Auction}, less the forfeit.",
        _ => null,
    };

    /// <exception cref="ArgumentOutOfRangeException">A call that nobody prepares.</exception>
    static string OfRest(ProtocolCall call) => call switch
    {
        ProtocolCall.Create c => $"Locks {c.Items.Length} items in a new vault named '{c.VaultName}'; you get all "
            + $"{c.TotalShares} units of its shares.",
        ProtocolCall.CollectTip c =>
            $"Pays the keeper's reward {c.Line} of auction {c.Auction} out of the insurance fund to {A(c.To)}.",
        ProtocolCall.Redeem c => $"Burns all shares of vault {A(c.Vault)} and takes its items out to {A(c.To)}.",
        ProtocolCall.Claim c => $"Burns {c.Shares} units of shares of the settled vault {A(c.Vault)} for their part, "
            + $"which goes to {A(c.To)}.",
        ProtocolCall.Sweep c =>
            $"Sends the rounding that the claims of vault {A(c.Vault)} left to the insurance fund.",
        ProtocolCall.TransferShares c => $"Sends {c.Shares} units of shares of vault {A(c.Vault)} to {A(c.To)}.",
        ProtocolCall.ApproveToken c =>
            $"Lets {A(c.Spender)} take at most {c.Amount} units of token {A(c.Token)} from you.",
        ProtocolCall.ApproveCollection { Approved: true } c =>
            $"Lets {A(c.Spender)} take every item of collection {A(c.Collection)} that you have.",
        ProtocolCall.ApproveCollection c =>
            $"Takes back the leave of {A(c.Spender)} over collection {A(c.Collection)}.",
        ProtocolCall.DepositEther c => $"Turns {c.Amount} wei of ether into as much of token {A(c.Token)}.",
        _ => throw new ArgumentOutOfRangeException(nameof(call), call.Name, "nobody prepares this call"),
    };

    static string A(Account account) => new ChecksumAddress(account).ToString();
}
