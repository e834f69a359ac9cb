using System.Collections.Immutable;
using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;

namespace Fractional.Tests.Core.Valuation;

/// <summary>An oracle on a clock that only the test moves: five equal signers, 7 days of floors at 1 000.</summary>
internal sealed class OracleStory
{
    public static readonly Account[] Signers =
        [VaultStory.Named(1), VaultStory.Named(2), VaultStory.Named(3), VaultStory.Named(4), VaultStory.Named(5)];

    public static readonly Item Item = new(VaultStory.Collection, 0);

    private readonly Dictionary<Account, ulong> nonces = [];
    private readonly HashSet<Account> trippedBy = [];

    public OracleStory(bool withFloors = true)
    {
        foreach (var signer in Signers)
        {
            Do(new SetSigner(signer, 100));
        }
        Do(new SetCollection(VaultStory.Collection, 50_000, new Bps(500)));
        for (var i = 0; withFloors && i <= 7 * 8; i++)
        {
            Floor(VaultStory.Ether(1_000));
            Wait(3 * 3_600);
        }
    }

    public AppraisalOracle Oracle { get; private set; } = new(300);

    public Timestamp Now { get; private set; } = new(10_000);

    public List<Recorded<OracleEvent>> Log { get; } = [];

    public ItemValuation Valuation => Oracle.ValuationOf(Item, Now).ShouldNotBeNull();

    public void Wait(ulong seconds) => Now += seconds;

    public Decision<OracleEvent> Try(OracleCommand command) => AppraisalOracle.Decide(Oracle, command, Now);

    public void Refuses(OracleCommand command, Refusal expected) => Try(command).Refusal.ShouldBe(expected);

    public ImmutableArray<OracleEvent> Do(OracleCommand command)
    {
        var decision = Try(command);
        decision.Refusal.ShouldBeNull();
        foreach (var happened in decision.Events)
        {
            Oracle = AppraisalOracle.Evolve(Oracle, happened, Now);
            Log.Add(new Recorded<OracleEvent>(happened, Now, (ulong)Log.Count, 0));
        }
        return decision.Events;
    }

    public void Floor(Wei price) =>
        Do(new SubmitFloor([.. Signers[..3].Select(signer => new PresentedFloorReport(
            new FloorReport(VaultStory.Collection, price, Now, Now + 1, NextNonce(signer)),
            new Signature(signer, 0, IsSigned: true, IsNewcomer: false)))]));

    /// <summary>A round in which signers 1..n say these values; the values ascend.</summary>
    public SubmitRound RoundOf(params uint[] ethers) => RoundBy(0, ethers);

    /// <summary>A round whose signers begin with the one at an index.</summary>
    public SubmitRound RoundBy(int first, params uint[] ethers) => new([.. ethers.Select((ether, i) =>
    {
        var signer = Signers[first + i];
        return new PresentedAppraisal(
            new Appraisal(Item, VaultStory.Ether(ether), new Bps(9_000), Now, Now + 1, NextNonce(signer)),
            new Signature(signer, 0, IsSigned: true, IsNewcomer: !trippedBy.Contains(signer)));
    })]);

    /// <summary>Submits, and remembers who tripped, as the contract does.</summary>
    public ImmutableArray<OracleEvent> Submit(SubmitRound round)
    {
        var before = Oracle.Items.GetValueOrDefault(Item)?.TrippedAt;
        var events = Do(round);
        if (Oracle.Items[Item].TrippedAt is { } at && at == Now && before != at)
        {
            trippedBy.Clear();
            trippedBy.UnionWith(round.Appraisals.Select(given => given.Signature.Signer));
        }
        return events;
    }

    private ulong NextNonce(Account signer) => nonces[signer] = nonces.GetValueOrDefault(signer) + 1;
}
