using Fractional.Chain;
using Fractional.Core.Insurance;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;

namespace Fractional.Cli;

/// <summary>One vault recomputed by Core from raw logs.</summary>
/// <param name="Name">The vault's name.</param>
/// <param name="Statement">Every event that was found equal, and the first that was not.</param>
public sealed record Verification(string Name, Account Vault, Statement Statement)
{
    /// <summary>The first difference as a sentence; null when all is equal.</summary>
    public string? Fault => Statement.Difference is { } d
        ? $"block {d.Block}, log {d.LogIndex}, {d.Event}.{d.Field}: the rules give {d.Expected}, the log says {d.Found}"
        : null;

    public string Summary => Fault is null
        ? $"verify {Name}: {Statement.Rows.Length} events from raw logs, every one recomputed equal"
        : $"verify {Name}: {Fault}";

    /// <summary>Reads all logs from the deployment on and recomputes every vault.</summary>
    /// <param name="upTo">The newest block to read.</param>
    public static async Task<IReadOnlyList<Verification>> OfAll(IChain chain, ulong upTo, CancellationToken stop)
    {
        var logs = await RawLogs.Read(chain, upTo, stop);
        return
        [
            .. logs.Vaults.Select(v => Of(v.Key, v.Value, logs.Oracle, logs.Fund, chain.Deployment.Protocol))
                .OrderBy(v => v.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Recomputes one vault from its own logs, the oracle's and the insurance fund's.</summary>
    public static Verification Of(
        Account vault, IReadOnlyList<Recorded<VaultEvent>> log, IReadOnlyList<Recorded<OracleEvent>> oracle,
        IReadOnlyList<Recorded<FundBooking>> fund, Protocol protocol)
    {
        var statement = Statement.Verify(log, oracle, fund, protocol);
        return new Verification(statement.Vault.Name, vault, statement);
    }
}

/// <summary>Everything the protocol's contracts said, vault by vault, in the order of the chain.</summary>
public sealed record RawLogs(
    IReadOnlyDictionary<Account, List<Recorded<VaultEvent>>> Vaults, IReadOnlyList<Recorded<OracleEvent>> Oracle,
    IReadOnlyList<Recorded<FundBooking>> Fund)
{
    /// <param name="upTo">The newest block to read.</param>
    public static async Task<RawLogs> Read(IChain chain, ulong upTo, CancellationToken stop)
    {
        var vaults = new Dictionary<Account, List<Recorded<VaultEvent>>>();
        var oracle = new List<Recorded<OracleEvent>>();
        var fund = new List<Recorded<FundBooking>>();
        await foreach (var news in chain.Follow(ChainCursor.Start, stop))
        {
            if (news is not ChainNews.Applied applied) continue;
            foreach (var fact in applied.Facts.OrderBy(f => f.Place)) Sort(fact, vaults, oracle, fund);
            if (applied.Block.Number >= upTo) break;
        }
        return new RawLogs(vaults, oracle, fund);
    }

    static void Sort(
        Fact fact, Dictionary<Account, List<Recorded<VaultEvent>>> vaults, List<Recorded<OracleEvent>> oracle,
        List<Recorded<FundBooking>> fund)
    {
        switch (fact)
        {
            case Fact.OfVault f:
                if (!vaults.TryGetValue(f.Vault, out var log)) vaults[f.Vault] = log = [];
                log.Add(new Recorded<VaultEvent>(f.Event, f.At, f.Place.BlockNumber, f.Place.LogIndex));
                if (BookingOf(f.Event, log) is { } booked) fund.Add(Placed(booked, fact));
                break;
            case Fact.OfProtocol { Event: FundAbsorbed e }:
                fund.Add(Placed(new FundBooking(e.Token, FundEntry.Absorbed, e.Amount, e.Cash), fact));
                break;
            case Fact.OfProtocol { Event: OracleEvent said } f:
                oracle.Add(new Recorded<OracleEvent>(said, f.At, f.Place.BlockNumber, f.Place.LogIndex));
                break;
        }
    }

    static FundBooking? BookingOf(VaultEvent happened, List<Recorded<VaultEvent>> log) => happened switch
    {
        LoanCovered e => new(e.Token, FundEntry.Covered, e.Amount, e.Cash),
        TipCollected e when log[0].Event is VaultCreated vault =>
            new(vault.PaymentToken, FundEntry.Tipped, e.Amount, e.Cash),
        _ => null,
    };

    static Recorded<FundBooking> Placed(FundBooking booking, Fact fact) =>
        new(booking, fact.At, fact.Place.BlockNumber, fact.Place.LogIndex);
}
