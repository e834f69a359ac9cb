namespace Fractional.Core.Vaults;

/// <summary>A wish about one vault, decided as the contracts' function of the same name decides it.</summary>
public abstract record VaultCommand
{
    private protected VaultCommand()
    {
    }
}
