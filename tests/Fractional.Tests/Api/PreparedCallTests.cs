using System.Net;
using System.Numerics;
using Fractional.Api.Transactions;
using Fractional.Chain.Calls;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>Every call that the API prepares, in the words of docs/api.md: what was asked is what would be
/// signed.</summary>
public sealed class PreparedCallTests(AuctionOnLoopback stage) : IClassFixture<AuctionOnLoopback>, IAsyncLifetime
{
    static readonly BigInteger Salt = BigInteger.Pow(2, 255) + 3;
    static readonly Commitment Secret = new(BigInteger.Pow(2, 256) - 5);
    static readonly byte[] Signature = [.. Enumerable.Range(1, 65).Select(i => (byte)i)];

    public static TheoryData<string> Words() => [.. CallJson.Types.Keys.Order(StringComparer.Ordinal)];

    public async Task InitializeAsync()
    {
        if (stage.VaultAddress.IsZero) await stage.TellStory();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Words))]
    public async Task A_call_is_prepared_as_the_bytes_of_what_was_asked(string word)
    {
        var (members, call) = Asked(word);
        var body = $$"""{"from":"{{Ben}}","call":{"type":"{{word}}"{{members}} } }""";
        var (status, answer) = await stage.Post("/v1/transactions", body);

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        var expected = CallData.Of(call, stage.Chain.Deployment);
        var transaction = answer["transaction"]!;
        transaction.Text("to").ShouldBe(Shown.Address(expected.To));
        transaction.Text("data").ShouldBe($"0x{Convert.ToHexStringLower(expected.Data)}");
        transaction.Text("value").ShouldBe($"{expected.Value}");
        answer["decoded"]!.Text("sentence").ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void What_is_not_prepared_is_for_owners_appraisers_and_relays() =>
        typeof(ProtocolCall).GetNestedTypes().Except(CallJson.Types.Values).Select(type => type.Name)
            .ShouldBe(
                ["ListPaymentToken", "BidFor", "Absorb", "SubmitRound", "SubmitFloor", "SetSigner", "SetCollection",
                    "TransferToken", "MintItem"],
                ignoreOrder: true);

    (string Members, ProtocolCall Call) Asked(string word) => word switch
    {
        "create" => (
            $$""","items":["{{Collection}}/1","{{Collection}}/2"],"totalShares":"1000000","paymentToken":"{{Weth}}","""
            + """ "vaultName":"Two punks","symbol":"2P" """,
            new ProtocolCall.Create([ItemOf(1), ItemOf(2)], new Shares(1_000_000), Weth, "Two punks", "2P")),
        "redeem" => (
            OfVault($$""","to":"{{Kim}}","leftBehind":3"""), new ProtocolCall.Redeem(Vault, Kim, 3)),
        "claim" => (
            OfVault($$""","shares":"11","to":"{{Kim}}" """), new ProtocolCall.Claim(Vault, new Shares(11), Kim)),
        "sweep" => (OfVault(), new ProtocolCall.Sweep(Vault)),
        "transferShares" => (
            OfVault($$""","to":"{{Kim}}","shares":"11" """),
            new ProtocolCall.TransferShares(Vault, Kim, new Shares(11))),
        "approveToken" => (
            $$""","token":"{{Weth}}","spender":"{{Modules.LoanBook.Address}}","amount":"{{Ether(1)}}" """,
            new ProtocolCall.ApproveToken(Weth, Modules.LoanBook.Address, Ether(1))),
        "approveCollection" => (
            $$""","collection":"{{Collection}}","spender":"{{Modules.VaultFactory.Address}}","approved":true""",
            new ProtocolCall.ApproveCollection(Collection, Modules.VaultFactory.Address, true)),
        "depositEther" => (
            $$""","token":"{{Weth}}","amount":"{{Ether(1)}}" """, new ProtocolCall.DepositEther(Weth, Ether(1))),
        _ => OfLoans(word),
    };

    (string Members, ProtocolCall Call) OfLoans(string word) => word switch
    {
        "open" => (
            OfVault($$""","receiver":"{{Ada}}","offers":[{{OfferText}}]"""),
            new ProtocolCall.Open(Vault, [Offer], Ada)),
        "refinance" => (
            OfVault($$""","offers":[{{OfferText}}]"""), new ProtocolCall.Refinance(Vault, [Offer])),
        "repay" => (OfVault(""","amount":"12" """), new ProtocolCall.Repay(Vault, new Wei(12))),
        "repayAndRedeem" => (
            OfVault($$""","to":"{{Kim}}","leftBehind":5"""), new ProtocolCall.RepayAndRedeem(Vault, Kim, 5)),
        "flag" => (OfVault(), new ProtocolCall.Flag(Vault)),
        "unflag" => (OfVault(), new ProtocolCall.Unflag(Vault)),
        "withdraw" => (
            OfLoan($$""","lender":"{{Lena}}","to":"{{Kim}}" """), new ProtocolCall.Withdraw(Loan, Lena, Kim)),
        "movePosition" => (OfLoan($$""","to":"{{Kim}}" """), new ProtocolCall.MovePosition(Loan, Kim)),
        "sweepLoan" => (
            OfLoan($$""","lenders":["{{Lena}}","{{Kim}}"]"""), new ProtocolCall.SweepLoan(Loan, [Lena, Kim])),
        "cancelOffers" => ("", new ProtocolCall.CancelOffers()),
        _ => OfDutch(word),
    };

    (string Members, ProtocolCall Call) OfDutch(string word) => word switch
    {
        "kick" => (OfVault(), new ProtocolCall.Kick(Vault)),
        "take" => (
            OfAuction($$""","itemIndex":2,"maxPrice":"9","receiver":"{{Kim}}","deadline":{{Later.Seconds}}"""),
            new ProtocolCall.Take(Auction, 2, new Wei(9), Kim, Later)),
        "takeNet" => (
            OfAuction(
                $$""","itemIndex":2,"maxPrice":"9","shares":"11","receiver":"{{Kim}}","deadline":{{Later.Seconds}}"""),
            new ProtocolCall.TakeNet(Auction, 2, new Wei(9), new Shares(11), Kim, Later)),
        "redo" => (OfAuction(), new ProtocolCall.Redo(Auction)),
        "cure" => (OfAuction(), new ProtocolCall.Cure(Auction)),
        "writeOff" => (OfAuction(""","itemIndex":2"""), new ProtocolCall.WriteOff(Auction, 2)),
        "collect" => (
            OfAuction($$""","line":"Fee","to":"{{Kim}}" """), new ProtocolCall.Collect(Auction, Line.Fee, Kim)),
        "collectRoyalty" => (
            OfAuction($$""","itemIndex":2,"to":"{{Kim}}" """), new ProtocolCall.CollectRoyalty(Auction, 2, Kim)),
        "collectTip" => (
            OfAuction($$""","line":"RedoKeeper","to":"{{Kim}}" """),
            new ProtocolCall.CollectTip(Auction, Line.RedoKeeper, Kim)),
        "toBatch" => (OfAuction(), new ProtocolCall.ToBatch(Auction)),
        "redeemEquity" => (OfAuction(), new ProtocolCall.RedeemEquity(Auction)),
        _ => OfBatch(word),
    };

    (string Members, ProtocolCall Call) OfBatch(string word) => word switch
    {
        "bid" => (
            OfAuction(""","tick":65535,"quantity":"12" """),
            new ProtocolCall.Bid(Auction, 65_535, new Shares(12))),
        "bidRollover" => (
            OfAuction(""","tick":3,"quantity":"12","shares":"13","maxEscrow":"2" """),
            new ProtocolCall.BidRollover(Auction, 3, new Shares(12), new Shares(13), new Wei(2))),
        "bidWhole" => (OfAuction(""","amount":"5" """), new ProtocolCall.BidWhole(Auction, new Wei(5))),
        "cancelNonces" => ($$""","word":"7","mask":"{{Salt}}" """, new ProtocolCall.CancelNonces(7, Salt)),
        "close" => (OfAuction(), new ProtocolCall.Close(Auction)),
        "claimBid" => (
            OfAuction($$""","bidId":7,"to":"{{Kim}}" """), new ProtocolCall.ClaimBid(Auction, 7, Kim)),
        "formSeries" => (OfAuction(), new ProtocolCall.FormSeries(Auction)),
        "deliver" => (
            OfAuction($$""","itemIndex":2,"to":"{{Kim}}" """), new ProtocolCall.Deliver(Auction, 2, Kim)),
        "claimSeries" => (
            OfAuction($$""","lender":"{{Lena}}","to":"{{Kim}}" """),
            new ProtocolCall.ClaimSeries(Auction, Lena, Kim)),
        "sweepSurplus" => (OfAuction(), new ProtocolCall.SweepSurplus(Auction)),
        "commit" => (
            OfAuction($$""","commitment":"{{Secret}}","deposit":"6" """),
            new ProtocolCall.Commit(Auction, Secret, new Wei(6))),
        "reveal" => (
            OfAuction($$""","kind":"Rollover","tick":3,"quantity":"12","shares":"13","salt":"{{Salt}}" """),
            new ProtocolCall.Reveal(Auction, BidKind.Rollover, 3, 12, new Shares(13), Salt)),
        "returnDeposit" => (
            OfAuction($$""","bidder":"{{Lena}}","commitment":"{{Secret}}" """),
            new ProtocolCall.ReturnDeposit(Auction, Lena, Secret)),
        _ => throw new ShouldAssertException($"'{word}' is a new call: write it down here"),
    };

    Account Vault => stage.VaultAddress;

    AuctionId Auction => stage.Auction.Id;

    LoanId Loan => new(Vault, 1);

    Timestamp Later => stage.Now + Duration.Day;

    Fractional.Chain.Deployment Modules => stage.Chain.Deployment;

    Signed<LoanOffer> Offer =>
        new(new LoanOffer(Lena, Vault, new Wei(7), Terms, 5, 6, Start + 100), Lena, [.. Signature]);

    string OfferText => $$"""
        {"signer":"{{Lena}}","signature":"0x{{Convert.ToHexStringLower(Signature)}}","payload":{"lender":"{{Lena}}",
        "vault":"{{Vault}}","principal":"7","epoch":"5","salt":"6","validUntil":{{(Start + 100).Seconds}},
        "terms":{"rateBps":1200,"lateRateBps":600,"dueAt":{{Terms.DueAt.Seconds}},"graceSeconds":259200,
        "cureSeconds":86400,"confirmSeconds":21600,"maxLtvBps":4000,"cureLtvBps":5200,"liquidationLtvBps":5500,
        "penaltyBps":200,"conversionBps":7000,"auctionSeconds":259200,"options":0} } }
        """;

    string OfVault(string more = "") => $$""","vault":"{{Vault}}"{{more}}""";

    string OfLoan(string more) => $$""","loan":"{{Loan}}"{{more}}""";

    string OfAuction(string more = "") => $$""","auction":"{{Auction}}"{{more}}""";
}
