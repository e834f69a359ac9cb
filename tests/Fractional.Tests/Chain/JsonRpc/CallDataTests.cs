using System.Collections;
using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using Fractional.Chain;
using Fractional.Chain.Bindings;
using Fractional.Chain.Calls;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Chain.JsonRpc;

/// <summary>Every call reaches the contract and the function of its name, with its arguments in their order.</summary>
public sealed class CallDataTests
{
    static readonly Fractional.Chain.Deployment Deployment = SimulatedSetting.Deployment;
    static readonly Account Vault = Named(201);
    static readonly LoanId Loan = new(Vault, 3);
    static readonly AuctionId Auction = new(Vault, 4);
    static readonly BigInteger Salt = BigInteger.Pow(2, 255) + 3;
    static readonly Commitment Secret = new(BigInteger.Pow(2, 256) - 5);
    static readonly ImmutableArray<byte> Signature = [.. Enumerable.Range(0, 65).Select(i => (byte)i)];

    static readonly Fractional.Core.Loans.LoanOffer Offer =
        new(Lena, Vault, Ether(7), Terms, 5, 6, Start + 100);

    static readonly Fractional.Core.Valuation.Appraisal Said =
        new(ItemOf(9), Ether(70), new Bps(9_000), Start, Start + 60, 8);

    static readonly Fractional.Core.Valuation.FloorReport Floor = new(Collection, Ether(60), Start, Start + 60, 8);

