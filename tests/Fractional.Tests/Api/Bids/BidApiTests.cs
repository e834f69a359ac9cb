using System.Net;
using System.Text.Json.Nodes;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Shouldly;
using Xunit;
using static Fractional.Tests.Api.Bids.BidsOnLoopback;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api.Bids;

/// <summary>Signed bids over HTTP: what is refused and how, what is promised, and what becomes of it.</summary>
public sealed class BidApiTests : IAsyncLifetime
{
    private static readonly (string, string) Key = ("Idempotency-Key", "a-key");

    private BidsOnLoopback stage = null!;

    public async Task InitializeAsync() => stage = await BidsOnLoopback.Open();

    public Task DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData("bid.owner", "\"0x12\"", "$.bid.owner")]
    [InlineData("bid.owner", "\"0x52908400098527886E0F7030069857D2E4169Ee7\"", "$.bid.owner")]
    [InlineData("bid.auction", "\"0\"", "$.bid.auction")]
    [InlineData("bid.auction", "12", "$.bid.auction")]
    [InlineData("bid.isWhole", "\"false\"", "$.bid.isWhole")]
    [InlineData("bid.tick", "65536", "$.bid.tick")]
    [InlineData("bid.tick", "-1", "$.bid.tick")]
    [InlineData("bid.tick", "\"5\"", "$.bid.tick")]
    [InlineData("bid.quantity", "5", "$.bid.quantity")]
    [InlineData("bid.quantity", "\"1e3\"", "$.bid.quantity")]
    [InlineData("bid.quantity", "\"007\"", "$.bid.quantity")]
    [InlineData("bid.quantity", "\"340282366920938463463374607431768211456\"", "$.bid.quantity")]
    [InlineData("bid.nonce",
        "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"", "$.bid.nonce")]
    [InlineData("bid.deadline", "\"1099511627776\"", "$.bid.deadline")]
    [InlineData("bid.deadline", "1800000000", "$.bid.deadline")]
    [InlineData("signature", "\"0xabc\"", "$.signature")]
    [InlineData("signature", "\"abcd\"", "$.signature")]
    [InlineData("signature", "\"0xzz\"", "$.signature")]
    [InlineData("bid.price", "\"5\"", "$.bid.price")]
    [InlineData("life", "\"final\"", "$.life")]
    public async Task A_malformed_member_is_named(string member, string value, string path)
    {
        var body = Body(stage.Bid(Ben, 1));
        var parts = member.Split('.');
        (parts.Length == 2 ? body["bid"]!.AsObject() : body)[parts[^1]] = JsonNode.Parse(value);
        var problem = await stage.Refused(body.ToJsonString(), HttpStatusCode.BadRequest, "malformed", Key);
        problem.Text("field").ShouldBe(path);
        (await stage.Kinds()).ShouldNotContain("BidAccepted");
    }

    [Theory, InlineData("bid"), InlineData("signature"), InlineData("bid.nonce")]
    public async Task A_missing_member_is_named(string member)
    {
        var body = Body(stage.Bid(Ben, 1));
        var parts = member.Split('.');
        (parts.Length == 2 ? body["bid"]!.AsObject() : body).Remove(parts[^1]);
        var problem = await stage.Refused(body.ToJsonString(), HttpStatusCode.BadRequest, "malformed", Key);
        problem.Text("field").ShouldBe($"$.{member}");
    }

    [Theory, InlineData(null), InlineData(""), InlineData("with blank"), InlineData("129")]
    public async Task A_bid_without_a_key_is_not_taken(string? key)
    {
        if (key == "129") key = new string('k', 129);
        (string, string)[] headers = key is null ? [] : [("Idempotency-Key", key)];
        var problem = await stage.Refused(
            Body(stage.Bid(Ben, 1)).ToJsonString(), HttpStatusCode.BadRequest, "malformed", headers);
        problem.Text("field").ShouldBe("Idempotency-Key");
    }

    [Fact]
    public async Task A_hopeless_bid_is_refused_by_the_contracts_name_with_its_numbers()
    {
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 9, stage.Batch.Terms.Supply), Lena);
        var below = await stage.Refused(
            Body(stage.Bid(Ben, 1)).ToJsonString(), HttpStatusCode.UnprocessableEntity, "bid-below-margin", Key);
        (below.Text("code"), below.Number("tick"), below.Number("margin")).ShouldBe(("BidBelowMargin", 5, 9));
        below.Text("next").ShouldNotBeNullOrEmpty();
        var nowhere = stage.Bid(Ben, 1) with { Auction = new(Named(999), 1) };
        await stage.Refused(Body(nowhere).ToJsonString(), HttpStatusCode.Conflict, "batch-not-running", Key);
    }

    [Fact]
    public async Task A_signature_of_another_bid_is_refused_and_leaves_no_trace()
    {
        var other = Body(stage.Bid(Ben, 2))["signature"]!.GetValue<string>();
        await stage.Refused(
            Body(stage.Bid(Ben, 1), other).ToJsonString(), HttpStatusCode.UnprocessableEntity, "signature-rejected",
            Key);
        (await stage.Kinds()).ShouldNotContain("BidAccepted");
        (await stage.Get($"/v1/bids/{stage.IdOf(stage.Bid(Ben, 1))}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_bid_again_is_answered_with_the_same_bid_and_the_same_key_for_another_is_refused()
    {
        var bid = stage.Bid(Ben, 1);
        var (first, body) = await stage.Place(bid);
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        first.Headers.Location!.ToString().ShouldBe($"/v1/bids/{stage.IdOf(bid)}");
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        var (second, again) = await stage.Place(bid);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        again.ToJsonString().ShouldBe(body.ToJsonString());
        var reused = await stage.Refused(
            Body(stage.Bid(Ben, 2)).ToJsonString(), HttpStatusCode.UnprocessableEntity, "idempotency-key-reused",
            ("Idempotency-Key", "key-1"));
        reused.Text("bid").ShouldBe(stage.IdOf(bid));
        (await stage.Kinds()).Count(kind => kind == "BidAccepted").ShouldBe(1);
    }

    [Fact]
    public async Task Sixty_four_posts_at_once_are_one_event_and_one_answer()
    {
        var bid = stage.Bid(Ben, 1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => stage.Place(bid)));
        answers.Count(a => a.Answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Answer.StatusCode == HttpStatusCode.OK).ShouldBe(63);
        answers.Select(a => a.Body.ToJsonString()).Distinct().Count().ShouldBe(1);
        (await stage.Kinds()).Count(kind => kind == "BidAccepted").ShouldBe(1);
    }

    [Fact]
    public async Task A_bids_life_is_read_from_its_promise_to_its_end()
    {
        var bid = stage.Bid(Ben, 1, thousandths: 400);
        var promised = await stage.Placed(bid);
        (promised.Text("id"), promised.Text("life"), promised.Text("standing")).ShouldBe(
            (stage.IdOf(bid), "accepted", "live"));
        promised.Text("escrow").ShouldBe(stage.Batch.Terms.EscrowUp(5, new(bid.Quantity)).ToString());
        promised.Text("limitPrice").ShouldBe(stage.Grid.PriceOf(5).ToString());
        promised["asOf"]!["seq"]!.GetValue<long>().ShouldBe(stage.Engine.Board.SeqOf(stage.VaultAddress));
        await stage.Mine(12);
        await stage.Becomes(bid, "relayed");
        await stage.Mine(12);
        var included = await stage.Becomes(bid, "included");
        (included.Number("number"), included.Text("standing")).ShouldBe((1, "live"));
        included["asOf"]!.Text("finality").ShouldBe("pending");
        for (var block = 0; block <= SimulatedChain.FinalityDepth; block++) await stage.Mine(12);
        var final = await stage.Becomes(bid, "final");
        final.Each("history", "life").ShouldBe(["accepted", "relayed", "included", "final"]);
        (await stage.Get($"/v1/bids/{stage.Batch.Id}-1")).Body.Text("id").ShouldBe(stage.IdOf(bid));
        await stage.Close();
        (await stage.Get($"/v1/bids/{stage.IdOf(bid)}")).Body.Text("standing").ShouldBe("lost", "no sale");
    }

    [Fact]
    public async Task Standing_and_outcome_are_those_of_the_auction_if_it_ended_now_and_once_it_ended()
    {
        await stage.Crowd();
        var shown = new Dictionary<int, JsonNode>();
        for (var number = 1; number <= stage.Batch.Bids.Count; number++)
            shown[number] = (await stage.Get($"/v1/bids/{stage.Batch.Id}-{number}")).Body;
        shown.Values.Select(b => b.Text("standing")).ShouldBe(["winning", "outbid", "winning", "live", "winning"],
            "Ben, Lena, Ada's rollover, Kim for the whole, which no other outbid, and for units");
        shown.Values.Select(b => b.Text("kind")).ShouldBe(["parts", "parts", "rollover", "whole", "parts"]);
        shown.Values.ShouldAllBe(b => b.Text("life") == "included");
        shown[2].Text("refund").ShouldBe(shown[2].Text("escrow"));
        await stage.Close();
        foreach (var (number, before) in shown)
        {
            var ended = (await stage.Get($"/v1/bids/{stage.Batch.Id}-{number}")).Body;
            var outcome = stage.Batch.OutcomeOf(number);
            (ended.Text("units"), ended.Text("paid"), ended.Text("refund")).ShouldBe(
                (outcome.Units.ToString(), outcome.Paid.ToString(), outcome.Refund.ToString()));
            ended.Text("standing").ShouldBe(outcome.Units.IsZero ? "lost" : "filled");
            ended.Text("units").ShouldBe(before.Text("units"), "the provisional outcome was the outcome");
        }
        await stage.Do(new ProtocolCall.ClaimBid(stage.Batch.Id, 2, Lena), Lena);
        (await stage.Get($"/v1/bids/{stage.Batch.Id}-2")).Body.Text("standing").ShouldBe("refunded");
    }

    [Fact]
    public async Task Lists_show_every_bid_once_page_by_page_and_live_signatures_first()
    {
        await stage.Do(new ProtocolCall.Bid(stage.Batch.Id, 8, new(stage.Bid(Ben, 1).Quantity)), Ben);
        var (kept, gone, others) = (stage.Bid(Ben, 1), stage.Bid(Ben, 2), stage.Bid(Lena, 1));
        foreach (var bid in new[] { kept, gone, others }) await stage.Placed(bid, stage.IdOf(bid));
        await stage.Do(new ProtocolCall.CancelNonces(0, 1 << 2), Ben);
        await stage.Becomes(kept, "relayed");
        var (_, all) = await stage.Get($"/v1/auctions/{stage.Batch.Id}/bids");
        all.Each("items", "id").ShouldBe(
            [$"{stage.Batch.Id}-1", stage.IdOf(kept), stage.IdOf(gone), stage.IdOf(others)]);
        var (_, first) = await stage.Get($"/v1/auctions/{stage.Batch.Id}/bids?limit=3");
        var (_, rest) = await stage.Get($"/v1/auctions/{stage.Batch.Id}/bids?limit=3&after={first.Text("next")}");
        first.Each("items", "id").Concat(rest.Each("items", "id")).ShouldBe(all.Each("items", "id"));
        var (_, lenas) = await stage.Get($"/v1/auctions/{stage.Batch.Id}/bids?owner={Shown.Address(Lena)}");
        lenas.Each("items", "id").ShouldBe([stage.IdOf(others)]);
        var (_, bens) = await stage.Get($"/v1/accounts/{Shown.Address(Ben)}/bids");
        bens.Each("items", "id").First().ShouldBe(stage.IdOf(kept), "its signature can still be used");
        bens.Each("items", "id").Order().ShouldBe(
            new[] { $"{stage.Batch.Id}-1", stage.IdOf(kept), stage.IdOf(gone) }.Order());
        await stage.Problem("/v1/auctions/12/bids", HttpStatusCode.NotFound, "not-found");
        await stage.Problem("/v1/bids/12", HttpStatusCode.BadRequest, "malformed");
        await stage.Problem($"/v1/bids/{stage.Batch.Id}-7", HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_new_bid_under_the_same_nonce_replaces_and_both_say_so()
    {
        var (old, young) = (stage.Bid(Ben, 1), stage.Bid(Ben, 1, tick: 9));
        await stage.Placed(old, "old");
        (await stage.Placed(young, "young")).Text("replaces").ShouldBe(stage.IdOf(old));
        var replaced = (await stage.Get($"/v1/bids/{stage.IdOf(old)}")).Body;
        (replaced.Text("life"), replaced.Text("replacedBy")).ShouldBe(("replaced", stage.IdOf(young)));
        await stage.Mine(12);
        await stage.Becomes(young, "relayed");
        await stage.Refused(
            Body(stage.Bid(Ben, 1, tick: 10)).ToJsonString(), HttpStatusCode.Conflict, "bid-relayed", Key);
    }

    [Fact]
    public async Task Only_its_signed_in_owner_takes_a_bid_back_and_not_once_it_is_relayed()
    {
        var bid = stage.Bid(Ben, 1);
        await stage.Placed(bid);
        var path = $"/v1/bids/{stage.IdOf(bid)}";
        (await stage.Ask(HttpMethod.Delete, path, null)).Body.Text("type").ShouldBe("/problems/sign-in-needed");
        var stranger = await stage.KeyOf(Lena);
        (await stage.Ask(HttpMethod.Delete, path, null, stranger)).Body.Text("type").ShouldBe("/problems/not-owner");
        var owner = await stage.KeyOf(Ben);
        var (answer, body) = await stage.Ask(HttpMethod.Delete, path, null, owner);
        (answer.StatusCode, body.Text("life")).ShouldBe((HttpStatusCode.OK, "withdrawn"));
        (await stage.Ask(HttpMethod.Delete, path, null, owner)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var late = stage.Bid(Ben, 2);
        await stage.Placed(late);
        await stage.Mine(12);
        await stage.Becomes(late, "relayed");
        (await stage.Ask(HttpMethod.Delete, $"/v1/bids/{stage.IdOf(late)}", null, owner)).Body.Text("type")
            .ShouldBe("/problems/bid-relayed");
        await stage.Mine(12);
        await stage.Becomes(late, "included");
        stage.Batch.Bids.Count.ShouldBe(1, "the withdrawn bid was never sent");
    }

    [Fact]
    public async Task Nobody_reads_a_signature_or_a_key()
    {
        var bid = stage.Bid(Ben, 1);
        var signature = Body(bid)["signature"]!.GetValue<string>()[2..];
        await stage.Placed(bid, "my-secret-name");
        string[] paths =
        [
            $"/v1/bids/{stage.IdOf(bid)}", $"/v1/auctions/{stage.Batch.Id}/bids",
            $"/v1/accounts/{Shown.Address(Ben)}/bids", $"/v1/vaults/{Shown.Address(stage.VaultAddress)}/history",
        ];
        foreach (var path in paths)
        {
            var text = (await stage.Get(path)).Body.ToJsonString();
            text.ShouldNotContain(signature);
            text.ShouldNotContain("my-secret-name");
        }
    }

    /// <summary>Everybody may name an owner; only its signatures count.</summary>
    [Fact]
    public async Task An_owners_bucket_is_emptied_by_its_own_signatures_alone()
    {
        await using var narrow = new Narrow(await BidsOnLoopback.Open(bidsAtOnce: 2));
        for (var nonce = 1; nonce <= 3; nonce++)
            (await narrow.Post(nonce, signature: "0x00")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await narrow.Post(4)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await narrow.Post(5)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await narrow.Post(6)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    /// <summary>Posts each bid from another network.</summary>
    private sealed class Narrow(BidsOnLoopback stage) : IAsyncDisposable
    {
        public async Task<HttpResponseMessage> Post(int nonce, string? signature = null) => (await stage.Ask(
            HttpMethod.Post, "/v1/bids", Body(stage.Bid(Ben, nonce), signature).ToJsonString(),
            ("Idempotency-Key", $"key-{nonce}"), ("X-Forwarded-For", $"192.0.2.{nonce}"))).Answer;

        public async ValueTask DisposeAsync() => await stage.DisposeAsync();
    }
}
