using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Fractional.Cli.Demo;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Bids;

/// <summary>From a wallet's signature over HTTP and PostgreSQL to the contracts, by the real executable.</summary>
[Collection(OpenWorld.Title)]
public sealed class RelayedBidTests(OpenWorld world)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    const int MostLooks = 60;

    readonly CancellationTokenSource limit = new(Patience);

    Actor Ann => world.Stage.Cast.Crowd[0];

    Actor Ben => world.Stage.Cast.Crowd[1];

    [Fact]
    public async Task Signed_bids_are_placed_and_final_and_a_refused_one_says_why()
    {
        var batch = await world.OpenBatch(limit.Token);
        await world.Fund(Ann, new Wei(Wei.One.Value * 100), limit.Token);
        await world.Fund(Ben, Wei.Zero, limit.Token);
        var (server, site) = await world.Serve(limit.Token);
        await using var _ = server;
        using var client = new HttpClient { BaseAddress = site };

        var (paid, poor) = (Bid(batch, Ann, 1), Bid(batch, Ben, 2));
        var malleable = Twin((await Signature(Ann, paid)).ToArray());
        (await Post(client, paid, malleable)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var promised = await Post(client, paid, await Signature(Ann, paid));
        promised.Status.ShouldBe(HttpStatusCode.Created, promised.Body.ToJsonString());
        var id = promised.Body["id"]!.GetValue<string>();
        id.ShouldBe(world.Stage.Signing.BidData(paid).Digest.ToString());
        (await Post(client, poor, await Signature(Ben, poor))).Status.ShouldBe(HttpStatusCode.Created);

        var placed = await Becomes(client, id, "final");
        placed["history"]!.AsArray().Select(step => step!["life"]!.GetValue<string>())
            .ShouldBe(["accepted", "relayed", "included", "final"]);
        placed["number"]!.GetValue<int>().ShouldBe(1);
        var receipt = await world.Node.Mined(Bytes32.Parse(placed["transaction"]!.GetValue<string>()), limit.Token);
        receipt.Succeeded.ShouldBeTrue();
        var refused = await Becomes(client, world.Stage.Signing.BidData(poor).Digest.ToString(), "refused");
        refused["reason"]!.GetValue<string>().ShouldBe("TransferFromFailed");
        (await world.VaultNow(limit.Token)).Batches[1].Bids.Values.Select(b => b.Owner).ShouldBe([Ann.Account]);
        await server.Signal("TERM");
        var ended = await server.End(Patience);
        ended.ExitCode.ShouldBe(0, ended.Errors);
        ended.Errors.ShouldNotContain(Convert.ToHexStringLower((await Signature(Ann, paid)).AsSpan()));
    }

    static SignedBid Bid(BatchAuction batch, Actor owner, int nonce) => new(
        owner.Account, batch.Id, IsWhole: false, 5, batch.Terms.Supply.Value / 10, nonce, batch.EndsAt);

    async Task<byte[]> Signature(Actor signer, SignedBid bid) =>
        [.. (await world.Stage.Signing.Sign(bid, signer.Signer, limit.Token)).Signature];

    /// <summary>The other root of s: the same key, another form.</summary>
    static byte[] Twin(byte[] signature)
    {
        var s = UInt256.ReadBigEndian(signature.AsSpan(32, 32));
        (Fractional.Ethereum.Crypto.Secp256k1.Order - s).WriteBigEndian(signature.AsSpan(32));
        signature[64] = (byte)(signature[64] == 27 ? 28 : 27);
        return signature;
    }

    async Task<(HttpStatusCode Status, JsonNode Body)> Post(HttpClient client, SignedBid bid, byte[] signature)
    {
        var json = new JsonObject
        {
            ["bid"] = new JsonObject
            {
                ["owner"] = bid.Owner.ToString(), ["auction"] = bid.Auction.ToString(), ["isWhole"] = bid.IsWhole,
                ["tick"] = bid.Tick, ["quantity"] = bid.Quantity.ToString(CultureInfo.InvariantCulture),
                ["nonce"] = bid.Nonce.ToString(CultureInfo.InvariantCulture), ["deadline"] = bid.Deadline.ToString(),
            },
            ["signature"] = Hex.Encode(signature),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/bids");
        request.Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", $"{bid.Nonce}");
        using var answer = await client.SendAsync(request, limit.Token);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(limit.Token))!);
    }

    /// <summary>Blocks come until the bid has come so far.</summary>
    async Task<JsonNode> Becomes(HttpClient client, string id, string life)
    {
        for (var look = 0; ; look++)
        {
            var text = await client.GetStringAsync(new Uri($"/v1/bids/{id}", UriKind.Relative), limit.Token);
            var shown = JsonNode.Parse(text)!;
            if (shown["life"]!.GetValue<string>() == life) return shown;
            if (look == MostLooks) throw new ShouldAssertException($"not {life} after {look} blocks: {text}");
            await world.Node.Mine(1, limit.Token);
            await Task.Delay(Look, limit.Token);
        }
    }
}
