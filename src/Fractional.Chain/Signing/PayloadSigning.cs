using System.Globalization;
using System.Text.Json;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Loans;
using Fractional.Core.Valuation;
using Fractional.Ethereum.Messages;
using Fractional.Ethereum.Signers;

namespace Fractional.Chain.Signing;

/// <summary>What people sign for the contracts, as EIP-712 typed data that any wallet can show.</summary>
public sealed class PayloadSigning(Deployment deployment)
{
    const string Domain = """
        [{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},
        {"name":"verifyingContract","type":"address"}]
        """;

    const string OfferTypes = """
        "LoanOffer":[{"name":"lender","type":"address"},{"name":"vault","type":"address"},
        {"name":"principal","type":"uint128"},{"name":"terms","type":"LoanTerms"},{"name":"epoch","type":"uint64"},
        {"name":"salt","type":"uint64"},{"name":"validUntil","type":"uint40"}],
        "LoanTerms":[{"name":"rateBps","type":"uint16"},{"name":"lateRateBps","type":"uint16"},
        {"name":"dueAt","type":"uint40"},{"name":"graceSeconds","type":"uint24"},{"name":"cureSeconds","type":"uint24"},
        {"name":"confirmSeconds","type":"uint24"},{"name":"maxLtvBps","type":"uint16"},
        {"name":"cureLtvBps","type":"uint16"},{"name":"liquidationLtvBps","type":"uint16"},
        {"name":"penaltyBps","type":"uint16"},{"name":"conversionBps","type":"uint16"},
        {"name":"auctionSeconds","type":"uint24"},{"name":"options","type":"uint8"}]
        """;

    const string AppraisalTypes = """
        "Appraisal":[{"name":"collection","type":"address"},{"name":"tokenId","type":"uint256"},
        {"name":"value","type":"uint128"},{"name":"confidenceBps","type":"uint16"},
        {"name":"observedAt","type":"uint40"},{"name":"validUntil","type":"uint40"},{"name":"nonce","type":"uint64"}]
        """;

    const string FloorTypes = """
        "FloorReport":[{"name":"collection","type":"address"},{"name":"price","type":"uint128"},
        {"name":"observedAt","type":"uint40"},{"name":"validUntil","type":"uint40"},{"name":"nonce","type":"uint64"}]
        """;

    const string BidTypes = """
        "Bid":[{"name":"owner","type":"address"},{"name":"id","type":"uint256"},{"name":"isWhole","type":"bool"},
        {"name":"tick","type":"uint256"},{"name":"quantity","type":"uint256"},{"name":"nonce","type":"uint256"},
        {"name":"deadline","type":"uint256"}]
        """;

    public ValueTask<Signed<SignedBid>> Sign(SignedBid bid, ISigner signer, CancellationToken stop) =>
        Sign(bid, BidData(bid), signer, stop);

    public ValueTask<Signed<LoanOffer>> Sign(LoanOffer offer, ISigner signer, CancellationToken stop) =>
        Sign(offer, OfferData(offer), signer, stop);

    public ValueTask<Signed<Appraisal>> Sign(Appraisal appraisal, ISigner signer, CancellationToken stop) =>
        Sign(appraisal, AppraisalData(appraisal), signer, stop);

    public ValueTask<Signed<FloorReport>> Sign(FloorReport report, ISigner signer, CancellationToken stop) =>
        Sign(report, FloorData(report), signer, stop);

    public TypedData OfferData(LoanOffer offer) => Data("Fractional LoanBook", deployment.LoanBook, "LoanOffer",
        OfferTypes, new
    {
        lender = offer.Lender.ToString(), vault = offer.Vault.ToString(), principal = offer.Principal.ToString(),
        terms = TermsOf(offer.Terms), epoch = Text(offer.Epoch), salt = Text(offer.Salt),
        validUntil = offer.ValidUntil.ToString(),
    });

    public TypedData AppraisalData(Appraisal a) => Data(
        "Fractional AppraisalOracle", deployment.AppraisalOracle, "Appraisal", AppraisalTypes, new
        {
            collection = a.Item.Collection.ToString(),
            tokenId = a.Item.TokenId.ToString(CultureInfo.InvariantCulture), value = a.Value.ToString(),
            confidenceBps = a.ConfidenceBps.ToString(), observedAt = a.ObservedAt.ToString(),
            validUntil = a.ValidUntil.ToString(), nonce = Text(a.Nonce),
        });

    public TypedData FloorData(FloorReport r) => Data(
        "Fractional AppraisalOracle", deployment.AppraisalOracle, "FloorReport", FloorTypes, new
        {
            collection = r.Collection.ToString(), price = r.Price.ToString(), observedAt = r.ObservedAt.ToString(),
            validUntil = r.ValidUntil.ToString(), nonce = Text(r.Nonce),
        });

    public TypedData BidData(SignedBid b) => Data(
        "Fractional BatchAuction", deployment.BatchAuction, "Bid", BidTypes, new
        {
            owner = b.Owner.ToString(), id = b.Auction.ToString(), isWhole = b.IsWhole,
            tick = b.Tick.ToString(CultureInfo.InvariantCulture),
            quantity = b.Quantity.ToString(CultureInfo.InvariantCulture),
            nonce = b.Nonce.ToString(CultureInfo.InvariantCulture), deadline = b.Deadline.ToString(),
        });

    static object TermsOf(LoanTerms t) => new
    {
        rateBps = t.RateBps.Value, lateRateBps = t.LateRateBps.Value, dueAt = t.DueAt.ToString(),
        graceSeconds = t.GraceSeconds, cureSeconds = t.CureSeconds, confirmSeconds = t.ConfirmSeconds,
        maxLtvBps = t.MaxLtvBps.Value, cureLtvBps = t.CureLtvBps.Value, liquidationLtvBps = t.LiquidationLtvBps.Value,
        penaltyBps = t.PenaltyBps.Value, conversionBps = t.ConversionBps.Value, auctionSeconds = t.AuctionSeconds,
        options = (byte)t.Options,
    };

    static async ValueTask<Signed<T>> Sign<T>(T payload, TypedData data, ISigner signer, CancellationToken stop)
    {
        var signature = await signer.SignTypedData(data, stop);
        return new Signed<T>(payload, new Core.Units.Account(signer.Address.Span), [.. signature.ToArray()]);
    }

    TypedData Data(string name, DeployedContract contract, string primaryType, string types, object message) =>
        TypedData.Parse($$"""
            {"types":{"EIP712Domain":{{Domain}},{{types}}},"primaryType":"{{primaryType}}",
            "domain":{"name":"{{name}}","version":"1","chainId":"{{Text(deployment.ChainId)}}",
            "verifyingContract":"{{contract.Address}}"},"message":{{JsonSerializer.Serialize(message)}}}
            """);

    static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
