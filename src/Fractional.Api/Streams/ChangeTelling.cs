using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Journal;
using Fractional.Engine.Vaults;
using Fractional.Store;

namespace Fractional.Api.Streams;

/// <summary>What everybody may know of an event of the journal. Kinds that are not listed here are told by their name
/// alone; of what is said in the journal about our own doing, no key and no signature leaves.</summary>
/// <param name="Bid">The id of the bid that the event is about.</param>
sealed record ChangeTelling(
    Account Vault, long Seq, string Kind, string? Event, JsonObject? Data, ulong? Block, HashText? Transaction,
    Moment At, string? Bid)
{
    /// <summary>The members that may leave of what a bidder sent us.</summary>
    static readonly string[] OfBids =
    [
        "hash", "hashes", "reason", "replaces", "replacedBy", "transaction", "owner", "auction", "isWhole", "tick",
        "quantity", "nonce", "deadline", "bids", "life", "number",
    ];

    public static ChangeTelling Of(Account vault, StoredEvent stored)
    {
        var plain = new ChangeTelling(
            vault, stored.Seq, stored.Kind, null, null, null, null,
            Moment.Of(new Timestamp((ulong)stored.At.ToUnixTimeSeconds())), null);
        if (Happened(stored) is not { } happened) return plain;
        return happened switch
        {
            VaultJournal.FactSeen e => plain.OfFact(e.Fact),
            VaultJournal.BlocksRolledBack e => plain with { Data = new JsonObject { ["to"] = e.To } },
            VaultJournal.FactsFinalized e => plain with { Data = new JsonObject { ["upTo"] = e.UpTo } },
            VaultJournal.ActionClaimed e => plain with { Data = Claimed(e.Claim) },
            VaultJournal.ActionSent e => plain with
            {
                Data = new JsonObject
                {
                    ["action"] = ActionOf(e.Key), ["transaction"] = e.Transaction.ToString(), ["refused"] = e.Refused,
                },
            },
            VaultJournal.ActionEnded e => plain with
            {
                Data = new JsonObject
                {
                    ["action"] = ActionOf(e.Key), ["end"] = Word(e.End.ToString()), ["reason"] = e.Reason,
                },
            },
            _ when stored.Kind.StartsWith("Bid", StringComparison.Ordinal) => plain.OfBid(stored.Data),
            _ => plain,
        };
    }

    /// <summary>None for an event that this build can not read: it is counted, and its vault is set apart.</summary>
    static VaultJournal? Happened(StoredEvent stored)
    {
        try
        {
            return JournalCodec.Vault.Decode(stored.Kind, stored.Version, stored.Data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>All of a log is public: the chain has it.</summary>
    ChangeTelling OfFact(Fact.OfVault fact) => this with
    {
        Event = fact.Event.GetType().Name,
        Data = EventData.Of(fact.Event),
        Block = fact.Place.BlockNumber,
        Transaction = fact.Transaction,
        At = Moment.Of(fact.At),
        Bid = BidOf(fact.Event),
    };

    ChangeTelling OfBid(string data)
    {
        var shown = JsonNode.Parse(data) is JsonObject all ? Shown(all) : null;
        return this with { Data = shown, Bid = shown?["hash"]?.ToString() };
    }

    static JsonObject Shown(JsonObject all)
    {
        var shown = new JsonObject();
        foreach (var (name, value) in all)
        {
            if (value is JsonObject inner) shown[name] = Shown(inner);
            else if (OfBids.Contains(name)) shown[name] = value?.DeepClone();
        }
        return shown;
    }

    /// <summary>Without the call's arguments, which may hold signatures, and without the asker's own name for
    /// it.</summary>
    static JsonObject Claimed(ActionClaim claim) => new()
    {
        ["action"] = ActionOf(claim.Key),
        ["wish"] = Wishes.NameOf(claim.Call, claim.From),
        ["attempt"] = claim.Attempt,
        ["from"] = new ChecksumAddress(claim.From).ToString(),
        ["atBlock"] = claim.AtBlock,
    };

    /// <summary>Ties the events of one claim together and gives nobody its key.</summary>
    static string ActionOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key))[..8]);

    static string? BidOf(VaultEvent happened) => happened switch
    {
        BidPlaced e => Number(e.Id, e.BidId),
        WholeBidPlaced e => Number(e.Id, e.BidId),
        BidRevealed { BidId: > 0 } e => Number(e.Id, e.BidId),
        BidClaimed e => Number(e.Id, e.BidId),
        _ => null,
    };

    static string Number(Core.Auctions.Dutch.AuctionId auction, int bid) =>
        string.Create(CultureInfo.InvariantCulture, $"{auction}-{bid}");

    static string Word(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
