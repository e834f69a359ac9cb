using Fractional.Chain.Bindings;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rpc;
using Batch = Fractional.Chain.Bindings.BatchAuctionContract;
using Book = Fractional.Chain.Bindings.LoanBookContract;
using Dutch = Fractional.Chain.Bindings.DutchAuctionContract;
using Fund = Fractional.Chain.Bindings.InsuranceFundContract;
using Oracle = Fractional.Chain.Bindings.AppraisalOracleContract;
using Hidden = Fractional.Chain.Bindings.SealedBidsContract;
using Own = Fractional.Chain.Bindings.VaultContract;

namespace Fractional.Chain.JsonRpc;

/// <summary>Logs of our contracts as facts. Only who emitted a log decides what it is: a stranger's log of the same
/// shape
/// is nothing.</summary>
internal sealed class LogReading(Deployment deployment)
{
    /// <summary>The fact a log states; null for an event that says nothing beyond another one.</summary>
    /// <param name="at">The time of the log's block.</param>
    /// <exception cref="Fractional.Ethereum.EthereumFormatException">The contract is not what the manifest
    /// says.</exception>
    public Fact? Read(Log log, Timestamp at)
    {
        var emitter = log.Address.ToAccount();
        var place = new FactPlace(log.BlockNumber, log.BlockHash.ToHash(), checked((uint)log.LogIndex));
        var transaction = log.TransactionHash.ToHash();
        if (emitter == deployment.AppraisalOracle.Address || emitter == deployment.VaultFactory.Address)
        {
            if (OfFactory(log) is { } created)
                return new Fact.OfVault(place, at, transaction, created.Vault, created);
            return OfProtocol(log) is { } e ? new Fact.OfProtocol(place, at, transaction, e) : null;
        }
        if (emitter == deployment.LoanBook.Address && Book.DecodeEvent(log.Topics, log.Data.Span) is { } booked)
            return booked is Book.OffersCancelledEvent cancelled
                ? new Fact.OfProtocol(place, at, transaction, new OffersCancelled(
                    cancelled.Lender.ToAccount(), cancelled.Epoch))
                : OfLoan(booked) is { } loan ? new Fact.OfVault(place, at, transaction, VaultOf(log), loan) : null;
        if (emitter == deployment.DutchAuction.Address && Dutch.DecodeEvent(log.Topics, log.Data.Span) is { } called)
            return OfAuction(called) is { } e ? new Fact.OfVault(place, at, transaction, VaultOf(log), e) : null;
        if (emitter == deployment.BatchAuction.Address && Batch.DecodeEvent(log.Topics, log.Data.Span) is { } bid)
            return bid is Batch.NoncesCancelledEvent nonces
                ? new Fact.OfProtocol(place, at, transaction, new NoncesCancelled(
                    nonces.Owner.ToAccount(), nonces.Word.ToNumber(), nonces.Mask.ToNumber()))
                : OfBatch(bid) is { } e ? new Fact.OfVault(place, at, transaction, VaultOf(log), e) : null;
        if (emitter == deployment.SealedBids.Address && Hidden.DecodeEvent(log.Topics, log.Data.Span) is { } hidden)
            return OfSealed(hidden) is { } e ? new Fact.OfVault(place, at, transaction, VaultOf(log), e) : null;
        if (emitter == deployment.InsuranceFund.Address && Fund.DecodeEvent(log.Topics, log.Data.Span) is { } booking)
            return booking is Fund.FundAbsorbedEvent absorbed
                ? OfFund(absorbed) is { } income ? new Fact.OfProtocol(place, at, transaction, income) : null
                : OfFund(booking) is { } e ? new Fact.OfVault(place, at, transaction, VaultOf(log), e) : null;
        return OfVault(log) is { } own ? new Fact.OfVault(place, at, transaction, emitter, own) : null;
    }

    VaultCreated? OfFactory(Log log) => log.Address.ToAccount() == deployment.VaultFactory.Address
        && VaultFactoryContract.DecodeEvent(log.Topics, log.Data.Span) is VaultFactoryContract.VaultCreatedEvent e
            ? new VaultCreated(
                e.Vault.ToAccount(), e.Depositor.ToAccount(), e.PaymentToken.ToAccount(), e.TotalShares.ToShares(),
                Text(e.Name), Text(e.Symbol),
                [.. e.Items.Select(i => ItemOf(i.Collection, i.TokenId))])
            : null;

