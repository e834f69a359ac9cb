using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;
using Fractional.Engine.Hosting;
using Fractional.Engine.ProtocolFacts;
using Fractional.Engine.Vaults;

namespace Fractional.Engine.Journal;

/// <summary>Between the engine's records and the journal's rows. The names of records and of their members are storage
/// format: added to, never changed. docs/events.md lists them.</summary>
public static class JournalCodec
{
    /// <summary>The member that names a record of a closed list.</summary>
    private const string Discriminator = "type";

    /// <summary>The events a fact about a vault may carry.</summary>
    private static readonly Type[] VaultEvents =
    [
        typeof(VaultCreated), typeof(StateMoved), typeof(Transfer), typeof(ItemDelivered), typeof(VaultRedeemed),
        typeof(ResidualFixed), typeof(SharesClaimed), typeof(DustSwept), typeof(LoanOpened), typeof(OfferFunded),
        typeof(DebtPaid), typeof(LoanRefinanced), typeof(LoanFlagged), typeof(LoanUnflagged), typeof(DebtFrozen),
        typeof(LoanClosed), typeof(LenderWithdrawn), typeof(PositionMoved), typeof(AuctionKicked), typeof(ItemSampled),
        typeof(LotTaken), typeof(LotWrittenOff), typeof(AuctionRedone), typeof(AuctionCured), typeof(AuctionSettled),
        typeof(LineCollected), typeof(RoyaltyCollected), typeof(LoanSwept), typeof(BatchOpened), typeof(BidPlaced),
        typeof(WholeBidPlaced), typeof(BatchClosed), typeof(BidClaimed), typeof(SeriesFormed), typeof(ItemStuck),
        typeof(SeriesClaimed), typeof(SurplusSwept), typeof(AuctionConverted), typeof(EquityRedeemed),
        typeof(BidCommitted), typeof(BidRevealed), typeof(DepositReturned), typeof(SignedBidRefused),
        typeof(LoanCovered), typeof(CoverFailed), typeof(TipCollected),
    ];

    /// <summary>The events a fact about no vault may carry.</summary>
    private static readonly Type[] ProtocolEvents =
    [
        typeof(PaymentTokenListed), typeof(OffersCancelled), typeof(SignerWeighted), typeof(CollectionSet),
        typeof(RoundAccepted), typeof(FloorAccepted), typeof(BreakerMoved), typeof(FundAbsorbed),
        typeof(NoncesCancelled),
    ];

    /// <summary>The closed lists that are written with their name: each type's name is what the journal knows it
    /// by.</summary>
    private static readonly FrozenDictionary<Type, Type[]> Closed = new Dictionary<Type, Type[]>
    {
        [typeof(VaultEvent)] = VaultEvents,
        [typeof(ProtocolEvent)] = ProtocolEvents,
        [typeof(ProtocolCall)] = typeof(ProtocolCall).GetNestedTypes(),
    }.ToFrozenDictionary();

    /// <summary>The JSON of everything the journal holds.</summary>
    public static readonly JsonSerializerOptions Json = CreateJson();

    public static readonly EventCodec<VaultJournal> Vault = new EventCodec<VaultJournal>(Json)
        .Add<VaultJournal.FactSeen>("FactSeen")
        .Add<VaultJournal.BlocksRolledBack>("BlocksRolledBack")
        .Add<VaultJournal.FactsFinalized>("FactsFinalized")
        .Add<VaultJournal.ActionClaimed>("ActionClaimed")
        .Add<VaultJournal.ActionSent>("ActionSent")
        .Add<VaultJournal.ActionEnded>("ActionEnded")
        .Add<VaultJournal.BidAccepted>("BidAccepted")
        .Add<VaultJournal.BidsRelayed>("BidsRelayed")
        .Add<VaultJournal.BidsSent>("BidsSent")
        .Add<VaultJournal.BidsReturned>("BidsReturned")
        .Add<VaultJournal.BidFound>("BidFound")
        .Add<VaultJournal.BidWithdrawn>("BidWithdrawn")
        .Add<VaultJournal.BidEnded>("BidEnded");

    public static readonly EventCodec<ProtocolJournal> Protocol = new EventCodec<ProtocolJournal>(Json)
        .Add<ProtocolJournal.FactSeen>("FactSeen")
        .Add<ProtocolJournal.BlocksRolledBack>("BlocksRolledBack")
        .Add<ProtocolJournal.FactsFinalized>("FactsFinalized");

    private static JsonSerializerOptions CreateJson()
    {
        var json = ChainJson.Create();
        json.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameClosed } };
        json.MakeReadOnly();
        return json;
    }

    private static void NameClosed(JsonTypeInfo info)
    {
        if (!Closed.TryGetValue(info.Type, out var types)) return;
        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = Discriminator };
        foreach (var type in types) info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, type.Name));
    }
}
