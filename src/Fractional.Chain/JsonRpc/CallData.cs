using System.Collections.Immutable;
using Fractional.Chain.Bindings;
using Fractional.Chain.Calls;
using Fractional.Core.Units;
using Fractional.Ethereum.Primitives;
using CoreOffer = Fractional.Core.Loans.LoanOffer;

namespace Fractional.Chain.JsonRpc;

/// <summary>Where a call goes and what it carries.</summary>
public readonly record struct CallData(Account To, byte[] Data, UInt256 Value)
{
    /// <summary>The transaction that makes the call.</summary>
    public static CallData Of(ProtocolCall call, Deployment deployment) => call switch
    {
        ProtocolCall.Create or ProtocolCall.ListPaymentToken => new(
            deployment.VaultFactory.Address, ToFactory(call), default),
        ProtocolCall.Open or ProtocolCall.Repay or ProtocolCall.RepayAndRedeem or ProtocolCall.Refinance
            or ProtocolCall.Flag or ProtocolCall.Unflag or ProtocolCall.Withdraw or ProtocolCall.MovePosition
            or ProtocolCall.SweepLoan or ProtocolCall.CancelOffers => new(
                deployment.LoanBook.Address, ToLoanBook(call), default),
        ProtocolCall.Kick or ProtocolCall.Take or ProtocolCall.TakeNet or ProtocolCall.Redo or ProtocolCall.Cure
            or ProtocolCall.WriteOff or ProtocolCall.Collect or ProtocolCall.CollectRoyalty or ProtocolCall.ToBatch
            or ProtocolCall.RedeemEquity => new(deployment.DutchAuction.Address, ToAuction(call), default),
        ProtocolCall.Bid or ProtocolCall.BidRollover or ProtocolCall.BidWhole or ProtocolCall.BidFor
            or ProtocolCall.Close or ProtocolCall.ClaimBid or ProtocolCall.FormSeries or ProtocolCall.Deliver
            or ProtocolCall.ClaimSeries or ProtocolCall.SweepSurplus => new(
                deployment.BatchAuction.Address, ToBatchAuction(call), default),
        ProtocolCall.Commit or ProtocolCall.Reveal or ProtocolCall.ReturnDeposit => new(
            deployment.SealedBids.Address, ToSealedBids(call), default),
        ProtocolCall.SubmitRound or ProtocolCall.SubmitFloor or ProtocolCall.SetSigner
            or ProtocolCall.SetCollection => new(deployment.AppraisalOracle.Address, ToOracle(call), default),
        ProtocolCall.Absorb c => new(
            deployment.InsuranceFund.Address, new InsuranceFundContract.AbsorbFunction(c.Token.ToAddress()).Encode(),
            default),
        ProtocolCall.CollectTip c => new(
            deployment.InsuranceFund.Address, new InsuranceFundContract.CollectTipFunction(
                c.Auction.ToWord(), (byte)c.Line, c.To.ToAddress()).Encode(), default),
        ProtocolCall.Redeem c => new(
            c.Vault, new VaultContract.RedeemFunction(c.To.ToAddress(), c.LeftBehind).Encode(), default),
        ProtocolCall.Claim c => new(
            c.Vault, new VaultContract.ClaimFunction(c.Shares.ToWord(), c.To.ToAddress()).Encode(), default),
        ProtocolCall.Sweep c => new(c.Vault, new VaultContract.SweepFunction().Encode(), default),
        ProtocolCall.TransferShares c => new(
            c.Vault, new VaultContract.TransferFunction(c.To.ToAddress(), c.Shares.ToWord()).Encode(), default),
        _ => ToToken(call),
    };

    static byte[] ToFactory(ProtocolCall call) => call switch
    {
        ProtocolCall.Create c => new VaultFactoryContract.CreateFunction(
            [.. c.Items.Select(i => new Bindings.Item(i.Collection.ToAddress(), (UInt256)i.TokenId))],
            c.TotalShares.ToWord(), c.PaymentToken.ToAddress(), c.VaultName, c.Symbol).Encode(),
        ProtocolCall.ListPaymentToken c => new VaultFactoryContract.ListPaymentTokenFunction(
            c.Token.ToAddress(), c.Listed).Encode(),
        _ => throw Unknown(call),
    };

    static byte[] ToLoanBook(ProtocolCall call) => call switch
    {
        ProtocolCall.Open c => new LoanBookContract.OpenFunction(
            c.Vault.ToAddress(), Offers(c.Offers), Signatures(c.Offers), c.Receiver.ToAddress()).Encode(),
        ProtocolCall.Refinance c => new LoanBookContract.RefinanceFunction(
            c.Vault.ToAddress(), Offers(c.Offers), Signatures(c.Offers)).Encode(),
        ProtocolCall.Repay c => new LoanBookContract.RepayFunction(c.Vault.ToAddress(), c.Amount.ToWord()).Encode(),
        ProtocolCall.RepayAndRedeem c => new LoanBookContract.RepayAndRedeemFunction(
            c.Vault.ToAddress(), c.To.ToAddress(), c.LeftBehind).Encode(),
        ProtocolCall.Flag c => new LoanBookContract.FlagFunction(c.Vault.ToAddress()).Encode(),
        ProtocolCall.Unflag c => new LoanBookContract.UnflagFunction(c.Vault.ToAddress()).Encode(),
        ProtocolCall.Withdraw c => new LoanBookContract.WithdrawFunction(
            c.Loan.ToWord(), c.Lender.ToAddress(), c.To.ToAddress()).Encode(),
        ProtocolCall.MovePosition c => new LoanBookContract.MovePositionFunction(
            c.Loan.ToWord(), c.To.ToAddress()).Encode(),
        ProtocolCall.SweepLoan c => new LoanBookContract.SweepLoanFunction(
            c.Loan.ToWord(), [.. c.Lenders.Select(lender => lender.ToAddress())]).Encode(),
        ProtocolCall.CancelOffers => new LoanBookContract.CancelOffersFunction().Encode(),
        _ => throw Unknown(call),
    };

    static byte[] ToAuction(ProtocolCall call) => call switch
    {
        ProtocolCall.Kick c => new DutchAuctionContract.KickFunction(c.Vault.ToAddress()).Encode(),
        ProtocolCall.Take c => new DutchAuctionContract.TakeFunction(
            c.Auction.ToWord(), (UInt256)c.ItemIndex, c.MaxPrice.ToWord(), c.Receiver.ToAddress(),
            c.Deadline.Seconds, default).Encode(),
        ProtocolCall.TakeNet c => new DutchAuctionContract.TakeNetFunction(
            c.Auction.ToWord(), (UInt256)c.ItemIndex, c.MaxPrice.ToWord(), c.Shares.ToWord(), c.Receiver.ToAddress(),
            c.Deadline.Seconds).Encode(),
        ProtocolCall.Redo c => new DutchAuctionContract.RedoFunction(c.Auction.ToWord()).Encode(),
        ProtocolCall.Cure c => new DutchAuctionContract.CureFunction(c.Auction.ToWord()).Encode(),
        ProtocolCall.WriteOff c => new DutchAuctionContract.WriteOffFunction(
            c.Auction.ToWord(), (UInt256)c.ItemIndex).Encode(),
        ProtocolCall.Collect c => new DutchAuctionContract.CollectFunction(
            c.Auction.ToWord(), (byte)c.Line, c.To.ToAddress()).Encode(),
        ProtocolCall.CollectRoyalty c => new DutchAuctionContract.CollectRoyaltyFunction(
            c.Auction.ToWord(), (UInt256)c.ItemIndex, c.To.ToAddress()).Encode(),
        ProtocolCall.ToBatch c => new DutchAuctionContract.ToBatchFunction(c.Auction.ToWord()).Encode(),
        ProtocolCall.RedeemEquity c => new DutchAuctionContract.RedeemEquityFunction(c.Auction.ToWord()).Encode(),
        _ => throw Unknown(call),
    };

    static byte[] ToBatchAuction(ProtocolCall call) => call switch
    {
        ProtocolCall.Bid c => new BatchAuctionContract.BidFunction(
            c.Auction.ToWord(), (UInt256)c.Tick, c.Quantity.ToWord()).Encode(),
        ProtocolCall.BidRollover c => new BatchAuctionContract.BidRolloverFunction(
            c.Auction.ToWord(), (UInt256)c.Tick, c.Quantity.ToWord(), c.Shares.ToWord(), c.MaxEscrow.ToWord()).Encode(),
        ProtocolCall.BidWhole c => new BatchAuctionContract.BidWholeFunction(
            c.Auction.ToWord(), c.Amount.ToWord()).Encode(),
        ProtocolCall.BidFor c => new BatchAuctionContract.BidForFunction(
            [.. c.Bids.Select(b => b.Payload.ToBinding())], Signatures(c.Bids), []).Encode(),
        ProtocolCall.Close c => new BatchAuctionContract.CloseFunction(c.Auction.ToWord()).Encode(),
        ProtocolCall.ClaimBid c => new BatchAuctionContract.ClaimFunction(
            c.Auction.ToWord(), (UInt256)c.BidId, c.To.ToAddress()).Encode(),
        ProtocolCall.FormSeries c => new BatchAuctionContract.FormSeriesFunction(c.Auction.ToWord()).Encode(),
        ProtocolCall.Deliver c => new BatchAuctionContract.DeliverFunction(
            c.Auction.ToWord(), (UInt256)c.ItemIndex, c.To.ToAddress()).Encode(),
        ProtocolCall.ClaimSeries c => new BatchAuctionContract.ClaimSeriesFunction(
            c.Auction.ToWord(), c.Lender.ToAddress(), c.To.ToAddress()).Encode(),
        ProtocolCall.SweepSurplus c => new BatchAuctionContract.SweepSurplusFunction(c.Auction.ToWord()).Encode(),
        _ => throw Unknown(call),
    };

    static byte[] ToSealedBids(ProtocolCall call) => call switch
    {
        ProtocolCall.Commit c => new SealedBidsContract.CommitFunction(
            c.Auction.ToWord(), c.Commitment.ToBytes(), c.Deposit.ToWord()).Encode(),
        ProtocolCall.Reveal c => new SealedBidsContract.RevealFunction(
            c.Auction.ToWord(), (byte)c.Kind, (UInt256)c.Tick, c.Quantity, c.Shares.ToWord(),
            Bytes32.From((UInt256)c.Salt)).Encode(),
        ProtocolCall.ReturnDeposit c => new SealedBidsContract.ReturnDepositFunction(
            c.Auction.ToWord(), c.Bidder.ToAddress(), c.Commitment.ToBytes()).Encode(),
        _ => throw Unknown(call),
    };

    static byte[] ToOracle(ProtocolCall call)
    {
        switch (call)
        {
            case ProtocolCall.SubmitRound c:
                // The contract takes entries only in this order, which proves that no signer speaks twice.
                var round = c.Appraisals.OrderBy(a => a.Payload.Value).ThenBy(a => a.Signer).ToImmutableArray();
                return new AppraisalOracleContract.SubmitRoundFunction(
                    [.. round.Select(a => a.Payload.ToBinding())], Signers(round), Signatures(round)).Encode();
            case ProtocolCall.SubmitFloor c:
                var reports = c.Reports.OrderBy(r => r.Payload.Price).ThenBy(r => r.Signer).ToImmutableArray();
                return new AppraisalOracleContract.SubmitFloorFunction(
                    [.. reports.Select(r => r.Payload.ToBinding())], Signers(reports), Signatures(reports)).Encode();
            case ProtocolCall.SetSigner c:
                return new AppraisalOracleContract.SetSignerFunction(c.Signer.ToAddress(), c.Weight).Encode();
            case ProtocolCall.SetCollection c:
                return new AppraisalOracleContract.SetCollectionFunction(
                    c.Collection.ToAddress(), c.RarityCapBps, c.ForcedSaleDiscountBps).Encode();
            default:
                throw Unknown(call);
        }
    }

    static CallData ToToken(ProtocolCall call) => call switch
    {
        ProtocolCall.ApproveToken c => new(
            c.Token, new DemoWethContract.ApproveFunction(c.Spender.ToAddress(), c.Amount.ToWord()).Encode(), default),
        ProtocolCall.TransferToken c => new(
            c.Token, new DemoWethContract.TransferFunction(c.To.ToAddress(), c.Amount.ToWord()).Encode(), default),
        ProtocolCall.DepositEther c => new(
            c.Token, new DemoWethContract.DepositFunction().Encode(), c.Amount.ToWord()),
        ProtocolCall.ApproveCollection c => new(
            c.Collection,
            new DemoCollectionContract.SetApprovalForAllFunction(c.Spender.ToAddress(), c.Approved).Encode(), default),
        ProtocolCall.MintItem c => new(
            c.Item.Collection,
            new DemoCollectionContract.MintFunction(c.To.ToAddress(), (UInt256)c.Item.TokenId).Encode(), default),
        _ => throw Unknown(call),
    };

    static ImmutableArray<Bindings.LoanOffer> Offers(ImmutableArray<Signed<CoreOffer>> offers) =>
        [.. offers.Select(o => o.Payload.ToBinding())];

    static ImmutableArray<Address> Signers<T>(ImmutableArray<Signed<T>> signed) =>
        [.. signed.Select(s => s.Signer.ToAddress())];

    static ImmutableArray<ReadOnlyMemory<byte>> Signatures<T>(ImmutableArray<Signed<T>> signed) =>
        [.. signed.Select(s => s.Signature.AsMemory())];

    static ArgumentOutOfRangeException Unknown(ProtocolCall call) => new(nameof(call), call,
        "no function for this call");
}