    /// <summary>One of each, where it goes, the binding of its function, and the arguments of the chain.</summary>
    static readonly (ProtocolCall Call, Account To, Type Function, object[] Arguments)[] Calls =
    [
        (CreateVault(1, 2), Deployment.VaultFactory.Address, typeof(VaultFactoryContract.CreateFunction),
            [$"[{Collection} 1;{Collection} 2]", new Shares(Wei.One.Value * 1_000_000), Weth, "Two punks", "2P"]),
        (new ProtocolCall.ListPaymentToken(Weth, true), Deployment.VaultFactory.Address,
            typeof(VaultFactoryContract.ListPaymentTokenFunction), [Weth, true]),
        (new ProtocolCall.Repay(Vault, Ether(3)), Deployment.LoanBook.Address,
            typeof(LoanBookContract.RepayFunction), [Vault, Ether(3)]),
        (new ProtocolCall.RepayAndRedeem(Vault, Ada, 5), Deployment.LoanBook.Address,
            typeof(LoanBookContract.RepayAndRedeemFunction), [Vault, Ada, 5]),
        (new ProtocolCall.Flag(Vault), Deployment.LoanBook.Address, typeof(LoanBookContract.FlagFunction), [Vault]),
        (new ProtocolCall.Unflag(Vault), Deployment.LoanBook.Address, typeof(LoanBookContract.UnflagFunction), [Vault]),
        (new ProtocolCall.Withdraw(Loan, Lena, Kim), Deployment.LoanBook.Address,
            typeof(LoanBookContract.WithdrawFunction), [Loan, Lena, Kim]),
        (new ProtocolCall.MovePosition(Loan, Kim), Deployment.LoanBook.Address,
            typeof(LoanBookContract.MovePositionFunction), [Loan, Kim]),
        (new ProtocolCall.SweepLoan(Loan, [Lena, Kim]), Deployment.LoanBook.Address,
            typeof(LoanBookContract.SweepLoanFunction), [Loan, $"[{Lena};{Kim}]"]),
        (new ProtocolCall.CancelOffers(), Deployment.LoanBook.Address,
            typeof(LoanBookContract.CancelOffersFunction), []),
        (new ProtocolCall.Absorb(Weth), Deployment.InsuranceFund.Address,
            typeof(InsuranceFundContract.AbsorbFunction), [Weth]),
        (new ProtocolCall.CollectTip(Auction, Line.RedoKeeper, Kim), Deployment.InsuranceFund.Address,
            typeof(InsuranceFundContract.CollectTipFunction), [Auction, (byte)Line.RedoKeeper, Kim]),
        (new ProtocolCall.Kick(Vault), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.KickFunction), [Vault]),
        (new ProtocolCall.Take(Auction, 2, Ether(9), Kim, Start + 5), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.TakeFunction), [Auction, 2, Ether(9), Kim, Start + 5, "[]"]),
        (new ProtocolCall.TakeNet(Auction, 2, Ether(9), new Shares(11), Kim, Start + 5),
            Deployment.DutchAuction.Address, typeof(DutchAuctionContract.TakeNetFunction),
            [Auction, 2, Ether(9), new Shares(11), Kim, Start + 5]),
        (new ProtocolCall.Redo(Auction), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.RedoFunction), [Auction]),
        (new ProtocolCall.Cure(Auction), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.CureFunction), [Auction]),
        (new ProtocolCall.WriteOff(Auction, 2), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.WriteOffFunction), [Auction, 2]),
        (new ProtocolCall.Collect(Auction, Line.Fee, Kim), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.CollectFunction), [Auction, (byte)Line.Fee, Kim]),
        (new ProtocolCall.CollectRoyalty(Auction, 2, Kim), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.CollectRoyaltyFunction), [Auction, 2, Kim]),
        (new ProtocolCall.ToBatch(Auction), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.ToBatchFunction), [Auction]),
        (new ProtocolCall.RedeemEquity(Auction), Deployment.DutchAuction.Address,
            typeof(DutchAuctionContract.RedeemEquityFunction), [Auction]),
        (new ProtocolCall.Bid(Auction, 65_535, new Shares(12)), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.BidFunction), [Auction, 65_535, new Shares(12)]),
        (new ProtocolCall.BidRollover(Auction, 3, new Shares(12), new Shares(13), Ether(2)),
            Deployment.BatchAuction.Address, typeof(BatchAuctionContract.BidRolloverFunction),
            [Auction, 3, new Shares(12), new Shares(13), Ether(2)]),
        (new ProtocolCall.BidWhole(Auction, Ether(5)), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.BidWholeFunction), [Auction, Ether(5)]),
        (new ProtocolCall.CancelNonces(7, Salt), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.CancelNoncesFunction), [7, Salt]),
        (new ProtocolCall.Close(Auction), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.CloseFunction), [Auction]),
        (new ProtocolCall.ClaimBid(Auction, 7, Kim), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.ClaimFunction), [Auction, 7, Kim]),
        (new ProtocolCall.FormSeries(Auction), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.FormSeriesFunction), [Auction]),
        (new ProtocolCall.Deliver(Auction, 2, Kim), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.DeliverFunction), [Auction, 2, Kim]),
        (new ProtocolCall.ClaimSeries(Auction, Lena, Kim), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.ClaimSeriesFunction), [Auction, Lena, Kim]),
        (new ProtocolCall.SweepSurplus(Auction), Deployment.BatchAuction.Address,
            typeof(BatchAuctionContract.SweepSurplusFunction), [Auction]),
        (new ProtocolCall.Commit(Auction, Secret, Ether(6)), Deployment.SealedBids.Address,
            typeof(SealedBidsContract.CommitFunction), [Auction, Secret, Ether(6)]),
        (new ProtocolCall.Reveal(Auction, BidKind.Rollover, 65_535, 12, new Shares(13), Salt),
            Deployment.SealedBids.Address, typeof(SealedBidsContract.RevealFunction),
            [Auction, (byte)BidKind.Rollover, 65_535, 12, new Shares(13), new Commitment(Salt)]),
        (new ProtocolCall.ReturnDeposit(Auction, Lena, Secret), Deployment.SealedBids.Address,
            typeof(SealedBidsContract.ReturnDepositFunction), [Auction, Lena, Secret]),
        (new ProtocolCall.Redeem(Vault, Kim, 3), Vault, typeof(VaultContract.RedeemFunction), [Kim, 3]),
        (new ProtocolCall.Claim(Vault, new Shares(11), Kim), Vault, typeof(VaultContract.ClaimFunction),
            [new Shares(11), Kim]),
        (new ProtocolCall.Sweep(Vault), Vault, typeof(VaultContract.SweepFunction), []),
        (new ProtocolCall.TransferShares(Vault, Kim, new Shares(11)), Vault, typeof(VaultContract.TransferFunction),
            [Kim, new Shares(11)]),
        (new ProtocolCall.SetSigner(Kim, 250), Deployment.AppraisalOracle.Address,
            typeof(AppraisalOracleContract.SetSignerFunction), [Kim, 250]),
        (new ProtocolCall.SetCollection(Collection, 12_000, 7), Deployment.AppraisalOracle.Address,
            typeof(AppraisalOracleContract.SetCollectionFunction), [Collection, 12_000, 7]),
        (new ProtocolCall.ApproveToken(Weth, Kim, Ether(1)), Weth, typeof(DemoWethContract.ApproveFunction),
            [Kim, Ether(1)]),
        (new ProtocolCall.TransferToken(Weth, Kim, Ether(1)), Weth, typeof(DemoWethContract.TransferFunction),
            [Kim, Ether(1)]),
        (new ProtocolCall.DepositEther(Weth, Ether(1)), Weth, typeof(DemoWethContract.DepositFunction), []),
        (new ProtocolCall.ApproveCollection(Collection, Kim, true), Collection,
            typeof(DemoCollectionContract.SetApprovalForAllFunction), [Kim, true]),
        (new ProtocolCall.MintItem(ItemOf(9), Kim), Collection, typeof(DemoCollectionContract.MintFunction), [Kim, 9]),
    ];

    public static TheoryData<string> Names() => [.. Calls.Select(c => c.Call.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_call_carries_its_arguments_to_the_function_of_its_name(string name)
    {
        var (call, to, function, arguments) = Calls.Single(c => c.Call.Name == name);
        var data = CallData.Of(call, Deployment);
        data.To.ShouldBe(to);
        data.Value.ShouldBe(call is ProtocolCall.DepositEther deposit ? deposit.Amount.ToWord() : UInt256.Zero);
        var decoded = Decode(function, data.Data);
        Fields(decoded).ShouldBe(arguments.Select(Text));
        ((IFunctionMessage)decoded).Encode().ShouldBe(data.Data);
    }

    [Fact]
    public void Offers_travel_with_their_signatures()
    {
        ImmutableArray<Signed<Fractional.Core.Loans.LoanOffer>> offers =
            [new(Offer, Lena, Signature), new(Offer with { Salt = 7 }, Lena, [1])];
        var open = CallData.Of(new ProtocolCall.Open(Vault, offers, Kim), Deployment);
        open.To.ShouldBe(Deployment.LoanBook.Address);
        var opened = (LoanBookContract.OpenFunction)Decode(typeof(LoanBookContract.OpenFunction), open.Data);
        opened.Offers.ShouldBe(offers.Select(o => o.Payload.ToBinding()));
        opened.Offers[0].Terms.ToCore().ShouldBe(Terms);
        opened.Signatures.Select(s => s.ToArray()).ShouldBe([Signature.ToArray(), [1]]);
        opened.Receiver.ToAccount().ShouldBe(Kim);
        var refinance = CallData.Of(new ProtocolCall.Refinance(Vault, offers), Deployment);
        var refinanced = (LoanBookContract.RefinanceFunction)Decode(
            typeof(LoanBookContract.RefinanceFunction), refinance.Data);
        refinanced.Offers.ShouldBe(opened.Offers);
    }

    [Fact]
    public void Signed_bids_travel_with_their_signatures()
    {
        var bid = new Fractional.Core.Auctions.Batch.SignedBid(Ada, Auction, IsWhole: false, 9, 10, 11, Start + 12);
        var whole = bid with { IsWhole = true, Quantity = Ether(3).Value };
        var call = CallData.Of(
            new ProtocolCall.BidFor([new(bid, Ada, Signature), new(whole, Ada, [1])]), Deployment);
        call.To.ShouldBe(Deployment.BatchAuction.Address);
        var sent = (BatchAuctionContract.BidForFunction)Decode(
            typeof(BatchAuctionContract.BidForFunction), call.Data);
        sent.Bids.ShouldBe([bid.ToBinding(), whole.ToBinding()]);
        sent.Bids[0].ShouldBe(new Fractional.Chain.Bindings.SignedBid(
            Ada.ToAddress(), Auction.ToWord(), false, 9, 10, 11, Start.Seconds + 12));
        sent.Signatures.Select(s => s.ToArray()).ShouldBe([Signature.ToArray(), [1]]);
        sent.Permits.ShouldBeEmpty();
    }

    [Fact]
    public void Rounds_are_sorted_by_value_and_then_by_signer()
    {
        ImmutableArray<Signed<Fractional.Core.Valuation.Appraisal>> said =
        [
            new(Said with { Value = Ether(71) }, Ada, [1]), new(Said, Kim, [2]), new(Said, Ben, [3]),
        ];
        var round = (AppraisalOracleContract.SubmitRoundFunction)Decode(
            typeof(AppraisalOracleContract.SubmitRoundFunction),
            CallData.Of(new ProtocolCall.SubmitRound(said), Deployment).Data);
        Fields(round)[1].ShouldBe($"[{Ben};{Kim};{Ada}]");
        Fields(round)[2].ShouldBe("[3;2;1]");
        var floor = (AppraisalOracleContract.SubmitFloorFunction)Decode(
            typeof(AppraisalOracleContract.SubmitFloorFunction),
            CallData.Of(new ProtocolCall.SubmitFloor([new(Floor, Kim, [2]), new(Floor, Ben, [3])]), Deployment).Data);
        Fields(floor)[1].ShouldBe($"[{Ben};{Kim}]");
    }

    [Fact]
    public void No_call_is_forgotten_here()
    {
        string[] elsewhere = ["Open", "Refinance", "SubmitRound", "SubmitFloor", "BidFor"];
        typeof(ProtocolCall).GetNestedTypes().Select(t => t.Name)
            .ShouldBe(Calls.Select(c => c.Call.Name).Concat(elsewhere), ignoreOrder: true);
    }

    static object Decode(Type function, byte[] data)
    {
        var read = typeof(CallDataTests).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;
        return read.MakeGenericMethod(function).Invoke(null, [data])!;
    }

    static object Read<T>(byte[] data) where T : struct =>
        typeof(T).GetMethod("Decode")!.CreateDelegate<Func<ReadOnlySpan<byte>, T>>()(data);

    static List<string> Fields(object function) =>
    [
        .. function.GetType().GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters()
            .Select(p => Text(function.GetType().GetProperty(p.Name!)!.GetValue(function)!)),
    ];

    /// <summary>The same text for a word of the chain and for Core's unit of it.</summary>
    static string Text(object value) => value switch
    {
        string text => text,
        Address a => a.ToAccount().ToString(),
        Bytes32 b => b.ToCommitment().ToString(),
        LoanId id => id.ToNumber().ToString(),
        AuctionId id => id.ToNumber().ToString(),
        Fractional.Chain.Bindings.Item i => $"{i.Collection.ToAccount()} {i.TokenId}",
        ReadOnlyMemory<byte> bytes => bytes.IsEmpty ? "[]" : string.Join(" ", bytes.ToArray()),
        IEnumerable many => $"[{string.Join(";", many.Cast<object>().Select(Text))}]",
        _ => value.ToString()!,
    };
}
