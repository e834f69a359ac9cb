using Fractional.Core.Units;
using Fractional.Engine.Journal;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;
using Fractional.Store;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Projections;

/// <summary>Who waits for an event to be on the board is woken by it: not before, not by another's.</summary>
public sealed class BoardWaitTests
{
    private static readonly Account Vault = Named(201);
    private static readonly Account Other = Named(202);

    private readonly VaultBoard board = new();

    [Fact]
    public async Task Each_is_woken_by_the_event_it_waits_for()
    {
        Task[] waiting = [.. new[] { 5, 3, 4, 3 }.Select(seq => Reaches(Vault, seq))];
        var other = Reaches(Other, 1);
        Tell(Vault, 1, 2);
        waiting.ShouldAllBe(w => !w.IsCompleted);
        Tell(Vault, 3, 3);
        waiting.Select(w => w.IsCompleted).ShouldBe([false, true, false, true]);
        Tell(Vault, 4, 9);
        await Task.WhenAll(waiting);
        other.IsCompleted.ShouldBeFalse();
        Tell(Other, 1, 1);
        await other;
        Reaches(Vault, 9).IsCompleted.ShouldBeTrue("it is there already");
    }

    [Fact]
    public async Task Who_gives_up_keeps_nobody_else_waiting()
    {
        using var mine = new CancellationTokenSource();
        var (impatient, patient) = (Reaches(Vault, 1, mine.Token), Reaches(Vault, 1));
        await mine.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        Tell(Vault, 1, 1);
        await patient;
    }

    private Task Reaches(Account vault, long seq, CancellationToken stop = default) =>
        board.Reaches(Entities.NameOf(vault), seq, stop);

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
