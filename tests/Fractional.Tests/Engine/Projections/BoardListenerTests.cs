using System.Collections.Concurrent;
using Fractional.Core.Units;
using Fractional.Engine.Journal;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;
using Fractional.Store;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Projections;

/// <summary>Who listens to the board hears each later event once; who does not listen costs it nothing.</summary>
public sealed class BoardListenerTests
{
    private static readonly Account Vault = Named(201);
    private static readonly Account Other = Named(202);

    private readonly VaultBoard board = new();

    [Fact]
    public async Task Who_never_reads_keeps_the_folding_waiting_for_nothing_and_is_let_go_with_a_reason()
    {
        using var listener = board.Listen(Vault);
        Tell(Vault, 1, 10_000);
        board.View.SeqOf(Vault).ShouldBe(10_000);
        listener.Ended.ShouldBeNull("what was waiting is still to be read");
        var heard = new List<long>();
        while (listener.TryRead(out var change)) heard.Add(change.Stored.Seq);
        heard.Count.ShouldBe(BoardListener.MaxWaiting + 1);
        heard.ShouldBe(Enumerable.Range(1, heard.Count).Select(i => (long)i));
        listener.Ended.ShouldNotBeNull().ShouldContain("256");
        (await listener.Wait(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_joins_at_any_moment_misses_nothing_and_hears_nothing_twice()
    {
        const int events = 4_000, burst = 50, listeners = 60;
        var heard = new ConcurrentDictionary<int, long>();
        var wrong = new ConcurrentBag<long>();
        var folding = Task.Run(async () =>
        {
            for (var seq = 1; seq <= events; seq += burst)
            {
                Tell(Vault, seq, seq + burst - 1);
                while (heard.Values.Any(h => h < seq)) await Task.Yield();
            }
        });
        await Task.WhenAll(Enumerable.Range(0, listeners).Select(number => Task.Run(async () =>
        {
            // One after the other, so that each joins at another moment of a burst.
            while (heard.Count < number) await Task.Yield();
            // Waited for from here on: else so much may be told before its first word that it is dropped.
            heard[number] = 0;
            using var listener = board.Listen(Vault);
            var last = listener.Board.SeqOf(Vault);
            heard[number] = last;
            while (last < events && await listener.Wait(CancellationToken.None))
            {
                while (listener.TryRead(out var change))
                {
                    var isNext = change.Stored.Seq == last + 1 && change.After.SeqOf(Vault) == last + 1;
                    if (!isNext) wrong.Add(change.Stored.Seq);
                    heard[number] = last = change.Stored.Seq;
                }
            }
        })));
        await folding;
        wrong.ShouldBeEmpty();
        heard.Values.ShouldAllBe(last => last == events);
    }

    [Fact]
    public void Each_vault_has_listeners_of_its_own_and_some_listen_to_all()
    {
        using var one = board.Listen(Vault);
        using var all = board.Listen(null);
        Tell(Other, 1, 2);
        Tell(Vault, 1, 1);
        Heard(one).ShouldBe([(Vault, 1)]);
        Heard(all).ShouldBe([(Other, 1), (Other, 2), (Vault, 1)]);
    }

    [Fact]
    public void What_is_told_again_and_what_comes_after_leaving_is_not_heard()
    {
        var listener = board.Listen(Vault);
        Tell(Vault, 1, 3);
        Tell(Vault, 1, 3);
        Heard(listener).Count.ShouldBe(3);
        listener.Dispose();
        Tell(Vault, 4, 5);
        Heard(listener).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wake_up_ends_a_wait_and_is_no_change()
    {
        using var listener = board.Listen(Vault);
        for (var i = 0; i < 3; i++) listener.Wake();
        (await listener.Wait(CancellationToken.None)).ShouldBeTrue();
        listener.TryRead(out _).ShouldBeFalse();
        var waiting = listener.Wait(CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse("one wake-up is enough for all that happened before");
        listener.Wake();
        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public void When_the_board_is_closed_nobody_waits_any_more()
    {
        using var before = board.Listen(Vault);
        board.Close();
        using var after = board.Listen(null);
        before.Ended.ShouldNotBeNull();
        after.Ended.ShouldNotBeNull();
    }

    private static List<(Account, long)> Heard(BoardListener listener)
    {
        var heard = new List<(Account, long)>();
        while (listener.TryRead(out var change)) heard.Add((change.Vault, change.Stored.Seq));
        return heard;
    }

    private void Tell(Account vault, int from, int to)
    {
        var text = JournalCodec.Vault.Encode(new VaultJournal.FactsFinalized(7));
        for (var seq = from; seq <= to; seq++)
        {
            board.Take(new StoredEvent(
                0, seq, Entities.NameOf(vault), seq, text.Kind, text.Version, text.Data, null, default));
        }
    }
}
