using System.Numerics;
using System.Text.Json.Nodes;
using Fractional.Chain.Signing;
using Fractional.Client;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Signers;
using Fractional.Ethereum.Transactions;
using Fractional.Tests.Chain;
using Shouldly;
using Xunit;
using Account = Fractional.Ethereum.Signers.Account;

namespace Fractional.Tests.Client;

/// <summary>Nothing is signed but what the owner ordered, and no order becomes two bids.</summary>
public sealed class BiddingTests
{
    static readonly Account Owner = new(PrivateKey.Parse("0x" + new string('7', 64)));

    static readonly BidOrder Order = BidOrder.Parts(Samples.AuctionId, 700, 12_345, 1_700_000_000) with { Nonce = 42 };

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(65_536, 1)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public void An_order_that_no_contract_takes_is_refused_at_once(int tick, int units) =>
        Should.Throw<ArgumentOutOfRangeException>(() => BidOrder.Parts(Samples.AuctionId, tick, units, 1));

    [Fact]
    public void An_amount_above_128_bits_is_refused_at_once() => Should.Throw<ArgumentOutOfRangeException>(
        () => BidOrder.Whole(Samples.AuctionId, BigInteger.One << 128, 1));

    [Fact]
    public async Task Another_chain_or_contract_than_the_options_insist_on_gets_no_signature()
    {
        var site = new FakeSite(FakeSite.Gives(Samples.Deployment));
        foreach (var options in new[]
                 {
                     new ClientOptions { ChainId = 31_337 }, new ClientOptions { BatchAuction = Samples.Someone },
                 })
        {
            using var client = new FractionalClient(site.Address, options with { Handler = site, Time = site.Time });
            await Should.ThrowAsync<WrongDeploymentException>(client.PlaceBid(new NeverSigns(), Order));
        }
        site.Requests.ShouldAllBe(r => r.Method == "GET");
    }

    [Fact]
    public async Task What_is_signed_is_what_the_contract_hashes()
    {
        foreach (var order in new[] { Order, BidOrder.Whole(Samples.AuctionId, Samples.Wei, 1_800_000_000) })
        {
            var (site, sent) = await Placed(order);
            var digest = DigestOf(order);
            Signature.Read(Hex.Decode(Text(sent, "signature"))).Recover(digest).ShouldBe(Owner.Address);
            site.Requests[^1].Header("Idempotency-Key").ShouldBe(digest.ToString());
        }
    }

