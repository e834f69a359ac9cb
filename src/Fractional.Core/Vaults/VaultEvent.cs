namespace Fractional.Core.Vaults;

/// <summary>
/// What happened to one vault: the closed list of the contracts' events about it, same names, same fields, in the
/// order of the log. Some events rest on their block's time, so they are folded together with it.
/// </summary>
public abstract record VaultEvent
{
    private protected VaultEvent()
    {
    }
}
