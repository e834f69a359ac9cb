using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Properties.Differential;
using Fractional.Properties.Model;

namespace Fractional.Properties.Traces;

/// <summary>The addresses a story needs on a chain.</summary>
internal sealed record Contracts(
    Account Factory, Account LoanBook, Account DutchAuction, Account BatchAuction, Account SealedBids, Account Lens,
    Account Oracle, Account Census, Account Token, Account[] Collections);

/// <summary>Each deed as a call of the contract that has a function for it.</summary>
internal static class Calldata
{
    private const string OfferTuple =
        "(address,address,uint128,(uint16,uint16,uint40,uint24,uint24,uint24,uint16,uint16,uint16,uint16,uint16,uint24,"
        + "uint8),uint64,uint64,uint40)";

    private const string ValuationTuple = "(uint128,uint128,uint128,uint128,uint128,uint16,uint40,bool)";

    public static (Account Target, byte[] Data) Of(Deed deed, Vault vault, Contracts at) => deed switch
    {
        Appraise a => (at.Oracle, Appraisal(a, vault)),
        Lose lose => (vault.Items[lose.ItemIndex].Collection, Words.Call(
            "lose(uint256)", [vault.Items[lose.ItemIndex].TokenId])),
        Stick stick => (vault.Items[stick.ItemIndex].Collection, Words.Call(
            "stick(uint256)", [vault.Items[stick.ItemIndex].TokenId])),
        CancelOffers => (at.LoanBook, Words.Call("cancelOffers()", [])),
        Tell tell => (at.SealedBids, Words.Call(
            "reveal(uint256,uint8,uint256,uint256,uint256,bytes32)",
            [
                tell.Bid.Auction.ToNumber(), (int)tell.Bid.Kind, tell.Bid.Tick, tell.Bid.Quantity,
                tell.Bid.Shares.Value, tell.Bid.Salt,
            ])),
        Order order => Of(order.Command, vault.Address, at),
        _ => throw new NotSupportedException($"no call for {deed}"),
    };

    private static (Account, byte[]) Of(VaultCommand command, Account vault, Contracts at)
    {
        var self = vault.ToNumber();
        return command switch
        {
            CreateVault c => (at.Factory, Create(c)),
            TransferShares c => (vault, Words.Call("transfer(address,uint256)", [N(c.To), c.Amount.Value])),
            Redeem c => (vault, Words.Call("redeem(address,uint16)", [N(c.To), c.LeftBehind])),
            Claim c => (vault, Words.Call("claim(uint256,address)", [c.Shares.Value, N(c.To)])),
            Sweep => (vault, Words.Call("sweep()", [])),
            OpenLoan c => (at.LoanBook, Open(c, vault)),
            Refinance c => (at.LoanBook, Refinance(c, vault)),
            Repay c => (at.LoanBook, Words.Call("repay(address,uint256)", [self, c.Amount.Value])),
            RepayAndRedeem c => (at.LoanBook, Words.Call(
                "repayAndRedeem(address,address,uint16)", [self, N(c.To), c.LeftBehind])),
            Flag => (at.LoanBook, Words.Call("flag(address)", [self])),
            Unflag => (at.LoanBook, Words.Call("unflag(address)", [self])),
            Withdraw c => (at.LoanBook, Words.Call(
                "withdraw(uint256,address,address)", [c.LoanId.ToNumber(), N(c.Lender), N(c.To)])),
            MovePosition c => (at.LoanBook, Words.Call(
                "movePosition(uint256,address)", [c.LoanId.ToNumber(), N(c.To)])),
            SweepLoan c => (at.LoanBook, Words.Call(
                "sweepLoan(uint256,address[])",
                [c.LoanId.ToNumber(), 2 * Words.Length, c.Lenders.Length, .. c.Lenders.Select(N)])),
            Kick => (at.DutchAuction, Words.Call("kick(address)", [self])),
            Take c => (at.DutchAuction, Take(c)),
            TakeNet c => (at.DutchAuction, Words.Call(
                "takeNet(uint256,uint256,uint256,uint256,address,uint256)",
                [
                    c.Take.Id.ToNumber(), c.Take.ItemIndex, c.Take.MaxPrice.Value, c.Shares.Value, N(c.Take.Receiver),
                    c.Take.Deadline.Seconds,
                ])),
            WriteOff c => (at.DutchAuction, Words.Call("writeOff(uint256,uint256)", [c.Id.ToNumber(), c.ItemIndex])),
            Redo c => (at.DutchAuction, Words.Call("redo(uint256)", [c.Id.ToNumber()])),
            Cure c => (at.DutchAuction, Words.Call("cure(uint256)", [c.Id.ToNumber()])),
            Collect c => (at.DutchAuction, Words.Call(
                "collect(uint256,uint8,address)", [c.Id.ToNumber(), (int)c.Line, N(c.To)])),
            CollectTip c => (Cast.InsuranceFund, Words.Call(
                "collectTip(uint256,uint8,address)", [c.Id.ToNumber(), (int)c.Line, N(c.To)])),
            CollectRoyalty c => (at.DutchAuction, Words.Call(
                "collectRoyalty(uint256,uint256,address)", [c.Id.ToNumber(), c.ItemIndex, N(c.To)])),
            _ => OfBatch(command, at),
        };
    }

