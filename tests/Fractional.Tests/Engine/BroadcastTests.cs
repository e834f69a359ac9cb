using Fractional.Engine;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine;

public sealed class BroadcastTests
{
    private readonly record struct Wide(ulong A, ulong B, ulong C, ulong D, ulong E, ulong F, ulong G, ulong H)
    {
        public static Wide Of(ulong n) => new(n, n, n, n, n, n, n, n);

        public bool IsWhole => this == Of(A);
    }

    [Fact]
    public async Task What_is_read_while_values_come_is_one_of_them_and_no_mixture()
    {
        const ulong values = 10_000_000; // below it the two threads may never meet
        var broadcast = new Broadcast<Wide>();
        var telling = Task.Run(() =>
        {
            for (ulong n = 1; n <= values; n++) broadcast.Tell(Wide.Of(n));
        });
        var mixtures = 0;
        while (!telling.IsCompleted)
        {
            if (broadcast.Last is { IsWhole: false }) mixtures++;
        }
        await telling;
        mixtures.ShouldBe(0);
        broadcast.Last.ShouldBe(Wide.Of(values));
    }

    [Fact]
    public async Task What_is_forgotten_is_told_to_nobody_who_comes_later()
    {
        var broadcast = new Broadcast<int>();
        broadcast.Tell(7);
        broadcast.Forget();
        broadcast.Last.ShouldBeNull();
        broadcast.Tell(8);
        broadcast.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var value in broadcast.Listen(limit.Token))
        {
            value.ShouldBe(8);
            return;
        }
    }
}
