using System.Text.Json.Serialization;
using Fractional.Core.Auctions.Batch;

namespace Fractional.Api.Auctions;

/// <summary>The bids of a batch auction by tick, and what they come to.</summary>
/// <param name="Supply">Units on sale.</param>
/// <param name="ReservePrice">Price of tick 0, wei for the whole supply.</param>
/// <param name="TickSize">Wei from one tick to the next.</param>
/// <param name="Margin">The highest tick at which all units sell; null while bids take less than the supply.</param>
/// <param name="ClearingPrice">Wei for the whole supply.</param>
/// <param name="Sold">Units that bids take.</param>
/// <param name="Steps">From the highest tick down to the margin: bids below it are out.</param>
/// <param name="Whole">Bids for the items themselves.</param>
/// <param name="Provisional">What would come of it if it ended now; once ended, what came of it.</param>
public sealed record BookResource(
    AsOf AsOf, Digits Supply, Digits ReservePrice, Digits TickSize, int? Margin, Digits ClearingPrice, Digits Sold,
    IReadOnlyList<BookStepResource> Steps, WholeResource Whole, ProvisionalResource Provisional) : IDated;

/// <summary>All bids of a tick.</summary>
/// <param name="Price">Wei for the whole supply.</param>
/// <param name="Quantity">Units bid at it.</param>
/// <param name="Cumulative">Units bid at it and above.</param>
public sealed record BookStepResource(int Tick, Digits Price, Digits Quantity, Digits Cumulative);

/// <summary>Bids for the items themselves, wei.</summary>
public sealed record WholeResource(Digits? Best, Digits LeastNext);

/// <summary>An outcome.</summary>
/// <param name="Proceeds">Wei raised in cash.</param>
/// <param name="Credit">Wei of the debt that lenders take in unsold units.</param>
public sealed record ProvisionalResource(
    [property: JsonConverter(typeof(Word<BatchWinner>))] BatchWinner Winner, Digits Proceeds, Digits Credit);
