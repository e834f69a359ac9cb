using System.Collections.Immutable;
using Fractional.Api;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Api;

/// <summary>The block at which everything is shown.</summary>
public sealed class ReadingTests
{
    static readonly Account Vault = Named(7);

    /// <summary>A loan of the block after the head was once read at the head, before it began: 500.</summary>
    [Theory]
    [InlineData(7, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 9)]
    public void Nothing_is_shown_before_the_newest_fact_on_the_board(ulong head, ulong shown)
    {
        var created = new VaultCreated(Vault, Named(8), Named(9), new Shares(1), "V", "V", []);
        var fact = new Fact.OfVault(new FactPlace(8, default, 0), Start + 8, default, Vault, created);
        var board = BoardView.Empty with
        {
            Followed = ImmutableDictionary<Account, FollowedVault>.Empty.Add(
                Vault, FollowedVault.Evolve(FollowedVault.Unknown, new VaultJournal.FactSeen(fact))),
        };
        var reading = Reading.Of(board, new Block(head, default, default, Start + head));
        reading.Head.Number.ShouldBe(shown);
        reading.Now.ShouldBe(Start + shown);
    }
}