    private static (Account, byte[]) OfBatch(VaultCommand command, Contracts at) => command switch
    {
        ToBatch c => (at.DutchAuction, Words.Call("toBatch(uint256)", [c.Id.ToNumber()])),
        RedeemEquity c => (at.DutchAuction, Words.Call("redeemEquity(uint256)", [c.Id.ToNumber()])),
        PlaceBid c => (at.BatchAuction, Words.Call(
            "bid(uint256,uint256,uint256)", [c.Id.ToNumber(), c.Tick, c.Quantity.Value])),
        PlaceRollover c => (at.BatchAuction, Words.Call(
            "bidRollover(uint256,uint256,uint256,uint256,uint256)",
            [c.Id.ToNumber(), c.Tick, c.Quantity.Value, c.Shares.Value, c.MaxEscrow.Value])),
        PlaceWholeBid c => (at.BatchAuction, Words.Call(
            "bidWhole(uint256,uint256)", [c.Id.ToNumber(), c.Amount.Value])),
        CommitBid c => (at.SealedBids, Words.Call(
            "commit(uint256,bytes32,uint256)", [c.Id.ToNumber(), c.Commitment.Value, c.Deposit.Value])),
        ReturnDeposit c => (at.SealedBids, Words.Call(
            "returnDeposit(uint256,address,bytes32)", [c.Id.ToNumber(), N(c.Bidder), c.Commitment.Value])),
        CloseBatch c => (at.BatchAuction, Words.Call("close(uint256)", [c.Id.ToNumber()])),
        ClaimBid c => (at.BatchAuction, Words.Call(
            "claim(uint256,uint256,address)", [c.Id.ToNumber(), c.BidId, N(c.To)])),
        FormSeries c => (at.BatchAuction, Words.Call("formSeries(uint256)", [c.Id.ToNumber()])),
        Deliver c => (at.BatchAuction, Words.Call(
            "deliver(uint256,uint256,address)", [c.Id.ToNumber(), c.ItemIndex, N(c.To)])),
        ClaimSeries c => (at.BatchAuction, Words.Call(
            "claimSeries(uint256,address,address)", [c.Id.ToNumber(), N(c.Lender), N(c.To)])),
        SweepSurplus c => (at.BatchAuction, Words.Call("sweepSurplus(uint256)", [c.Id.ToNumber()])),
        _ => throw new NotSupportedException($"no call for {command}"),
    };

    private static byte[] Appraisal(Appraise a, Vault vault)
    {
        var (item, v) = (vault.Items[a.ItemIndex], a.Valuation);
        return Words.Call($"set(address,uint256,{ValuationTuple})",
        [
            N(item.Collection), item.TokenId, v.Appraisal.Value, v.SpotValue.Value, v.LimitedValue.Value,
            v.BorrowValue.Value, v.LiquidationValue.Value, v.DispersionBps.Value, v.ObservedAt.Seconds,
            v.Tripped ? 1 : 0,
        ]);
    }

    private static byte[] Create(CreateVault c)
    {
        var items = c.Items.SelectMany(i => new[] { N(i.Collection), i.TokenId }).Prepend(c.Items.Length).ToArray();
        var name = Words.OfBytes(Encoding.UTF8.GetBytes(c.Name));
        BigInteger itemsAt = 5 * Words.Length, nameAt = itemsAt + (items.Length * Words.Length);
        return Words.Call("create((address,uint256)[],uint256,address,string,string)",
        [
            itemsAt, c.TotalShares.Value, N(c.PaymentToken), nameAt, nameAt + (name.Length * Words.Length),
            .. items, .. name, .. Words.OfBytes(Encoding.UTF8.GetBytes(c.Symbol)),
        ]);
    }

    private static byte[] Open(OpenLoan c, Account vault)
    {
        var (offers, signatures) = Signed(c.Offers);
        BigInteger offersAt = 4 * Words.Length;
        return Words.Call($"open(address,{OfferTuple}[],bytes[],address)",
        [
            vault.ToNumber(), offersAt, offersAt + (offers.Length * Words.Length), N(c.Receiver),
            .. offers, .. signatures,
        ]);
    }

    private static byte[] Refinance(Refinance c, Account vault)
    {
        var (offers, signatures) = Signed(c.Offers);
        BigInteger offersAt = 3 * Words.Length;
        return Words.Call($"refinance(address,{OfferTuple}[],bytes[])",
        [
            vault.ToNumber(), offersAt, offersAt + (offers.Length * Words.Length), .. offers, .. signatures,
        ]);
    }

    /// <summary>The offers and their signatures as words; what shall not count as signed is signed wrongly.</summary>
    private static (BigInteger[] Offers, BigInteger[] Signatures) Signed(ImmutableArray<PresentedOffer> presented)
    {
        var words = presented.SelectMany(p => Offers.WordsOf(p.Offer)).Prepend(presented.Length).ToArray();
        var signatures = presented.Select(p => Words.OfBytes(Offers.Sign(
            p.IsSigned ? p.Hash : new OfferHash(p.Hash.Value ^ 1), p.Offer.Lender))).ToArray();
        var offsets = new List<BigInteger>();
        var next = presented.Length * Words.Length;
        foreach (var signature in signatures)
        {
            offsets.Add(next);
            next += signature.Length * Words.Length;
        }
        return (words, [presented.Length, .. offsets, .. signatures.SelectMany(s => s)]);
    }

    private static byte[] Take(Take c) => Words.Call("take(uint256,uint256,uint256,address,uint256,bytes)",
    [
        c.Id.ToNumber(), c.ItemIndex, c.MaxPrice.Value, N(c.Receiver), c.Deadline.Seconds, 6 * Words.Length, 0,
    ]);

    private static BigInteger N(Account account) => account.ToNumber();
}
