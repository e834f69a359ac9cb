using System.Diagnostics;
using System.Globalization;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Laws.Batch;

namespace Fractional.Bench.Auctions;

using Answer = Cleared<UInt128>;

/// <summary>
/// Clears the same bids in four ways that must agree: by bucket (the one used), by selection, by sorting, and through
/// the book that takes bids one by one as the contract does. Times are medians; ratios are within one run.
/// </summary>
public static class ClearingBench
{
    const int RoundCount = 7;
    const int Seed = 20_261_122;
    const int LeastUnits = 1_000;
    const int MostUnits = 10_000;

    public static Task Run()
    {
        foreach (var (count, budget) in new[] { (100_000, "<= 20 ms"), (1_000_000, "<= 60 ms") })
        {
            // A thousand least bids take this supply: the rule that keeps the walk on chain short.
            Compare("crowded", count, supply: 1_000 * LeastUnits, takesOneByOne: true, budget);
            // Half of all that is bid: the margin lies in the middle. The least quantity forbids it to a book.
            Compare("half", count, supply: (ulong)count * (LeastUnits + MostUnits) / 4, takesOneByOne: false, budget);
        }
        return Task.CompletedTask;
    }

    static void Compare(string shape, int count, ulong supply, bool takesOneByOne, string budget)
    {
        var terms = new BatchTerms(new TickGrid(Wei.One), new Shares(supply));
        var bids = Draw(count);
        var demands = bids.Select(bid => new Demand<UInt128>(bid.Tick, bid.Quantity.Value)).ToArray();
        var ways = new List<(string Name, Func<Answer> Clear)>
        {
            ("bucket", () => Read(BucketClearing.Of(bids, terms))),
            ("selection", () => ReferenceClearings.BySelection<UInt128>(demands, supply)),
            ("sort", () => ReferenceClearings.BySort<UInt128>(demands, supply)),
        };
        if (takesOneByOne)
        {
            ways.Add(("book, bid by bid", () => Read(Play(bids, terms))));
        }
        var expected = ways[0].Clear();
        var bucket = 0.0;
        foreach (var (name, clear) in ways)
        {
            var median = Rounds.Percentile([.. Enumerable.Range(0, RoundCount).Select(_ => Time(clear, expected))], 50);
            bucket = bucket == 0 ? median : bucket;
            Rounds.Print(
                $"clear {count:N0} bids, {shape}: {name}",
                string.Create(CultureInfo.InvariantCulture,
                    $"{median:0.0} ms, {median / bucket:0.00} x bucket, margin {expected.Margin}"),
                name == "bucket" ? budget : "equal to bucket");
        }
    }

    /// <summary>Milliseconds, after checking that the answer is the expected one.</summary>
    static double Time(Func<Answer> clear, Answer expected)
    {
        var start = Stopwatch.GetTimestamp();
        var answer = clear();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return answer == expected
            ? elapsed
            : throw new InvalidOperationException($"a clearing is {answer} and not {expected}");
    }

    static Bid[] Draw(int count)
    {
        var state = (ulong)Seed;
        var bids = new Bid[count];
        for (var i = 0; i < count; i++)
        {
            var tick = (int)(Next(ref state) % TickGrid.TickCount);
            bids[i] = new Bid(tick, new Shares(LeastUnits + Next(ref state) % (MostUnits - LeastUnits + 1)), default);
        }
        return bids;
    }

    /// <summary>Refused bids are passed over: they could not change the answer.</summary>
    static Clearing Play(Bid[] bids, BatchTerms terms)
    {
        var book = TickBook.Open(terms);
        foreach (var bid in bids)
        {
            if (!(bid.Tick < book.Margin))
            {
                book = book.Place(bid.Tick, bid.Quantity, out _);
            }
        }
        return book.Clear();
    }

    static Answer Read(Clearing clearing) => new(clearing.Margin, clearing.Above.Value, clearing.AtMargin.Value);

    /// <summary>SplitMix64.</summary>
    static ulong Next(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