    /// <summary>Anybody names a vault, with any bytes. NUL, which the journal cannot keep, and what is no text become
    /// SUBSTITUTE: a byte for a byte, so that no name outgrows the contract's limit.</summary>
    static string Text(string name) => name.Replace('\0', '\u001A').Replace('\uFFFD', '\u001A');

    ProtocolEvent? OfProtocol(Log log) => log.Address.ToAccount() == deployment.VaultFactory.Address
        ? VaultFactoryContract.DecodeEvent(log.Topics, log.Data.Span) switch
        {
            VaultFactoryContract.PaymentTokenListedEvent e =>
                new PaymentTokenListed(e.Token.ToAccount(), e.Listed),
            _ => null,
        }
        : Oracle.DecodeEvent(log.Topics, log.Data.Span) switch
        {
            Oracle.SignerWeightedEvent e => new SignerWeighted(e.Signer.ToAccount(), e.Weight),
            Oracle.CollectionSetEvent e => new CollectionSet(
                e.Collection.ToAccount(), e.RarityCapBps, new Bps(e.ForcedSaleDiscountBps)),
            Oracle.RoundAcceptedEvent e => new RoundAccepted(
                ItemOf(e.Collection, e.TokenId), e.Appraisal.ToWei(), e.SpotValue.ToWei(),
                e.LimitedValue.ToWei(), e.BorrowValue.ToWei(), e.LiquidationValue.ToWei(),
                e.DispersionBps.ToBps(), e.ObservedAt.ToTime()),
            Oracle.FloorAcceptedEvent e => new FloorAccepted(
                e.Collection.ToAccount(), e.Price.ToWei(), e.ObservedAt.ToTime()),
            Oracle.BreakerMovedEvent e => new BreakerMoved(ItemOf(e.Collection, e.TokenId), e.Tripped),
            _ => null,
        };

    static Core.Units.Item ItemOf(Address collection, UInt256 tokenId) =>
        new(collection.ToAccount(), tokenId.ToNumber());

    static VaultEvent? OfLoan(object booked) => booked switch
    {
        Book.LoanOpenedEvent e => new LoanOpened(
            e.LoanId.ToLoan(), e.Vault.ToAccount(), e.Borrower.ToAccount(), e.Receiver.ToAccount(), e.Principal.ToWei(),
            e.Premium.ToWei(), e.Terms.ToCore()),
        Book.OfferFundedEvent e => new OfferFunded(
            e.LoanId.ToLoan(), e.Lender.ToAccount(), new OfferHash(e.OfferHash.ToUInt256()), e.Principal.ToWei()),
        Book.DebtPaidEvent e => new DebtPaid(
            e.LoanId.ToLoan(), e.Payer.ToAccount(), e.Amount.ToWei(), e.Principal.ToWei(),
            e.InterestNumerator.ToNumber(), e.Repaid.ToWei()),
        Book.LoanRefinancedEvent e => new LoanRefinanced(
            e.OldLoanId.ToLoan(), e.NewLoanId.ToLoan(), e.Payer.ToAccount(), e.Debt.ToWei()),
        Book.LoanFlaggedEvent e => new LoanFlagged(
            e.LoanId.ToLoan(), e.Flagger.ToAccount(), e.Debt.ToWei(), e.LiquidationValue.ToWei()),
        Book.LoanUnflaggedEvent e => new LoanUnflagged(
            e.LoanId.ToLoan(), e.Caller.ToAccount(), e.Debt.ToWei(), e.LiquidationValue.ToWei()),
        Book.DebtFrozenEvent e => new DebtFrozen(e.LoanId.ToLoan(), e.Debt.ToWei()),
        Book.LoanClosedEvent e => new LoanClosed(e.LoanId.ToLoan(), e.BadDebt.ToWei()),
        Book.LenderWithdrawnEvent e => new LenderWithdrawn(
            e.LoanId.ToLoan(), e.Lender.ToAccount(), e.To.ToAccount(), e.Amount.ToWei()),
        Book.PositionMovedEvent e => new PositionMoved(
            e.LoanId.ToLoan(), e.From.ToAccount(), e.To.ToAccount(), e.Units.ToWei(), e.Withdrawn.ToWei()),
        Book.CoverFailedEvent e => new CoverFailed(e.LoanId.ToLoan()),
        Book.LoanSweptEvent e => new LoanSwept(e.LoanId.ToLoan(), e.To.ToAccount(), e.AmountPaid.ToWei()),
        _ => null,
    };

