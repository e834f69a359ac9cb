using System.Text;

namespace Fractional.Core;

/// <summary>
/// A rule said no. The closed list of what it can say: each record is named like the contracts' custom error and
/// carries its arguments in its order. A refusal changes nothing and is not a fault.
/// </summary>
/// <remarks>The records lie in the folder of the feature that refuses.</remarks>
public abstract partial record Refusal
{
    private Refusal()
    {
    }

    /// <summary>The custom error's name.</summary>
    public string Name => GetType().Name;

    /// <summary>A refusal prints its name once and then its arguments.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}
