using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Fractional.Chain.Calls;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;

namespace Fractional.Chain.Simulated;

public sealed partial record SimulatedWorld
{
    /// <summary>What the call does as the next transaction: everything, or nothing when it is refused.</summary>
    public WorldOutcome Run(ProtocolCall call, Account from, Timestamp now) => call switch
    {
        ProtocolCall.Create c => Create(c, from, now),
        ProtocolCall.ListPaymentToken c => Happened(this, new PaymentTokenListed(c.Token, c.Listed)),
        ProtocolCall.CancelOffers => CancelOffers(from),
        ProtocolCall.BidFor c => BidFor(c, now),
        ProtocolCall.CancelNonces c => CancelNonces(c, from),
        ProtocolCall.Absorb c => Absorb(c.Token),
        ProtocolCall.TransferToken c => Transfer(c.Token, from, c.To, c.Amount),
        ProtocolCall.DepositEther c => Done(Credit(c.Token, from, c.Amount)),
        ProtocolCall.MintItem c => Done(this with { Owners = Owners.SetItem(c.Item, c.To) }),
        ProtocolCall.ApproveToken c when c.Spender == Deployment.BatchAuction.Address => Done(
            this with { BidAllowances = BidAllowances.SetItem((c.Token, from), c.Amount) }),
        // Here everybody has approved the rest of the protocol: allowances are the tokens' own business.
        ProtocolCall.ApproveToken or ProtocolCall.ApproveCollection => Done(this),
        ProtocolCall.SetSigner c => Happened(this, new SignerWeighted(c.Signer, c.Weight)),
        ProtocolCall.SetCollection c => Happened(
            this, new CollectionSet(c.Collection, c.RarityCapBps, new Bps(c.ForcedSaleDiscountBps))),
        _ => OnVault(call, from, now),
    };

    /// <summary>What signs an offer in this world: a hash that only <see cref="Sign(LoanOffer)"/> makes.</summary>
    public static Signed<LoanOffer> Sign(LoanOffer offer) =>
        new(offer, offer.Lender, [.. SimulatedHash.Bytes($"signed {offer.Lender} {HashOf(offer)}")]);

    public static OfferHash HashOf(LoanOffer offer) =>
        new(SimulatedHash.Number(JsonSerializer.Serialize(offer, ChainJson.Options)));

    private WorldOutcome OnVault(ProtocolCall call, Account from, Timestamp now)
    {
        var (address, command) = CommandOf(call, from);
        if (!Vaults.TryGetValue(address, out var vault))
        {
            // Loan book and auction look in their own books, where an account that is no vault has nothing.
            if (command is OpenLoan or Redeem or Claim or Sweep or TransferShares)
                return Refused(new Refusal.NotVault(address));
            vault = Vault.Empty with { Address = address };
        }
        var decision = Vault.Decide(vault, command, Context(vault, from, now));
        if (decision.IsRefused) return Refused(decision.Refusal);
        var outcome = With(vault, decision.Events, now);
        return outcome.Refusal is null ? outcome.After.WithSeries(vault, decision.Events, outcome.Facts, now) : outcome;
    }