    static VaultEvent? OfAuction(object called) => called switch
    {
        Dutch.AuctionKickedEvent e => new AuctionKicked(
            e.Id.ToAuction(), e.Vault.ToAccount(), e.Keeper.ToAccount(), e.StartsAt.ToTime(), e.DurationSeconds,
            e.LiquidationValue.ToWei(), e.Debt.ToWei(), e.KeeperReward.ToWei(), e.Penalty.ToWei(), e.Top.ToWei(),
            e.ReservePrice.ToWei(), new Bps(e.FeeBps), e.SoldMask),
        Dutch.ItemSampledEvent e => new ItemSampled(
            e.Id.ToAuction(), e.ItemIndex.ToIndex(), e.Weight.ToWei(), e.RoyaltyReceiver.ToAccount(),
            new Bps(e.RoyaltyBps)),
        Dutch.LotTakenEvent e => new LotTaken(
            e.Id.ToAuction(), e.ItemIndex.ToIndex(), e.Taker.ToAccount(), e.Receiver.ToAccount(), e.Price.ToWei(),
            e.Raised.ToWei()),
        Dutch.LotWrittenOffEvent e => new LotWrittenOff(e.Id.ToAuction(), e.ItemIndex.ToIndex()),
        Dutch.AuctionRedoneEvent e => new AuctionRedone(
            e.Id.ToAuction(), e.Keeper.ToAccount(), e.Round, e.StartsAt.ToTime(), e.Top.ToWei(),
            e.ReservePrice.ToWei(), e.KeeperReward.ToWei()),
        Dutch.AuctionCuredEvent e => new AuctionCured(
            e.Id.ToAuction(), e.Payer.ToAccount(), e.Debt.ToWei(), e.KeeperReward.ToWei()),
        Dutch.AuctionSettledEvent e => new AuctionSettled(
            e.Id.ToAuction(), e.Status.ToMember<AuctionStatus>(), e.Proceeds.ToWei(), e.Keeper.ToWei(), e.Debt.ToWei(),
            e.Penalty.ToWei(), e.Fee.ToWei(), e.Royalty.ToWei(), e.Residual.ToWei()),
        Dutch.LineCollectedEvent e => new LineCollected(
            e.Id.ToAuction(), e.Line.ToMember<Line>(), e.Payee.ToAccount(), e.To.ToAccount(), e.Amount.ToWei()),
        Dutch.RoyaltyCollectedEvent e => new RoyaltyCollected(
            e.Id.ToAuction(), e.ItemIndex.ToIndex(), e.Payee.ToAccount(), e.To.ToAccount(), e.Amount.ToWei()),
        Dutch.AuctionConvertedEvent e => new AuctionConverted(
            e.Id.ToAuction(), e.Debt.ToWei(), e.RedeemableUntil.ToTime()),
        Dutch.EquityRedeemedEvent e => new EquityRedeemed(
            e.Id.ToAuction(), e.Payer.ToAccount(), e.Debt.ToWei(), e.Premium.ToWei(), e.KeeperReward.ToWei()),
        _ => null,
    };

    /// <summary>Ignored permits change nothing: the bid itself is placed or refused.</summary>
    static VaultEvent? OfBatch(object happened) => happened switch
    {
        Batch.BatchOpenedEvent e => new BatchOpened(
            e.Id.ToAuction(), e.Vault.ToAccount(), e.EndsAt.ToTime(), e.ReservePrice.ToWei(), e.TickSize.ToWei(),
            e.Supply.ToShares(), e.IsSealed, e.MaxCredit.ToWei()),
        Batch.BidPlacedEvent e => new BidPlaced(
            e.Id.ToAuction(), e.BidId.ToIndex(), e.Owner.ToAccount(), e.Tick.ToIndex(), e.Quantity.ToShares(),
            e.Shares.ToShares(), e.Escrow.ToWei()),
        Batch.WholeBidPlacedEvent e => new WholeBidPlaced(
            e.Id.ToAuction(), e.BidId.ToIndex(), e.Owner.ToAccount(), e.Amount.ToWei(), e.EndsAt.ToTime()),
        Batch.SignedBidRefusedEvent e => OfRefused(e),
        Batch.BatchClosedEvent e => new BatchClosed(
            e.Id.ToAuction(), e.Status.ToMember<BatchStatus>(), e.Price.ToWei(), e.Credit.ToWei()),
        Batch.BidClaimedEvent e => new BidClaimed(
            e.Id.ToAuction(), e.BidId.ToIndex(), e.Owner.ToAccount(), e.To.ToAccount(), e.Units.ToShares(),
            e.Paid.ToWei(), e.Refund.ToWei(), e.Shares.ToShares()),
        Batch.SeriesFormedEvent e => new SeriesFormed(e.Id.ToAuction(), e.Series.ToAccount()),
        Batch.ItemStuckEvent e => new ItemStuck(e.Id.ToAuction(), e.ItemIndex.ToIndex()),
        Batch.SeriesClaimedEvent e => new SeriesClaimed(
            e.Id.ToAuction(), e.Lender.ToAccount(), e.To.ToAccount(), e.LoanUnits.ToWei(), e.Units.ToShares()),
        Batch.SurplusSweptEvent e => new SurplusSwept(e.Id.ToAuction(), e.To.ToAccount(), e.Amount.ToWei()),
        _ => null,
    };