    [Fact]
    public async Task What_is_sent_is_what_was_signed_every_amount_as_digits()
    {
        var (_, sent) = await Placed(Order);
        sent["bid"]!.ToJsonString().ShouldBe(
            $$"""
            {"owner":"{{Owner.Address}}","auction":"{{Samples.AuctionId}}","isWhole":false,"tick":700,
            "quantity":"12345","nonce":"42","deadline":"1700000000"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task A_contract_bids_with_its_signers_signature()
    {
        var (_, sent) = await Placed(Order with { Owner = Samples.Someone });
        Text(sent["bid"]!, "owner").ShouldBe(Samples.Someone.ToString());
    }

    [Fact]
    public void Two_orders_have_two_nonces() =>
        BidOrder.Whole(Samples.AuctionId, 1, 1).Nonce.ShouldNotBe(BidOrder.Whole(Samples.AuctionId, 1, 1).Nonce);

    [Fact]
    public async Task A_bid_whose_answer_was_lost_is_sent_again_with_the_same_bytes_and_key()
    {
        var site = new FakeSite(
            FakeSite.Gives(Samples.Deployment), FakeSite.Breaks, FakeSite.IsSilent,
            FakeSite.Refuses(503, "not-ready"), FakeSite.Refuses(429, "rate-limited"),
            FakeSite.Gives(Samples.Bid(Hash())));
        using var client = Client(site);
        (await site.Passing(client.PlaceBid(Owner, Order))).Life.ShouldBe(BidLife.Accepted);
        var posts = site.Requests.Where(r => r.Method == "POST").ToList();
        posts.Count.ShouldBe(5);
        posts.Select(p => p.Body).Distinct().Count().ShouldBe(1);
        posts.Select(p => p.Header("Idempotency-Key")).ShouldAllBe(key => key == Hash());
    }

    [Fact]
    public async Task A_refusal_is_final_and_says_the_contracts_error_with_its_numbers()
    {
        var site = new FakeSite(
            FakeSite.Gives(Samples.Deployment),
            FakeSite.Refuses(
                422, "TickBelowMargin", $$""","margin":710,"escrow":"{{Samples.Wei}}","next":"bid higher" """));
        using var client = Client(site);
        var refused = await Should.ThrowAsync<ProblemException>(client.PlaceBid(Owner, Order));
        refused.Code.ShouldBe("TickBelowMargin");
        refused.Status.ShouldBe(422);
        refused.Number("margin").ShouldBe(710);
        refused.Number("escrow").ShouldBe(Samples.Wei);
        refused.Next.ShouldBe("bid higher");
        Should.Throw<KeyNotFoundException>(() => refused.Number("tick"));
        site.Requests.Count(r => r.Method == "POST").ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_about_another_bid_is_not_believed()
    {
        var site = new FakeSite(
            FakeSite.Gives(Samples.Deployment), FakeSite.Gives(Samples.Bid("0x" + new string('1', 64))));
        using var client = Client(site);
        (await Should.ThrowAsync<UnexpectedAnswerException>(client.PlaceBid(Owner, Order)))
            .Message.ShouldContain(Hash());
    }

    [Fact]
    public async Task The_deployment_is_asked_for_once()
    {
        var site = new FakeSite(FakeSite.Gives(Samples.Deployment), FakeSite.Gives(Samples.Bid(Hash())));
        using var client = Client(site);
        await client.PlaceBid(Owner, Order);
        await client.PlaceBid(Owner, Order);
        site.Requests.Select(r => r.Path).ShouldBe(["/v1/deployment", "/v1/bids", "/v1/bids"]);
    }

    [Fact]
    public async Task A_withdrawal_carries_the_key()
    {
        var site = new FakeSite(FakeSite.Says("", 204));
        using var client = new FractionalClient(
            site.Address, new ClientOptions { Handler = site, Time = site.Time, Key = "secret" });
        await client.Withdraw(Hash());
        site.Requests.Single().ShouldSatisfyAllConditions(
            r => r.Method.ShouldBe("DELETE"), r => r.Path.ShouldBe($"/v1/bids/{Hash()}"),
            r => r.Header("Authorization").ShouldBe("Bearer secret"));
    }

    [Fact]
    public void A_limit_price_becomes_the_highest_tick_below_it()
    {
        var batch = Samples.Batch;
        batch.TickAt(Samples.Wei - 1).ShouldBeNull();
        batch.TickAt(Samples.Wei).ShouldBe(0);
        batch.TickAt(Samples.Wei + 19).ShouldBe(1);
        batch.TickAt(Samples.Wei * 1_000).ShouldBe(65_535);
        batch.PriceOf(2).ShouldBe(Samples.Wei + 20);
        batch.EscrowUp(0, 1).ShouldBe((Samples.Wei + 999) / 1_000);
    }

    static async Task<(FakeSite Site, JsonNode Sent)> Placed(BidOrder order)
    {
        FakeSite site = null!;
        site = new FakeSite(
            FakeSite.Gives(Samples.Deployment),
            (asked, stop) => FakeSite.Gives(Samples.Bid(asked.Header("Idempotency-Key")!))(asked, stop));
        using var client = Client(site);
        await client.PlaceBid(Owner, order);
        return (site, JsonNode.Parse(site.Requests[^1].Body)!);
    }

    static FractionalClient Client(FakeSite site) =>
        new(site.Address, new ClientOptions { Handler = site, Time = site.Time });

    /// <summary>The id of <see cref="Order"/>.</summary>
    static string Hash() => DigestOf(Order).ToString();

    /// <summary>As the side of the contracts has it.</summary>
    static Bytes32 DigestOf(BidOrder order) => new PayloadSigning(SimulatedSetting.Deployment).BidData(new SignedBid(
        new Fractional.Core.Units.Account(Owner.Address.Span), Samples.Id, order.IsWhole, order.Tick,
        (UInt128)order.Quantity, order.Nonce, new Timestamp(order.Deadline))).Digest;

    static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    sealed class NeverSigns : ISigner
    {
        public Address Address => Samples.Someone;

        public ValueTask<SignedTransaction> SignTransaction(Transaction transaction, CancellationToken cancellation) =>
            throw new InvalidOperationException("asked to sign a transaction");

        public ValueTask<Signature> SignMessage(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
            throw new InvalidOperationException("asked to sign a message");

        public ValueTask<Signature> SignTypedData(TypedData data, CancellationToken cancellation) =>
            throw new InvalidOperationException("asked to sign typed data");
    }
}
