namespace Fractional.Ethereum.Anvil;

/// <summary>How a local development chain is started.</summary>
public sealed record AnvilOptions
{
    /// <summary>The phrase every development chain uses. Its keys are public: send nothing of worth to them.</summary>
    public const string DevelopmentWords = "test test test test test test test test test test test junk";

    public ulong ChainId { get; init; } = 31337;

    /// <summary>Null: a block for every transaction.</summary>
    public TimeSpan? BlockTime { get; init; }

    /// <summary>True: blocks only by <see cref="AnvilNode.Mine"/>.</summary>
    public bool MineByHand { get; init; }

    public string Words { get; init; } = DevelopmentWords;

    /// <summary>Accounts with ether, at m/44'/60'/0'/0/i.</summary>
    public int Accounts { get; init; } = 10;

    /// <summary>Unix seconds of the genesis block; null for now.</summary>
    public ulong? GenesisTimestamp { get; init; }

    /// <summary>Finalized is two of these behind the head: 1 lets it move at once.</summary>
    public int SlotsInAnEpoch { get; init; } = 1;

    /// <summary>The executable; null to look for it in FRACTIONAL_ANVIL and below the repository's root.</summary>
    public string? Executable { get; init; }

    internal IEnumerable<string> Arguments()
    {
        yield return "--host=127.0.0.1";
        yield return "--port=0";
        yield return $"--chain-id={ChainId}";
        yield return $"--mnemonic={Words}";
        yield return $"--accounts={Accounts}";
        yield return $"--slots-in-an-epoch={SlotsInAnEpoch}";
        if (BlockTime is { } blockTime)
        {
            yield return $"--block-time={blockTime.TotalSeconds}";
        }

        if (MineByHand)
        {
            yield return "--no-mining";
        }

        if (GenesisTimestamp is { } genesis)
        {
            yield return $"--timestamp={genesis}";
        }
    }
}