    /// <summary>Anybody may hand in anything as a bid: what names no auction is no news.</summary>
    static SignedBidRefused? OfRefused(Batch.SignedBidRefusedEvent e) => ChainIds.TryAuction(e.Id, out var auction)
        ? new SignedBidRefused(
            auction, e.Owner.ToAccount(), e.Nonce.ToNumber(),
            SignedBidRefused.ReasonOf(RevertReading.Read(e.Reason.Span)))
        : null;

    static VaultEvent? OfSealed(object happened) => happened switch
    {
        Hidden.BidCommittedEvent e => new BidCommitted(
            e.Id.ToAuction(), e.Bidder.ToAccount(), e.Commitment.ToCommitment(), e.Deposit.ToWei()),
        Hidden.BidRevealedEvent e => new BidRevealed(
            e.Id.ToAuction(), e.Bidder.ToAccount(), e.Commitment.ToCommitment(), e.BidId.ToIndex(), e.Refund.ToWei()),
        Hidden.DepositReturnedEvent e => new DepositReturned(
            e.Id.ToAuction(), e.Bidder.ToAccount(), e.Commitment.ToCommitment(), e.Amount.ToWei(), e.Forfeit.ToWei()),
        _ => null,
    };

    /// <summary>Anybody may let the fund absorb any token: amounts that no vault can be paid in are no news.</summary>
    static FundAbsorbed? OfFund(Fund.FundAbsorbedEvent e) => e.Cash.TryToUInt128(out var cash)
        ? new FundAbsorbed(e.Token.ToAccount(), e.Amount.ToWei(), new Wei(cash))
        : null;

    static VaultEvent? OfFund(object booking) => booking switch
    {
        Fund.LoanCoveredEvent e => new LoanCovered(
            e.LoanId.ToLoan(), e.Token.ToAccount(), e.Shortfall.ToWei(), e.Amount.ToWei(), e.Cash.ToWei()),
        Fund.TipCollectedEvent e => new TipCollected(
            e.Id.ToAuction(), e.Line.ToMember<Line>(), e.Payee.ToAccount(), e.To.ToAccount(), e.Amount.ToWei(),
            e.Cash.ToWei()),
        _ => null,
    };

    static VaultEvent? OfVault(Log log) => Own.DecodeEvent(log.Topics, log.Data.Span) switch
    {
        Own.StateMovedEvent e => new StateMoved(e.From.ToMember<VaultState>(), e.To.ToMember<VaultState>()),
        Own.TransferEvent e => new Transfer(e.From.ToAccount(), e.To.ToAccount(), e.Amount.ToShares()),
        Own.ItemDeliveredEvent e => new ItemDelivered(e.ItemIndex.ToIndex(), e.To.ToAccount()),
        Own.VaultRedeemedEvent e => new VaultRedeemed(
            e.Holder.ToAccount(), e.To.ToAccount(), e.LeftBehind, e.CashPaid.ToWei()),
        Own.ResidualFixedEvent e => new ResidualFixed(e.Residual.ToWei(), e.TotalShares.ToShares()),
        Own.SharesClaimedEvent e => new SharesClaimed(
            e.Holder.ToAccount(), e.To.ToAccount(), e.SharesBurned.ToShares(), e.AmountPaid.ToWei()),
        Own.DustSweptEvent e => new DustSwept(e.To.ToAccount(), e.AmountPaid.ToWei()),
        _ => null,
    };

    /// <summary>The first indexed argument of every log of loans and auctions is an id, and an id holds its vault's
    /// address.</summary>
    static Account VaultOf(Log log) => new(log.Topics[1].Span[..Account.Length]);
}
