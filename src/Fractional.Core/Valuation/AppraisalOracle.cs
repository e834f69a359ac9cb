using System.Collections.Immutable;
using System.Diagnostics;
using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>What the oracle knows of a collection.</summary>
/// <param name="RarityCapBps">How many bps of its floor an item may be worth; 0 for a collection not known.</param>
/// <param name="ForcedSaleDiscountBps">Expected, part of the haircut.</param>
/// <param name="Floors">Its floor price.</param>
public sealed record CollectionRecord(uint RarityCapBps, Bps ForcedSaleDiscountBps, PriceHistory Floors)
{
    public static readonly CollectionRecord Unknown = new(0, Bps.Zero, PriceHistory.Empty);
}

/// <summary>The last round of an item, and when its breaker tripped.</summary>
/// <param name="Round">As accepted.</param>
/// <param name="TrippedAt">When a round last tripped it; nothing when cleared since.</param>
/// <param name="Spots">Its spot values, each in force from its round's observedAt.</param>
public sealed record ItemRecord(RoundAccepted Round, Timestamp? TrippedAt, PriceHistory Spots);

/// <summary>
/// The reference model of the appraisal oracle. Its state is what the log tells; nonces and the signers of a tripping
/// round are not in the log and come with the attestations.
/// </summary>
public sealed record AppraisalOracle
{
    /// <summary>An appraisal may be no older when submitted, and a round no older when used.</summary>
    public const uint MaxAgeSeconds = 6 * 3_600;

    public const uint CalmSeconds = Duration.Day;
    public const uint LiquidationWindowSeconds = Duration.Day;
    public const uint BorrowWindowSeconds = 7 * Duration.Day;

    private const int SignerLimit = 64;
    private const ushort WeightLimit = 1_000;
    private const uint RarityCapLimit = 1_000_000;
    private const ushort DiscountLimit = 7_000;

    /// <param name="quorumWeight">Least weight of a round, fixed at deployment.</param>
    public AppraisalOracle(ulong quorumWeight) => QuorumWeight = quorumWeight;

    public ulong QuorumWeight { get; }

    /// <summary>Weights of everybody who was ever registered; 0 when removed.</summary>
    public ImmutableDictionary<Account, ushort> Weights { get; init; } = ImmutableDictionary<Account, ushort>.Empty;

    public ImmutableDictionary<Account, CollectionRecord> Collections { get; init; } =
        ImmutableDictionary<Account, CollectionRecord>.Empty;

    public ImmutableDictionary<Item, ItemRecord> Items { get; init; } =
        ImmutableDictionary<Item, ItemRecord>.Empty;

    /// <summary>What the contract would do with this command now.</summary>
    public static Decision<OracleEvent> Decide(AppraisalOracle oracle, OracleCommand command, Timestamp now) =>
        command switch
        {
            SubmitRound round => Rounds.Decide(oracle, round, now),
            SubmitFloor floor => Floors.Decide(oracle, floor, now),
            SetSigner signer => Decide(oracle, signer),
            SetCollection collection => Decide(collection),
            _ => throw new UnreachableException($"no rule for {command.GetType().Name}"),
        };

    /// <summary>The oracle after one event of its log, in a block of this time.</summary>
    public static AppraisalOracle Evolve(AppraisalOracle oracle, OracleEvent happened, Timestamp at) =>
        happened switch
        {
            SignerWeighted e => oracle with { Weights = oracle.Weights.SetItem(e.Signer, e.Weight) },
            CollectionSet e => oracle.With(e.Collection, oracle.CollectionOf(e.Collection) with
            {
                RarityCapBps = e.RarityCapBps,
                ForcedSaleDiscountBps = e.ForcedSaleDiscountBps,
            }),
            FloorAccepted e => Floors.Evolve(oracle, e),
            BreakerMoved e => Breaker.Evolve(oracle, e, at),
            RoundAccepted e => Rounds.Evolve(oracle, e, at),
            _ => throw new UnreachableException($"no fold for {happened.GetType().Name}"),
        };

    /// <summary>The values now, whatever their age; nothing for an item that was never appraised.</summary>
    /// <param name="item">The item.</param>
    /// <param name="now">Not before its last round was observed.</param>
    public ItemValuation? ValuationOf(Item item, Timestamp now)
    {
        if (Items.GetValueOrDefault(item) is not { } record)
        {
            return null;
        }
        var round = record.Round;
        return new ItemValuation(
            round.Appraisal,
            round.SpotValue,
            round.LimitedValue,
            round.BorrowValue,
            Rounds.LiquidationValueUp(record.Spots, now),
            round.DispersionBps,
            round.ObservedAt,
            Breaker.IsTripped(record, now));
    }

    public CollectionRecord CollectionOf(Account collection) =>
        Collections.GetValueOrDefault(collection) ?? CollectionRecord.Unknown;

    internal AppraisalOracle With(Account collection, CollectionRecord record) =>
        this with { Collections = Collections.SetItem(collection, record) };

    private static Decision<OracleEvent> Decide(AppraisalOracle oracle, SetSigner command)
    {
        if (command.Weight > WeightLimit)
        {
            return Refuse(new Refusal.SettingOutOfRange("weight", command.Weight, WeightLimit));
        }
        if (!oracle.Weights.ContainsKey(command.Signer) && oracle.Weights.Count == SignerLimit)
        {
            return Refuse(new Refusal.SignerLimit(SignerLimit));
        }
        return Decision<OracleEvent>.Accept([new SignerWeighted(command.Signer, command.Weight)]);
    }

    private static Decision<OracleEvent> Decide(SetCollection command)
    {
        var (cap, discount) = (command.RarityCapBps, command.ForcedSaleDiscountBps);
        if (cap > RarityCapLimit)
        {
            return Refuse(new Refusal.SettingOutOfRange("rarityCapBps", cap, RarityCapLimit));
        }
        if (discount.Value > DiscountLimit)
        {
            return Refuse(new Refusal.SettingOutOfRange("forcedSaleDiscountBps", discount.Value, DiscountLimit));
        }
        return Decision<OracleEvent>.Accept([new CollectionSet(command.Collection, cap, discount)]);
    }

    private static Decision<OracleEvent> Refuse(Refusal refusal) => Decision<OracleEvent>.Refuse(refusal);
}
