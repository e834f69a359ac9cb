using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Fractional.Api;
using Fractional.Api.Http;
using Fractional.Api.Sessions;
using Fractional.Chain.Simulated;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Store;
using Shouldly;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api.Bids;

/// <summary>An auction that takes signed bids over HTTP, with a relay and room for many at once.</summary>
public sealed class BidsOnLoopback(int bidsAtOnce) : BatchOnLoopback
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(2);

    private protected override EngineOptions EngineOptions { get; } = new() { Relayer = Kim };

    private protected override ApiOptions ApiOptions => new(IPAddress.Loopback, 0)
    {
        Edge = new EdgeOptions
        {
            Bids = new Quota("bids", PerMinute: 60, Burst: bidsAtOnce), TrustedProxies = [IPAddress.Loopback],
            Anonymous = new Quota("anonymous", PerMinute: 60_000, Burst: 10_000),
        },
    };

    internal static async Task<BidsOnLoopback> Open(int bidsAtOnce = 1_000)
    {
        var stage = new BidsOnLoopback(bidsAtOnce);
        await stage.InitializeAsync();
        await stage.OpenBatch();
        return stage;
    }

    internal SignedBid Bid(Account owner, int nonce, int tick = 5, int thousandths = 100) => new(
        owner, Batch.Id, IsWhole: false, tick, Batch.Terms.Supply.Value / 1_000 * (UInt128)thousandths, nonce,
        Batch.EndsAt);

    internal string IdOf(SignedBid bid) => Chain.HashOf(bid).ToString();

    internal static JsonObject Body(SignedBid bid, string? signature = null) => new()
    {
        ["bid"] = new JsonObject
        {
            ["owner"] = Shown.Address(bid.Owner), ["auction"] = bid.Auction.ToString(), ["isWhole"] = bid.IsWhole,
            ["tick"] = bid.Tick, ["quantity"] = bid.Quantity.ToString(CultureInfo.InvariantCulture),
            ["nonce"] = bid.Nonce.ToString(CultureInfo.InvariantCulture), ["deadline"] = bid.Deadline.ToString(),
        },
        ["signature"] = signature
            ?? $"0x{Convert.ToHexStringLower(SimulatedWorld.Sign(bid).Signature.AsSpan())}",
    };

    internal Task<(HttpResponseMessage Answer, JsonNode Body)> Place(SignedBid bid, string? key = null) =>
        Ask(HttpMethod.Post, "/v1/bids", Body(bid).ToJsonString(), ("Idempotency-Key", key ?? $"key-{bid.Nonce}"));

    internal async Task<JsonNode> Placed(SignedBid bid, string? key = null)
    {
        var (answer, body) = await Place(bid, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, body.ToJsonString());
        return body;
    }

    internal async Task<JsonNode> Refused(
        string json, HttpStatusCode status, string name, params (string Name, string Text)[] headers)
    {
        var (answer, body) = await Ask(HttpMethod.Post, "/v1/bids", json, headers);
        answer.StatusCode.ShouldBe(status, body.ToJsonString());
        body.Text("type").ShouldBe($"/problems/{name}");
        return body;
    }

    /// <summary>Reads the bid until it has come so far, a relayed one until the chain has its transaction: it is
    /// relayed a moment before it is sent, and a block mined in between would pass without it.</summary>
    internal async Task<JsonNode> Becomes(SignedBid bid, string life)
    {
        while (true)
        {
            var (_, shown) = await Get($"/v1/bids/{IdOf(bid)}");
            if (shown.Text("life") == life && (life != "relayed" || IsSent(bid))) return shown;
            await Task.Delay(Look);
        }
    }

    private bool IsSent(SignedBid bid)
    {
        var bids = Engine.Board.Followed[VaultAddress].Bids;
        return bids.Known[Chain.HashOf(bid)].Sending is { } key && bids.Sendings[key].Transaction is not null;
    }

    /// <summary>The header of a key that this account made.</summary>
    internal async Task<(string Name, string Text)> KeyOf(Account account)
    {
        var secret = Secret.Make(Secret.KeyPrefix);
        await Identities.AddKey(new StoredKey(secret.Id, secret.Hash, account, "bot", DateTimeOffset.UnixEpoch));
        return ("Authorization", $"Bearer {secret.Token}");
    }

    internal async Task<List<string>> Kinds()
    {
        var kinds = new List<string>();
        for (var shard = 0; shard < Journal.Shards; shard++)
            kinds.AddRange((await Journal.ReadShard(shard, 0, StoreLimits.MaxRead)).Select(e => e.Kind));
        return kinds;
    }
}