    private (Account Vault, VaultCommand Command) CommandOf(ProtocolCall call, Account from) => call switch
    {
        ProtocolCall.Open c => (c.Vault, new OpenLoan(Presented(c.Offers), c.Receiver)),
        ProtocolCall.Repay c => (c.Vault, new Repay(c.Amount)),
        ProtocolCall.RepayAndRedeem c => (c.Vault, new RepayAndRedeem(c.To, c.LeftBehind)),
        ProtocolCall.Refinance c => (c.Vault, new Refinance(Presented(c.Offers))),
        ProtocolCall.Flag c => (c.Vault, new Flag()),
        ProtocolCall.Unflag c => (c.Vault, new Unflag()),
        ProtocolCall.Withdraw c => (c.Loan.Vault, new Withdraw(c.Loan, c.Lender, c.To)),
        ProtocolCall.MovePosition c => (c.Loan.Vault, new MovePosition(c.Loan, c.To)),
        ProtocolCall.SweepLoan c => (c.Loan.Vault, new SweepLoan(c.Loan, c.Lenders)),
        ProtocolCall.Kick c => (c.Vault, new Kick()),
        ProtocolCall.Take c => (c.Auction.Vault, new Take(c.Auction, c.ItemIndex, c.MaxPrice, c.Receiver, c.Deadline)),
        ProtocolCall.TakeNet c => (
            c.Auction.Vault,
            new TakeNet(new Take(c.Auction, c.ItemIndex, c.MaxPrice, c.Receiver, c.Deadline), c.Shares)),
        ProtocolCall.Redo c => (c.Auction.Vault, new Redo(c.Auction)),
        ProtocolCall.Cure c => (c.Auction.Vault, new Cure(c.Auction)),
        ProtocolCall.WriteOff c => (c.Auction.Vault, new WriteOff(c.Auction, c.ItemIndex)),
        ProtocolCall.Collect c => (c.Auction.Vault, new Collect(c.Auction, c.Line, c.To)),
        ProtocolCall.CollectRoyalty c => (c.Auction.Vault, new CollectRoyalty(c.Auction, c.ItemIndex, c.To)),
        ProtocolCall.ToBatch c => (c.Auction.Vault, new ToBatch(c.Auction)),
        ProtocolCall.RedeemEquity c => (c.Auction.Vault, new RedeemEquity(c.Auction)),
        ProtocolCall.Bid c => (c.Auction.Vault, new PlaceBid(c.Auction, c.Tick, c.Quantity)),
        ProtocolCall.BidRollover c => (
            c.Auction.Vault, new PlaceRollover(c.Auction, c.Tick, c.Quantity, c.Shares, c.MaxEscrow)),
        ProtocolCall.BidWhole c => (c.Auction.Vault, new PlaceWholeBid(c.Auction, c.Amount)),
        ProtocolCall.Close c => (c.Auction.Vault, new CloseBatch(c.Auction)),
        ProtocolCall.ClaimBid c => (c.Auction.Vault, new ClaimBid(c.Auction, c.BidId, c.To)),
        ProtocolCall.FormSeries c => (c.Auction.Vault, new FormSeries(c.Auction, NextVault())),
        ProtocolCall.Deliver c => (c.Auction.Vault, new Deliver(c.Auction, c.ItemIndex, c.To)),
        ProtocolCall.ClaimSeries c => (c.Auction.Vault, new ClaimSeries(c.Auction, c.Lender, c.To)),
        ProtocolCall.SweepSurplus c => (c.Auction.Vault, new SweepSurplus(c.Auction)),
        ProtocolCall.Commit c => (c.Auction.Vault, new CommitBid(c.Auction, c.Commitment, c.Deposit)),
        ProtocolCall.Reveal c => (c.Auction.Vault, Revealed(c, from)),
        ProtocolCall.ReturnDeposit c => (c.Auction.Vault, new ReturnDeposit(c.Auction, c.Bidder, c.Commitment)),
        ProtocolCall.CollectTip c => (c.Auction.Vault, new CollectTip(c.Auction, c.Line, c.To)),
        ProtocolCall.Redeem c => (c.Vault, new Redeem(c.To, c.LeftBehind)),
        ProtocolCall.Claim c => (c.Vault, new Claim(c.Shares, c.To)),
        ProtocolCall.Sweep c => (c.Vault, new Sweep()),
        ProtocolCall.TransferShares c => (c.Vault, new TransferShares(from, c.To, c.Shares)),
        _ => throw new InvalidOperationException($"{call.Name} is no call on a vault"),
    };

    private WorldOutcome Create(ProtocolCall.Create call, Account from, Timestamp now)
    {
        var address = NextVault();
        if (call.Items.Any(i => Owners.GetValueOrDefault(i) != from))
        {
            var missing = call.Items.First(i => Owners.GetValueOrDefault(i) != from);
            return Refused(new Refusal.ItemNotReceived(missing.Collection, missing.TokenId));
        }
        var command = new CreateVault(
            address, call.Items, call.TotalShares, call.PaymentToken, call.VaultName, call.Symbol);
        var decision = Vault.Decide(Vault.Empty, command, new VaultContext(from, now, Protocol, []));
        if (decision.IsRefused) return Refused(decision.Refusal);
        var owners = Owners.SetItems(call.Items.Select(i => KeyValuePair.Create(i, address)));
        return (this with { Owners = owners }).With(Vault.Empty with { Address = address }, decision.Events, now);
    }

    private Account NextVault() =>
        SimulatedHash.Account(string.Create(CultureInfo.InvariantCulture, $"vault {Vaults.Count}"));

    private WorldOutcome CancelOffers(Account lender)
    {
        var epoch = OfferEpochs.GetValueOrDefault(lender) + 1;
        var cancelled = this with { OfferEpochs = OfferEpochs.SetItem(lender, epoch) };
        return Happened(cancelled, new OffersCancelled(lender, epoch));
    }

    private ImmutableArray<PresentedOffer> Presented(ImmutableArray<Signed<LoanOffer>> offers) =>
    [
        .. offers.Select(o => new PresentedOffer(
            o.Payload, HashOf(o.Payload), OfferEpochs.GetValueOrDefault(o.Payload.Lender),
            UsedOffers.Contains(HashOf(o.Payload)), o.Signature.SequenceEqual(Sign(o.Payload).Signature))),
    ];

    private VaultContext Context(Vault vault, Account from, Timestamp now) =>
        new(from, now, Protocol, [.. vault.Items.Select(item => FactsOf(item, vault.Address))])
        {
            FundCash = BalanceOf(vault.PaymentToken, Protocol.InsuranceFund),
        };

    /// <summary>What the contracts would read about an item of a vault.</summary>
    public ItemFacts FactsOf(Item item, Account vault) => new()
    {
        Valuation = Valuations.GetValueOrDefault(item),
        RoyaltyAnswer = Royalties.TryGetValue(item.Collection, out var answer) ? answer : null,
        CollectionLastStartsAt = LastStarts.TryGetValue(item.Collection, out var last) ? last : null,
        IsInCustody = Owners.GetValueOrDefault(item) == vault,
    };
}
